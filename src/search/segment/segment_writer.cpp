// SPDX-License-Identifier: Apache-2.0
#include "search/segment/segment_writer.hpp"

#include "search/segment/hash.hpp"

#include <algorithm>
#include <bit>

namespace colophon::search {

namespace {

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
    arrays_.joined_keys.push_back(facts.joined_key);
    arrays_.updated.push_back(facts.updated);
    arrays_.qualified_hashes.push_back(facts.qualified_hash);
    arrays_.usage.push_back(facts.usage);
    arrays_.downstream.push_back(facts.downstream);
    arrays_.columns.push_back(facts.columns);
    append_bit(arrays_.removed, number, facts.removed);
    append_bit(arrays_.deprecated, number, facts.deprecated);
    urns_.push_back(record[Member::urn]);

    ordinals_ = record.values;
    std::sort(ordinals_.begin(), ordinals_.end());
    ordinals_.erase(std::unique(ordinals_.begin(), ordinals_.end()), ordinals_.end());
    arrays_.document_value_offsets.push_back(size32(arrays_.document_values));
    arrays_.document_values.insert(arrays_.document_values.end(), ordinals_.begin(), ordinals_.end());
}

void SegmentWriter::add_term(std::string_view term, std::span<const Posting> postings)
{
    arrays_.term_offsets.push_back(size32(arrays_.term_bytes));
    arrays_.term_bytes.insert(arrays_.term_bytes.end(), term.begin(), term.end());
    arrays_.posting_offsets.push_back(size32(arrays_.postings));
    append_postings(arrays_.postings, postings, payloads_);
}

std::shared_ptr<const Segment> SegmentWriter::finish()
{
    arrays_.value_offsets.push_back(size32(arrays_.value_bytes));
    arrays_.record_offsets.push_back(size32(arrays_.records));
    arrays_.document_value_offsets.push_back(size32(arrays_.document_values));
    arrays_.term_offsets.push_back(size32(arrays_.term_bytes));
    arrays_.posting_offsets.push_back(size32(arrays_.postings));
    arrays_.payloads = payloads_.take();
    fill_urn_table();
    fill_value_lists();
    arrays_.string_offsets = strings_.take_offsets();
    arrays_.string_bytes = strings_.take_bytes();
    SegmentArrays::each(arrays_, [](auto& column) { column.shrink_to_fit(); });
    return Segment::own(std::move(arrays_));
}

void SegmentWriter::fill_urn_table()
{
    arrays_.urn_table.resize(std::bit_ceil(urns_.size() * 3 / 2 + 1));
    const std::size_t mask = arrays_.urn_table.size() - 1;
    for (std::uint32_t document = 0; document < urns_.size(); ++document) {
        std::size_t slot = stable_hash(strings_[urns_[document]]) & mask;
        while (arrays_.urn_table[slot] != 0)
            slot = (slot + 1) & mask;
        arrays_.urn_table[slot] = document + 1;
    }
}

void SegmentWriter::fill_value_lists()
{
    const std::size_t values = arrays_.value_offsets.size() - 1;
    std::vector<std::uint32_t> begins(values + 1);
    for (const std::uint32_t ordinal : arrays_.document_values)
        ++begins[ordinal + 1];
    for (std::size_t ordinal = 0; ordinal < values; ++ordinal)
        begins[ordinal + 1] += begins[ordinal];
    std::vector<std::uint32_t> next = begins;
    std::vector<std::uint32_t> documents(arrays_.document_values.size());
    for (std::uint32_t document = 0; document < urns_.size(); ++document)
        for (std::uint32_t i = arrays_.document_value_offsets[document];
             i < arrays_.document_value_offsets[document + 1]; ++i)
            documents[next[arrays_.document_values[i]]++] = document;
    for (std::size_t ordinal = 0; ordinal < values; ++ordinal) {
        arrays_.value_list_offsets.push_back(size32(arrays_.value_lists));
        append_documents(arrays_.value_lists, std::span(documents).subspan(
                                                  begins[ordinal], begins[ordinal + 1] - begins[ordinal]));
    }
    arrays_.value_list_offsets.push_back(size32(arrays_.value_lists));
}

} // namespace colophon::search
