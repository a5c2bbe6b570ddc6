// SPDX-License-Identifier: Apache-2.0
#include "search/segment/dictionary_writer.hpp"

namespace colophon::search {

namespace {

std::uint8_t bytes_for(std::uint32_t most)
{
    return most < 1U << 8U ? 1 : most < 1U << 16U ? 2 : 4;
}

void append_distances(std::vector<std::uint8_t>& out, std::span<const std::uint32_t> places,
                      std::uint8_t bytes)
{
    for (const std::uint32_t place : places) {
        const std::uint32_t distance = place - places.front();
        if (bytes == 1)
            out.push_back(static_cast<std::uint8_t>(distance));
        else if (bytes == 2)
            append_raw(out, static_cast<std::uint16_t>(distance));
        else if (bytes == 4)
            append_raw(out, distance);
    }
}

} // namespace

void DictionaryWriter::add(std::string_view term, std::uint32_t postings, std::uint32_t positions)
{
    if (postings_.size() == block_terms)
        close_block(positions);
    append_entry(term);
    postings_.push_back(postings);
    positions_.push_back(positions);
    ++count_;
}

void DictionaryWriter::append_entry(std::string_view term)
{
    const std::string_view before = postings_.empty() ? std::string_view() : before_;
    const auto differ = std::mismatch(before.begin(), before.end(), term.begin(), term.end());
    const auto shared = static_cast<std::size_t>(differ.first - before.begin());
    const std::size_t length = term.size() - shared;
    constexpr std::size_t quick = most_quick_bytes;
    entries_.push_back(static_cast<std::uint8_t>(std::min(shared, quick) << 4U | std::min(length, quick)));
    for (const std::size_t value : {shared, length})
        if (value >= quick)
            entries_.push_back(static_cast<std::uint8_t>(value - quick));
    entries_.insert(entries_.end(), differ.second, term.end());
    before_ = term;
}

void DictionaryWriter::close_block(std::uint32_t positions)
{
    positions_.push_back(positions);
    const std::uint8_t posting_bytes = bytes_for(postings_.back() - postings_.front());
    const bool has_positions = positions_.back() != positions_.front();
    const std::uint8_t position_bytes =
        has_positions ? bytes_for(positions_.back() - positions_.front()) : std::uint8_t{0};
    offsets_.push_back(static_cast<std::uint32_t>(blocks_.size()));
    append_raw(blocks_, postings_.front());
    append_raw(blocks_, positions_.front());
    blocks_.push_back(static_cast<std::uint8_t>(position_bytes << 4U | posting_bytes));
    append_distances(blocks_, postings_, posting_bytes);
    append_distances(blocks_, positions_, position_bytes);
    blocks_.insert(blocks_.end(), entries_.begin(), entries_.end());
    postings_.clear();
    positions_.clear();
    entries_.clear();
}

void DictionaryWriter::finish(std::uint32_t positions, SegmentArrays& arrays)
{
    if (!postings_.empty())
        close_block(positions);
    offsets_.push_back(static_cast<std::uint32_t>(blocks_.size()));
    blocks_.insert(blocks_.end(), block_slack, 0);
    arrays.term_count = {count_};
    arrays.term_block_offsets = std::move(offsets_);
    arrays.term_blocks = std::move(blocks_);
}

} // namespace colophon::search
