// SPDX-License-Identifier: Apache-2.0
#include "store/reader_pool.hpp"

namespace colophon::store {

std::unique_ptr<Reader> ReaderPool::take()
{
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            std::unique_ptr<Reader> reader = std::move(idle_.back());
            idle_.pop_back();
            return reader;
        }
    }
    return std::make_unique<Reader>(file_);
}

void ReaderPool::give_back(std::unique_ptr<Reader> reader)
{
    const std::lock_guard lock(mutex_);
    if (idle_.size() < kept_)
        idle_.push_back(std::move(reader));
}

} // namespace colophon::store
