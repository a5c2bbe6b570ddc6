// SPDX-License-Identifier: Apache-2.0
#include "search/completion/completion_index.hpp"

#include "search/segment/impact.hpp"

#include <algorithm>
#include <numeric>
#include <string>

namespace colophon::search {

namespace {

constexpr std::uint32_t block_names = 64;

} // namespace

std::uint64_t Tally::popularity() const
{
    return std::accumulate(counts.begin(), counts.end(), usage);
}

CompletionIndex::CompletionIndex(const Segment& segment)
    : names_(segment.terms_with_prefix(std::string(1, whole_name_mark)))
{
    weights_.reserve(names_.end - names_.begin);
    for (std::uint32_t term = names_.begin; term < names_.end; ++term) {
        const Tally tally = tally_name(segment, term, [](std::uint32_t) { return true; });
        weights_.push_back(static_cast<std::uint32_t>(
            std::min<std::uint64_t>(tally.popularity(), std::numeric_limits<std::uint32_t>::max())));
        if (segment.postings(term).left() > counted_each_time)
            frequent_.emplace(term, tally);
    }
    for (std::size_t begin = 0; begin < weights_.size(); begin += block_names) {
        const std::size_t end = std::min<std::size_t>(begin + block_names, weights_.size());
        most_.push_back(*std::max_element(weights_.begin() + static_cast<std::ptrdiff_t>(begin),
                                          weights_.begin() + static_cast<std::ptrdiff_t>(end)));
    }
}

std::size_t CompletionIndex::bytes() const
{
    return (weights_.capacity() + most_.capacity()) * sizeof(std::uint32_t) +
           frequent_.size() * (sizeof(Tallies::value_type) + 2 * sizeof(void*));
}

/// The blocks that a range meets, in part or whole.
std::vector<CompletionIndex::Block> CompletionIndex::blocks_of(NumberRange places) const
{
    std::vector<Block> blocks;
    blocks.reserve((places.end - places.begin) / block_names + 2);
    while (places.begin < places.end) {
        const std::uint32_t number = places.begin / block_names;
        const NumberRange met{places.begin, std::min(places.end, (number + 1) * block_names)};
        const bool whole = met.end - met.begin == block_names;
        const std::uint32_t most =
            whole ? most_[number]
                  : *std::max_element(weights_.begin() + met.begin, weights_.begin() + met.end);
        if (most > 0)
            blocks.push_back({most, met});
        places.begin = met.end;
    }
    return blocks;
}

std::vector<std::uint32_t> CompletionIndex::heaviest(NumberRange terms, std::size_t count) const
{
    const std::uint32_t begin = std::max(terms.begin, names_.begin);
    const std::uint32_t end = std::min(terms.end, names_.end);
    if (begin >= end || count == 0)
        return {};
    std::vector<Block> blocks = blocks_of({begin - names_.begin, end - names_.begin});
    // Each of the first `count` blocks in this order has a name that goes before all of the blocks behind.
    const auto heavier = [](const Block& a, const Block& b) {
        return a.most != b.most ? a.most > b.most : a.places.begin < b.places.begin;
    };
    const auto kept_blocks = static_cast<std::ptrdiff_t>(std::min(count, blocks.size()));
    std::nth_element(blocks.begin(), blocks.begin() + (kept_blocks - (kept_blocks > 0 ? 1 : 0)), blocks.end(),
                     heavier);
    std::vector<std::uint32_t> places;
    for (const Block& block : std::span(blocks).first(static_cast<std::size_t>(kept_blocks)))
        for (std::uint32_t place = block.places.begin; place < block.places.end; ++place)
            if (weights_[place] > 0)
                places.push_back(place);
    const auto before = [this](std::uint32_t a, std::uint32_t b) {
        return weights_[a] != weights_[b] ? weights_[a] > weights_[b] : a < b;
    };
    const auto kept = static_cast<std::ptrdiff_t>(std::min(count, places.size()));
    std::partial_sort(places.begin(), places.begin() + kept, places.end(), before);
    places.resize(static_cast<std::size_t>(kept));
    for (std::uint32_t& place : places)
        place += names_.begin;
    return places;
}

} // namespace colophon::search
