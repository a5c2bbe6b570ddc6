// SPDX-License-Identifier: Apache-2.0
#include "search/segment/string_pool.hpp"

#include "search/segment/hash.hpp"

namespace colophon::search {

StringPool::StringPool() : offsets_{0}, slots_(64) {}

std::uint32_t StringPool::intern(std::string_view text)
{
    const std::uint64_t hash = stable_hash(text);
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = hash & mask;
    for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
        const std::uint32_t id = slots_[slot] - 1;
        if (hashes_[id] == hash && (*this)[id] == text)
            return id;
    }
    const std::uint32_t id = size();
    slots_[slot] = id + 1;
    hashes_.push_back(hash);
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    offsets_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    if (hashes_.size() * 2 > slots_.size())
        grow();
    return id;
}

void StringPool::grow()
{
    slots_.assign(slots_.size() * 2, 0);
    const std::size_t mask = slots_.size() - 1;
    for (std::uint32_t id = 0; id < hashes_.size(); ++id) {
        std::size_t slot = hashes_[id] & mask;
        while (slots_[slot] != 0)
            slot = (slot + 1) & mask;
        slots_[slot] = id + 1;
    }
}

} // namespace colophon::search
