// SPDX-License-Identifier: Apache-2.0
#include "search/segment/segment_writer.hpp"

#include "search/analysis/analyzer.hpp"
#include "search/segment/hash.hpp"
#include "search/segment/impact.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

static_assert(longest_term >= std::max(max_token_bytes, max_joined_bytes + 1));

template <class T> std::uint32_t size32(const std::vector<T>& vector)
{
    return static_cast<std::uint32_t>(vector.size());
}

void append_bit(std::vector<std::uint64_t>& bits, std::uint32_t number, bool value)
{
    if (number % 64 == 0)
        bits.push_back(0);
    bits.back() |= std::uint64_t{value} << (number % 64);
}

} // namespace

void SegmentWriter::make_room(std::span<const SegmentView* const> sources)
{
    std::vector<std::size_t> sizes;
    std::size_t strings = 0, bytes = 0;
    for (const SegmentView* source : sources) {
        const Strings stored(*source);
        strings += stored.size();
        bytes += stored.about_bytes();
        std::size_t column = 0;
        SegmentView::each(*source, [&](const auto& array) {
            sizes.resize(std::max(sizes.size(), column + 1));
            sizes[column++] += array.size();
        });
    }
    auto size = sizes.begin();
    SegmentArrays::each(arrays_, [&](auto& array) { array.reserve(*size++); });
    strings_.reserve(strings, bytes);
}

void SegmentWriter::add_value(std::string_view marked)
{
    arrays_.value_offsets.push_back(size32(arrays_.value_bytes));
    arrays_.value_bytes.insert(arrays_.value_bytes.end(), marked.begin(), marked.end());
}

void SegmentWriter::add_document(const Record& record, const DocumentFacts& facts)
{
    const std::uint32_t number = size32(arrays_.updated);
    arrays_.record_offsets.push_back(size32(arrays_.records));
    append_record(arrays_.records, record);
    arrays_.name_keys.push_back(facts.name_key);
    arrays_.updated.push_back(facts.updated);
    if (facts.qualified_hash != 0)
        qualified_names_.emplace_back(facts.qualified_hash, number);
    arrays_.qualities.push_back(facts.quality);
    arrays_.usage.push_back(facts.usage);
    arrays_.downstream.push_back(facts.downstream);
    arrays_.columns.push_back(facts.columns);
    append_bit(arrays_.removed, number, facts.removed);
    append_bit(arrays_.deprecated, number, facts.deprecated);
    urns_.push_back(record[Member::urn]);

    ordinals_ = record.values;
    std::sort(ordinals_.begin(), ordinals_.end());
    ordinals_.erase(std::unique(ordinals_.begin(), ordinals_.end()), ordinals_.end());
    const auto facet_of = [this](std::uint32_t ordinal) {
        return static_cast<Facet>(arrays_.value_bytes[arrays_.value_offsets[ordinal]]);
    };
    const ValueSets::Groups sets = sets_.add(ordinals_, facet_of);
    for (std::size_t group = 0; group < set_groups; ++group)
        sets_of_group_[group].push_back(sets[group]);
}

void SegmentWriter::add_term(std::string_view term, std::span<const Posting> postings)
{
    dictionary_.add(term, size32(arrays_.postings), size32(arrays_.positions));
    postings_.append(arrays_.postings, postings);
    append_positions(arrays_.positions, postings);
}

std::shared_ptr<const Segment> SegmentWriter::finish(Stay stay)
{
    arrays_.value_offsets.push_back(size32(arrays_.value_bytes));
    arrays_.record_offsets.push_back(size32(arrays_.records));
    dictionary_.finish(size32(arrays_.positions), arrays_);
    arrays_.payloads = postings_.take_payloads();
    sets_.lay_out(sets_of_group_, arrays_);
    fill_urn_table();
    sort_qualified_names();
    fill_value_lists();
    add_known_counts(arrays_, view_of(arrays_), stay);
    pack_strings(strings_, arrays_);
    SegmentArrays::each(arrays_, [](auto& column) {
        if (column.capacity() - column.size() > column.size() / 8) // else copying it is not worth its while
            column.shrink_to_fit();
    });
    return Segment::own(std::move(arrays_));
}

void SegmentWriter::fill_urn_table()
{
    std::vector<std::uint64_t> hashes;
    hashes.reserve(urns_.size());
    for (const std::uint32_t urn : urns_)
        hashes.push_back(stable_hash(strings_[urn]));
    arrays_.urn_table = UrnTable::make(hashes);
}

void SegmentWriter::sort_qualified_names()
{
    std::sort(qualified_names_.begin(), qualified_names_.end());
    for (const auto& [hash, document] : qualified_names_) {
        arrays_.qualified_hashes.push_back(hash);
        arrays_.qualified_documents.push_back(document);
    }
}

void SegmentWriter::fill_value_lists()
{
    const std::size_t values = arrays_.value_offsets.size() - 1;
    std::vector<std::vector<std::uint32_t>> documents(values);
    const SegmentView view = view_of(arrays_);
    for (std::size_t group = 0; group < set_groups; ++group)
        GroupSets(view, group).with_numbers([&](auto set) {
            for (std::uint32_t document = 0; document < urns_.size(); ++document)
                for (const std::uint32_t ordinal : set_values(view, view.set_begins[group] + set(document)))
                    documents[ordinal].push_back(document);
        });
    for (const std::vector<std::uint32_t>& list : documents) {
        arrays_.value_list_offsets.push_back(size32(arrays_.value_lists));
        append_documents(arrays_.value_lists, list);
    }
    arrays_.value_list_offsets.push_back(size32(arrays_.value_lists));
}

} // namespace colophon::search
