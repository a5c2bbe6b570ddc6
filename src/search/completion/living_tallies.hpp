// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/completion/completion_index.hpp"
#include "search/segment/part.hpp"

#include <memory>
#include <mutex>

namespace colophon::search {

/// What the frequent names of a segment are counted to be, now that some of its documents are dead. A few
/// that died are subtracted, so that a popular column is not counted through at every keystroke while others
/// write. Any thread.
class LivingTallies {
public:
    explicit LivingTallies(const CompletionIndex& index) : known_(index.frequent()) {}

    /// Exact for the moment that the part shows. `part` is of the segment that this belongs to.
    Tally tally(const Part& part, std::uint32_t term);

private:
    bool follow(const Part& part);
    void subtract(const Segment& segment, std::uint32_t document);

    std::mutex mutex_;
    std::shared_ptr<const DeadDocuments> dead_; ///< that are not in known_; null for none
    CompletionIndex::Tallies known_;
};

} // namespace colophon::search
