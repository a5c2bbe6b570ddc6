// SPDX-License-Identifier: Apache-2.0
#include "search/matching/term_strengths.hpp"

#include <array>

namespace colophon::search {

TermStrengths::TermStrengths(const Segment& segment, const Condition& condition)
    : segment_(segment), condition_(condition),
      short_((segment.documents() + chunk_documents - 1) / chunk_documents)
{
    for (const TermSource& source : condition.terms)
        add_source(source);
    for (const FoundTerm& found : condition.found)
        short_[found.document / chunk_documents].push_back(
            {static_cast<std::uint16_t>(found.document % chunk_documents), found.strength});
}

const Strength* TermStrengths::none()
{
    static constexpr std::array<Strength, chunk_documents> zeros{};
    return zeros.data();
}

void TermStrengths::add_source(const TermSource& source)
{
    const PostingList list = segment_.posting_list(source.term);
    if (!list.is_long())
        return; // found while matching
    std::vector<Strength> of_place(list.payloads());
    for (std::uint32_t place = 0; place < list.payloads(); ++place)
        of_place[place] = condition_.strength(list.payload(place), source.role);
    long_.push_back({list, std::move(of_place)});
}

void TermStrengths::open(std::uint32_t chunk, std::span<const std::uint64_t> wanted, bool is_dense)
{
    clear();
    wanted_ = wanted;
    is_dense_ = is_dense;
    for (LongSource& source : long_)
        read(source, chunk);
    if (short_[chunk].empty())
        return;
    make_room();
    for (const Found& found : short_[chunk])
        if (is_dense_ || (wanted_[found.low / 64] >> (found.low % 64) & 1U) != 0)
            strengths_[found.low] = std::max(strengths_[found.low], found.strength);
}

/// Where few documents were wanted, only theirs are cleared.
void TermStrengths::clear()
{
    if (is_clean_)
        return;
    is_clean_ = true;
    for (std::size_t word = 0; word < wanted_.size(); ++word)
        if (is_dense_ || wanted_[word] != 0)
            std::fill_n(strengths_.begin() + static_cast<std::ptrdiff_t>(word * 64), 64, Strength{0});
}

void TermStrengths::make_room()
{
    is_clean_ = false;
    strengths_.resize(chunk_documents);
}

void TermStrengths::read(LongSource& source, std::uint32_t chunk)
{
    const DocumentList& documents = source.list.documents();
    for (; source.chunk < chunk && source.chunk < documents.chunks(); ++source.chunk)
        source.posting += documents.chunk_count(source.chunk);
    if (source.chunk >= documents.chunks() || documents.chunk_count(chunk) == 0)
        return;
    make_room();
    source.list.with_places([&](auto place) { take(source, place); });
}

/// Of the chunk where the source stands.
template <class Place> void TermStrengths::take(const LongSource& source, Place place)
{
    Strength* const strengths = strengths_.data();
    const Strength* const of_place = source.of_place.data();
    const DocumentList& documents = source.list.documents();
    const auto take_one = [&](std::uint32_t low, std::uint32_t posting) {
        const Strength found = of_place[place(source.posting + posting)];
        strengths[low] = std::max(strengths[low], found);
    };
    const std::uint8_t* const container = documents.container(source.chunk);
    const std::uint32_t count = documents.chunk_count(source.chunk);
    std::uint32_t posting = 0;
    if (is_dense_)
        each_in(container, count, [&](std::uint32_t low) { take_one(low, posting++); });
    else
        each_common(container, count, wanted_, take_one);
}

} // namespace colophon::search
