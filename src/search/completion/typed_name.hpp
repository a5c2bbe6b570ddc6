// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/segment.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace colophon::search {

/// A name as far as it is typed, joined and folded. Of a Hangul syllable that is not finished there may be
/// more to come: ㅇ is the beginning of 예약, so is 여, and 옝 is 예 with the ㅇ of 약.
class TypedName {
public:
    explicit TypedName(std::string joined);

    const std::string& joined() const { return joined_; }
    /// The whole names of a segment that may be meant, in ranges that do not overlap.
    std::vector<NumberRange> names_in(const Segment& segment) const;
    /// Whether this joined name may be meant.
    bool begins(std::string_view name) const;
    /// How many code points of such a name are typed.
    std::size_t typed_points(std::string_view name) const;

private:
    /// Names from `begin` to before `end`, of which so many code points are typed.
    struct Stretch {
        std::string begin, end;
        std::size_t points = 0;
    };
    void add_syllables(std::string_view stem, CodeRange syllables, std::size_t points);

    std::string joined_;
    std::vector<Stretch> stretches_;
};

} // namespace colophon::search
