// SPDX-License-Identifier: Apache-2.0
#include "search/segment/term_collector.hpp"

#include "search/segment/hash.hpp"

#include <algorithm>
#include <numeric>

namespace colophon::search {

std::uint32_t joined_hash(std::string_view joined)
{
    return joined.empty() ? 0 : static_cast<std::uint32_t>(stable_hash(joined) >> 32U) | 1U;
}

std::uint32_t TermCollector::add(const SearchDocument& document)
{
    add_text(Field::name, document.name);
    add_text(Field::description, document.description);
    for (const SearchDocument::Text& text : document.texts)
        add_text(text.field, text.text);
    add_text(Field::qualified_name, document.qualified_name);
    const std::uint32_t hash = document.qualified_name.empty() ? 0 : joined_hash(analyzer_.joined());
    close_document();
    return hash;
}

void TermCollector::add_text(Field field, std::string_view text)
{
    const std::span<const Token> tokens = analyzer_.analyze(text);
    if (tokens.empty())
        return;
    const float weight = occurrence_weight(field, tokens.back().position + 1);
    for (const Token& token : tokens)
        count(token.text, field, weight);
    if (is_identifier(field) && analyzer_.joined().size() <= max_joined_bytes) {
        whole_name_.assign(1, whole_name_mark);
        whole_name_ += analyzer_.joined();
        count(whole_name_, field, weight);
    }
}

void TermCollector::count(std::string_view text, Field field, float weight)
{
    const std::uint32_t term = terms_.intern(text);
    if (term == slot_of_term_.size())
        slot_of_term_.push_back(0);
    std::uint32_t& slot = slot_of_term_[term];
    if (slot >= slots_.size() || slots_[slot].term != term) {
        slot = static_cast<std::uint32_t>(slots_.size());
        slots_.push_back({term});
    }
    slots_[slot].fields |= mask_of(field);
    slots_[slot].occurrences[static_cast<std::size_t>(field)] += weight;
}

void TermCollector::close_document()
{
    for (const Slot& slot : slots_) {
        const Payload payload{slot.fields, impact_of(slot.occurrences)};
        entries_.push_back({slot.term, {document_, payload.packed()}});
    }
    slots_.clear();
    ++document_;
}

void TermCollector::write(SegmentWriter& out) const
{
    std::vector<std::uint32_t> begins(terms_.size() + 1);
    for (const Entry& entry : entries_)
        ++begins[entry.term + 1];
    std::partial_sum(begins.begin(), begins.end(), begins.begin());
    std::vector<Posting> postings(entries_.size());
    std::vector<std::uint32_t> next = begins;
    for (const Entry& entry : entries_) // in the order of documents, and so within each term
        postings[next[entry.term]++] = entry.posting;

    std::vector<std::uint32_t> order(terms_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
              [this](std::uint32_t a, std::uint32_t b) { return terms_[a] < terms_[b]; });
    for (const std::uint32_t term : order)
        out.add_term(terms_[term],
                     std::span(postings).subspan(begins[term], begins[term + 1] - begins[term]));
}

} // namespace colophon::search
