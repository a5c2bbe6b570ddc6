// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"

#include <cstddef>
#include <cstdint>
#include <future>

namespace colophon::service {

/// Fills an empty index, on a thread of its own: meanwhile its user makes the next documents. Two chunks of
/// them are in memory, each large enough for several processors to build from. Used by one thread, which
/// leaves the index alone until finish(). Throws what the index throws, at the call after.
class IndexFeeder {
public:
    explicit IndexFeeder(search::SearchIndex& index) : index_(index) {}

    void add(search::SearchDocument document);
    /// The index agrees with the store at this position once all is in. Gives the number of documents.
    std::uint64_t finish(search::Position position);

private:
    void feed();

    search::SearchIndex& index_;
    search::IndexDelta delta_;
    std::size_t bytes_ = 0; ///< of the texts in it
    std::uint64_t documents_ = 0;
    std::future<void> fed_; ///< the last member: is waited for before the others go
};

} // namespace colophon::service
