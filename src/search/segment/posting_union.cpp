// SPDX-License-Identifier: Apache-2.0
#include "search/segment/posting_union.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace colophon::search {

namespace {

/// Appends two ascending ranges as one. Which key comes next cannot be guessed, so nothing branches on it.
void merge(std::span<const std::uint64_t> first, std::span<const std::uint64_t> second, std::uint64_t* out)
{
    const std::uint64_t* a = first.data();
    const std::uint64_t* b = second.data();
    const std::uint64_t* const a_end = a + first.size();
    const std::uint64_t* const b_end = b + second.size();
    while (a != a_end && b != b_end) {
        const bool takes_second = *b < *a;
        *out++ = takes_second ? *b : *a;
        b += takes_second ? 1 : 0;
        a += takes_second ? 0 : 1;
    }
    out = std::copy(a, a_end, out);
    std::copy(b, b_end, out);
}

} // namespace

void PostingUnion::clear()
{
    postings_.clear();
    runs_.clear();
}

void PostingUnion::add(const Segment& segment, std::uint32_t term, std::span<const std::uint32_t> documents)
{
    const std::size_t begin = postings_.size();
    PositionCursor positions = segment.positions(term);
    const auto take = [&](std::uint32_t document, std::uint32_t payload) {
        const CodedPositions coded = positions.next();
        if (const std::uint32_t moved = documents[document]; moved != no_document)
            postings_.push_back({moved, payload, coded});
    };
    const PostingList list = segment.posting_list(term);
    if (list.is_long())
        list.each_of_long(
            [&](std::uint32_t document, std::uint32_t place) { take(document, list.payload(place)); });
    else
        list.each_of_short(take);
    if (postings_.size() > begin)
        runs_.push_back(begin);
}

std::span<const Posting> PostingUnion::sorted()
{
    if (is_ascending())
        return postings_;
    sorted_.clear();
    sorted_.reserve(postings_.size());
    if (postings_.size() >= taken_.size()) // one of 64
        sort_many();
    else
        sort_few();
    return sorted_;
}

bool PostingUnion::is_ascending() const
{
    for (std::size_t run = 1; run < runs_.size(); ++run)
        if (postings_[runs_[run] - 1].document > postings_[runs_[run]].document)
            return false;
    return true;
}

void PostingUnion::sort_many()
{
    for (std::uint32_t i = 0; i < postings_.size(); ++i) {
        const std::uint32_t document = postings_[i].document;
        places_[document] = i;
        taken_[document / 64] |= std::uint64_t{1} << (document % 64);
    }
    for (std::size_t word = 0; word < taken_.size(); ++word)
        for (std::uint64_t bits = std::exchange(taken_[word], 0); bits != 0; bits &= bits - 1)
            sorted_.push_back(postings_[places_[word * 64 + static_cast<unsigned>(std::countr_zero(bits))]]);
}

void PostingUnion::sort_few()
{
    keys_.clear();
    for (std::size_t i = 0; i < postings_.size(); ++i)
        keys_.push_back(std::uint64_t{postings_[i].document} << 32U | i);
    merged_.resize(keys_.size());
    runs_.push_back(keys_.size());
    while (runs_.size() > 2)
        merge_runs();
    for (const std::uint64_t key : keys_)
        sorted_.push_back(postings_[key & 0xFFFF'FFFFU]);
}

/// Makes one run of every two that are neighbours.
void PostingUnion::merge_runs()
{
    const auto between = [this](std::size_t begin, std::size_t end) {
        return std::span(keys_).subspan(begin, end - begin);
    };
    std::size_t kept = 0;
    for (std::size_t run = 0; run + 1 < runs_.size(); run += 2) {
        const std::size_t middle = runs_[run + 1];
        const std::size_t end = run + 2 < runs_.size() ? runs_[run + 2] : middle;
        merge(between(runs_[run], middle), between(middle, end), merged_.data() + runs_[run]);
        runs_[kept++] = runs_[run];
    }
    runs_[kept++] = keys_.size();
    runs_.resize(kept);
    keys_.swap(merged_);
}

} // namespace colophon::search
