// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/completion/living_tallies.hpp"
#include "search/fuzzy/word_endings.hpp"

#include <mutex>
#include <optional>

namespace colophon::search {

/// What helps to read a segment and is derived from it alone. Each is made when it is first asked for, once
/// whatever the number of threads that ask; or beforehand by prepare(), so that no reader waits. Every
/// `segment` is the one that these belong to.
class SegmentAids {
public:
    const WordEndings& endings(const Segment& segment) const
    {
        std::call_once(endings_once_, [&] { endings_.emplace(segment); });
        return *endings_;
    }

    const CompletionIndex& completions(const Segment& segment) const
    {
        std::call_once(completions_once_, [&] {
            completions_.emplace(segment);
            tallies_.emplace(*completions_);
        });
        return *completions_;
    }

    LivingTallies& tallies(const Segment& segment) const
    {
        completions(segment);
        return *tallies_;
    }

    void prepare(const Segment& segment) const
    {
        endings(segment);
        completions(segment);
    }

private:
    mutable std::once_flag endings_once_;
    mutable std::once_flag completions_once_;
    mutable std::optional<WordEndings> endings_;
    mutable std::optional<CompletionIndex> completions_;
    mutable std::optional<LivingTallies> tallies_;
};

} // namespace colophon::search
