// SPDX-License-Identifier: Apache-2.0
#include "search/segment/postings.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace colophon::search {

namespace {

constexpr std::size_t longest_varint = 5;

/// As append_varint(), where there is room.
std::uint8_t* put_varint(std::uint8_t* at, std::uint32_t value)
{
    for (; value >= 0x80U; value >>= 7U)
        *at++ = static_cast<std::uint8_t>(value | 0x80U);
    *at++ = static_cast<std::uint8_t>(value);
    return at;
}

} // namespace

void PostingWriter::append(std::vector<std::uint8_t>& out, std::span<const Posting> postings)
{
    if (postings.size() <= longest_short_list)
        append_short(out, postings);
    else
        append_long(out, postings);
}

void PostingWriter::append_short(std::vector<std::uint8_t>& out, std::span<const Posting> postings)
{
    std::array<std::uint8_t, (1 + 2 * std::size_t{longest_short_list}) * longest_varint> bytes;
    std::uint8_t* at = put_varint(bytes.data(), static_cast<std::uint32_t>(postings.size()));
    std::uint32_t before = ~std::uint32_t{0};
    for (const Posting& posting : postings) {
        at = put_varint(at, posting.document - before - 1);
        at = put_varint(at, table_.number(posting.payload));
        before = posting.document;
    }
    out.insert(out.end(), bytes.data(), at);
}

void PostingWriter::append_long(std::vector<std::uint8_t>& out, std::span<const Posting> postings)
{
    documents_.clear();
    arrivals_.clear();
    distinct_.clear();
    for (const Posting& posting : postings) {
        documents_.push_back(posting.document);
        arrivals_.push_back(distinct_.number(posting.payload));
    }
    append_list_head(out, documents_);
    append_payloads(out);
}

void PostingWriter::append_payloads(std::vector<std::uint8_t>& out)
{
    std::vector<std::uint32_t> sorted = distinct_.payloads();
    std::ranges::sort(sorted);
    places_.clear();
    for (const std::uint32_t payload : distinct_.payloads())
        places_.push_back(
            static_cast<std::uint32_t>(std::ranges::lower_bound(sorted, payload) - sorted.begin()));
    const std::uint8_t bytes = sorted.size() <= 1U << 8U ? 1 : sorted.size() <= 1U << 16U ? 2 : 4;
    out.push_back(bytes);
    append_varint(out, static_cast<std::uint32_t>(sorted.size()));
    append_raw(out, std::span<const std::uint32_t>(sorted));
    switch (bytes) {
    case 1:
        append_places<std::uint8_t>(out);
        return;
    case 2:
        append_places<std::uint16_t>(out);
        return;
    default:
        append_places<std::uint32_t>(out);
    }
}

template <class Place> void PostingWriter::append_places(std::vector<std::uint8_t>& out) const
{
    const std::size_t begin = out.size();
    out.resize(begin + arrivals_.size() * sizeof(Place));
    std::uint8_t* at = out.data() + begin;
    for (const std::uint32_t arrival : arrivals_) {
        const auto place = static_cast<Place>(places_[arrival]);
        std::memcpy(at, &place, sizeof place);
        at += sizeof place;
    }
}

void append_positions(std::vector<std::uint8_t>& out, std::span<const Posting> postings)
{
    const auto has_none = [](const Posting& posting) {
        return posting.positions.empty() || posting.positions.front() == coded_no_position;
    };
    if (std::all_of(postings.begin(), postings.end(), has_none))
        return;
    std::uint32_t bytes = 0;
    for (std::size_t i = 0; i < postings.size(); ++i) {
        if (i > 0 && i % position_group == 0)
            append_raw(out, bytes);
        bytes += static_cast<std::uint32_t>(std::max<std::size_t>(1, postings[i].positions.size()));
    }
    const std::size_t begin = out.size();
    out.resize(begin + postings.size() + bytes);
    std::uint8_t* at = out.data() + begin;
    for (const Posting& posting : postings)
        *at++ = position_marks(posting.positions);
    for (const Posting& posting : postings) {
        *at = coded_no_position;
        for (std::size_t i = 0; i < posting.positions.size(); ++i) // a few: no call is worth its while
            at[i] = posting.positions[i];
        at += std::max<std::size_t>(1, posting.positions.size());
    }
}

} // namespace colophon::search
