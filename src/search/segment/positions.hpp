// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/bytes.hpp"
#include "search/segment/varint.hpp"

#include <bit>
#include <span>

namespace colophon::search {

/// The places of a term in one document, as they are stored: varints of the distance to the place before,
/// doubled, and one where another place follows. Places count through all texts of a document, with a gap
/// between two texts.
using CodedPositions = std::span<const std::uint8_t>;

/// A position that no occurrence has: it stands where a document has a term, but not as a word of its own.
inline constexpr std::uint8_t coded_no_position = 0;

/// Where the positions of so many postings begin is kept.
inline constexpr std::uint32_t position_group = 16;

/// A bit for each position, at its number modulo 8: two terms can be adjacent only where the one's, turned by
/// the distance, has a bit of the other's. That leaves few documents whose positions must be read.
using PositionMarks = std::uint8_t;
PositionMarks position_marks(CodedPositions coded);

/// Whether terms of such marks may stand so far from each other.
constexpr bool may_stand_apart(PositionMarks first, PositionMarks second, std::uint32_t distance)
{
    return (std::rotl(first, static_cast<int>(distance % 8)) & second) != 0;
}

/// Reads the positions of a term, posting by posting. `list` is where they begin, see append_positions();
/// null where the term has none.
class PositionCursor {
public:
    PositionCursor() = default;
    PositionCursor(const std::uint8_t* list, std::uint32_t postings) : directory_(list)
    {
        const std::uint32_t groups = (postings + position_group - 1) / position_group;
        marks_ = list == nullptr ? nullptr : list + (groups - 1) * sizeof(std::uint32_t);
        data_ = list == nullptr ? nullptr : marks_ + postings;
        at_ = data_;
    }

    /// Of any posting, without going there. A term without positions may stand anywhere.
    PositionMarks marks(std::uint32_t posting) const
    {
        return marks_ == nullptr ? static_cast<PositionMarks>(~0U) : marks_[posting];
    }

    /// Goes to a posting, which is not before the one it stands at.
    void seek(std::uint32_t posting)
    {
        if (data_ == nullptr)
            return;
        if (const std::uint32_t group = posting / position_group; group > posting_ / position_group) {
            at_ = data_ + load<std::uint32_t>(directory_ + (group - 1) * sizeof(std::uint32_t));
            posting_ = group * position_group;
        }
        for (; posting_ < posting; ++posting_)
            skip();
    }

    /// The positions of the posting it stands at; moves on to the next.
    CodedPositions next()
    {
        if (data_ == nullptr)
            return {};
        const std::uint8_t* const begin = at_;
        skip();
        ++posting_;
        return {begin, at_};
    }

    /// The positions of a posting, which is not before the one it stands at; moves on to the next.
    CodedPositions next(std::uint32_t posting)
    {
        if (posting != posting_)
            seek(posting);
        return next();
    }

private:
    void skip()
    {
        if ((*at_ & 0x81U) == 0) { // one position in one byte, as most have
            ++at_;
            return;
        }
        bool more = true;
        while (more) {
            more = (*at_ & 1U) != 0; // the lowest bits stand first
            while ((*at_++ & 0x80U) != 0)
                ;
        }
    }

    const std::uint8_t* directory_ = nullptr;
    const PositionMarks* marks_ = nullptr;
    const std::uint8_t* data_ = nullptr;
    const std::uint8_t* at_ = nullptr;
    std::uint32_t posting_ = 0;
};

/// Calls `visit` with each position, in ascending order.
template <class Visit> void each_position(CodedPositions coded, Visit visit)
{
    const std::uint8_t* at = coded.data();
    std::uint32_t position = 0;
    for (bool more = !coded.empty(); more;) {
        const std::uint32_t step = read_varint(at);
        position += step >> 1U;
        more = (step & 1U) != 0;
        if (position != 0)
            visit(position);
    }
}

inline PositionMarks position_marks(CodedPositions coded)
{
    if (coded.empty() || coded.front() == coded_no_position)
        return 0;
    if ((coded.front() & 1U) == 0) // one position, as most have: its lowest bits stand first
        return static_cast<PositionMarks>(1U << (coded.front() >> 1U) % 8U);
    PositionMarks marks = 0;
    each_position(coded, [&marks](std::uint32_t position) {
        marks = static_cast<PositionMarks>(marks | 1U << (position % 8));
    });
    return marks;
}

} // namespace colophon::search
