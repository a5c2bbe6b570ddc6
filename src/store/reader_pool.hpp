// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/reader.hpp"

#include <memory>
#include <mutex>
#include <vector>

namespace colophon::store {

/// Readers for whoever needs one; safe to use from many threads. Nobody waits: where all are out, another is
/// opened, and closed again when more than enough are back.
class ReaderPool {
public:
    ReaderPool(std::filesystem::path file, std::size_t kept) : file_(std::move(file)), kept_(kept) {}

    template <class Use> auto with(Use use)
    {
        Lease lease(*this);
        return use(*lease.reader);
    }

private:
    struct Lease {
        explicit Lease(ReaderPool& from) : pool(from), reader(from.take()) {}
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        ~Lease() { pool.give_back(std::move(reader)); }
        ReaderPool& pool;
        std::unique_ptr<Reader> reader;
    };

    std::unique_ptr<Reader> take();
    void give_back(std::unique_ptr<Reader> reader);

    std::filesystem::path file_;
    std::size_t kept_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Reader>> idle_;
};

} // namespace colophon::store
