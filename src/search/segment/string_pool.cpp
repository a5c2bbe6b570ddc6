// SPDX-License-Identifier: Apache-2.0
#include "search/segment/string_pool.hpp"

#include "search/segment/bytes.hpp"
#include "search/segment/hash.hpp"

#include <algorithm>
#include <bit>

namespace colophon::search {

namespace {

constexpr std::size_t fewest_slots = 64;

} // namespace

StringPool::StringPool() : offsets_{0}, slots_(fewest_slots) {}

void StringPool::reserve(std::size_t strings, std::size_t bytes)
{
    offsets_.reserve(strings + 1);
    bytes_.reserve(bytes);
    if (const std::size_t slots = std::bit_ceil(strings * 2); slots > slots_.size())
        rehash(slots);
}

std::uint32_t StringPool::hash_of(std::string_view text)
{
    return static_cast<std::uint32_t>(stable_hash(text));
}

void StringPool::intern(std::span<const std::string_view> texts, std::vector<std::uint32_t>& numbers)
{
    hashes_.clear();
    for (const std::string_view text : texts) {
        hashes_.push_back(hash_of(text));
        __builtin_prefetch(&slots_[hashes_.back() & (slots_.size() - 1)]);
    }
    numbers.clear();
    for (std::size_t i = 0; i < texts.size(); ++i)
        numbers.push_back(intern(texts[i], hashes_[i]));
}

std::uint32_t StringPool::intern(std::string_view text, std::uint32_t hash)
{
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = hash & mask;
    for (; slots_[slot].taken != 0; slot = (slot + 1) & mask) {
        const std::uint32_t id = slots_[slot].taken - 1;
        if (slots_[slot].hash == hash && (*this)[id] == text)
            return id;
    }
    const std::uint32_t id = size();
    slots_[slot] = {hash, id + 1};
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    offsets_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    if (offsets_.size() * 2 > slots_.size())
        rehash(slots_.size() * 2);
    return id;
}

std::vector<std::uint32_t> StringPool::in_order() const
{
    // Most strings differ in their first bytes, which then need not be looked up.
    std::vector<std::pair<std::uint64_t, std::uint32_t>> keys;
    keys.reserve(size());
    for (std::uint32_t id = 0; id < size(); ++id)
        keys.emplace_back(leading_bytes((*this)[id]), id);
    std::sort(keys.begin(), keys.end(), [this](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : (*this)[a.second] < (*this)[b.second];
    });
    std::vector<std::uint32_t> order;
    order.reserve(size());
    for (const auto& [beginning, id] : keys)
        order.push_back(id);
    return order;
}

void StringPool::rehash(std::size_t slots)
{
    const std::vector<Slot> before = std::exchange(slots_, std::vector<Slot>(slots));
    const std::size_t mask = slots_.size() - 1;
    for (const Slot& moved : before) {
        if (moved.taken == 0)
            continue;
        std::size_t slot = moved.hash & mask;
        while (slots_[slot].taken != 0)
            slot = (slot + 1) & mask;
        slots_[slot] = moved;
    }
}

} // namespace colophon::search
