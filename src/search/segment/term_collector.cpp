// SPDX-License-Identifier: Apache-2.0
#include "search/segment/term_collector.hpp"

#include "search/segment/hash.hpp"
#include "search/segment/quality.hpp"

#include <algorithm>
#include <numeric>

namespace colophon::search {

namespace {

std::size_t next_code_point(std::string_view text, std::size_t at)
{
    do
        ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U);
    return at;
}

} // namespace

std::uint32_t joined_hash(std::string_view joined)
{
    return joined.empty() ? 0 : static_cast<std::uint32_t>(stable_hash(joined) >> 32U) | 1U;
}

DocumentFacts TermCollector::add(const SearchDocument& document)
{
    DocumentFacts facts;
    facts.removed = document.removed;
    facts.deprecated = document.deprecated;
    facts.updated = document.updated_ms;
    facts.usage = document.usage;
    facts.downstream = document.downstream;
    facts.columns = static_cast<std::uint32_t>(
        std::ranges::count(document.texts, Field::column, &SearchDocument::Text::field));
    facts.quality = quality_of(quality_parts(document));
    facts.name_key = leading_bytes(fold(document.name));
    add_text(Field::name, document.name);
    add_text(Field::qualified_name, document.qualified_name);
    facts.qualified_hash = document.qualified_name.empty() ? 0 : joined_hash(analyzer_.joined());
    add_text(Field::description, document.description);
    for (const SearchDocument::Text& text : document.texts)
        add_text(text.field, text.text);
    close_document(facts);
    return facts;
}

void TermCollector::add_text(Field field, std::string_view text)
{
    const std::span<const Token> tokens = analyzer_.analyze(text);
    if (tokens.empty())
        return;
    const float weight = occurrence_weight(field, tokens.back().position + 1);
    const std::string_view joined = analyzer_.joined();
    const bool identifier = is_identifier(field) && joined.size() <= max_joined_bytes;
    for (const Token& token : tokens) {
        const bool is_whole = token.text == joined;
        // A name of two parts has its pair as its whole; a qualified name's are those of the name.
        const bool known_pair = (identifier && is_whole) || field == Field::qualified_name;
        if (token.kind == TokenKind::pair && known_pair)
            continue;
        const std::uint32_t slot =
            count(token.text, field, weight, level_of(field, is_whole, token.position == 0));
        if (token.kind != TokenKind::pair)
            occurrences_.add(slot, next_position_ + token.position);
    }
    next_position_ += tokens.back().position + 2; // nothing is adjacent across texts
    if (identifier) {
        marked_.assign(1, whole_name_mark);
        marked_ += joined;
        count(marked_, field, weight, level_of(field, true, true));
    }
}

std::uint32_t TermCollector::count(std::string_view text, Field field, float weight, Level level)
{
    const std::uint32_t term = intern(text);
    std::uint32_t& slot = slot_of_term_[term];
    if (slot >= slots_.size() || slots_[slot].term != term) {
        slot = static_cast<std::uint32_t>(slots_.size());
        slots_.push_back({term});
    }
    Slot& counted = slots_[slot];
    counted.fields |= mask_of(field);
    counted.level = std::max(counted.level, level);
    counted.occurrences[static_cast<std::size_t>(field)] += weight;
    return slot;
}

std::uint32_t TermCollector::intern(std::string_view text)
{
    const std::uint32_t term = terms_.intern(text);
    if (term == beginnings_.size()) {
        const Beginnings beginnings = beginnings_of(text); // adds terms in its turn
        beginnings_.resize(terms_.size(), Beginnings{term, term});
        beginnings_[term] = beginnings;
        slot_of_term_.resize(terms_.size());
    }
    return term;
}

/// A term's own number stands where it has no such beginning but itself.
TermCollector::Beginnings TermCollector::beginnings_of(std::string_view text)
{
    const auto itself = static_cast<std::uint32_t>(terms_.size() - 1);
    Beginnings beginnings;
    beginnings.fill(itself);
    if (text.front() == whole_name_mark)
        text.remove_prefix(1);
    std::string beginning(1, beginning_mark);
    std::size_t at = 0;
    for (std::uint32_t& number : beginnings) {
        const std::size_t end = next_code_point(text, at);
        if (end >= text.size())
            break;
        beginning += text.substr(at, end - at);
        number = terms_.intern(beginning);
        at = end;
    }
    return beginnings;
}

void TermCollector::begin_with(std::uint32_t beginning, const Payload& payload)
{
    std::uint32_t& slot = slot_of_term_[beginning];
    if (slot >= beginning_slots_.size() || beginning_slots_[slot].term != beginning) {
        slot = static_cast<std::uint32_t>(beginning_slots_.size());
        beginning_slots_.push_back({beginning, {}});
    }
    // Coarse: a letter or two says little, and few different payloads need less space.
    constexpr std::uint32_t coarse = 0xFFF0'0000U | 0xFFFFU;
    Payload& sum = beginning_slots_[slot].payload;
    const FieldMask fields = sum.fields | payload.fields;
    sum = Payload::unpacked(std::max(sum.packed(), payload.packed() & coarse));
    sum.fields = fields;
}

void TermCollector::close_document(const DocumentFacts& facts)
{
    const std::vector<std::uint32_t>& offsets =
        occurrences_.code(static_cast<std::uint32_t>(slots_.size()), positions_);
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        const Slot& slot = slots_[i];
        const Payload payload{slot.fields, impact_of(slot.occurrences, facts.quality),
                              facts.deprecated ? lowered(slot.level) : slot.level};
        entries_.push_back({slot.term, document_, payload.packed(), offsets[i], offsets[i + 1] - offsets[i]});
        for (const std::uint32_t beginning : beginnings_[slot.term])
            if (beginning != slot.term)
                begin_with(beginning, payload);
    }
    for (const BeginningSlot& slot : beginning_slots_)
        entries_.push_back({slot.term, document_, slot.payload.packed()});
    slots_.clear();
    beginning_slots_.clear();
    next_position_ = 1;
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
        postings[next[entry.term]++] = {
            entry.document, entry.payload,
            CodedPositions(positions_).subspan(entry.positions, entry.position_bytes)};

    std::vector<std::uint32_t> order(terms_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
              [this](std::uint32_t a, std::uint32_t b) { return terms_[a] < terms_[b]; });
    for (const std::uint32_t term : order)
        out.add_term(terms_[term],
                     std::span(postings).subspan(begins[term], begins[term + 1] - begins[term]));
}

} // namespace colophon::search
