// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/fuzzy/word_endings.hpp"

#include <mutex>
#include <optional>

namespace colophon::search {

/// What helps to read a segment and is derived from it alone: made when it is first asked for, or beforehand
/// by prepare(), and once whatever the number of threads that ask.
class SegmentAids {
public:
    /// `segment` is always the one that these belong to.
    const WordEndings& endings(const Segment& segment) const
    {
        std::call_once(endings_once_, [&] { endings_.emplace(segment); });
        return *endings_;
    }

private:
    mutable std::once_flag endings_once_;
    mutable std::optional<WordEndings> endings_;
};

} // namespace colophon::search
