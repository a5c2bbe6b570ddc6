// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/bytes.hpp"
#include "search/segment/varint.hpp"

#include <span>

namespace colophon::search {

/// The places of a term in one document, as they are stored: varints of the distance to the place before,
/// doubled, and one where another place follows. Places count through all texts of a document, with a gap
/// between two texts.
using CodedPositions = std::span<const std::uint8_t>;

/// A position that no occurrence has: it stands where a document has a term, but not as a word of its own.
inline constexpr std::uint8_t coded_no_position = 0;

/// Where the positions of so many postings begin is kept.
inline constexpr std::uint32_t position_group = 64;

/// Reads the positions of a term, posting by posting. `list` is where they begin; null where the term has
/// none.
class PositionCursor {
public:
    PositionCursor() = default;
    PositionCursor(const std::uint8_t* list, std::uint32_t postings) : directory_(list)
    {
        const std::uint32_t groups = (postings + position_group - 1) / position_group;
        data_ = list == nullptr ? nullptr : list + (groups - 1) * sizeof(std::uint32_t);
        at_ = data_;
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

private:
    void skip()
    {
        bool more = true;
        while (more) {
            more = (*at_ & 1U) != 0; // the lowest bits stand first
            while ((*at_++ & 0x80U) != 0)
                ;
        }
    }

    const std::uint8_t* directory_ = nullptr;
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

} // namespace colophon::search
