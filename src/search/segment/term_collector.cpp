// SPDX-License-Identifier: Apache-2.0
#include "search/segment/term_collector.hpp"

#include "search/segment/hash.hpp"
#include "search/segment/quality.hpp"

#include <algorithm>
#include <numeric>

namespace colophon::search {

namespace {

constexpr std::size_t longest_shared_text = 64; // bytes
constexpr std::size_t most_shared_pieces = std::size_t{1} << 20U;

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

DocumentFacts TermCollector::add(const SearchDocument& document, const Record& record)
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
    for (std::size_t i = 0; i < document.texts.size(); ++i)
        add_shared_text(document.texts[i].field, document.texts[i].text, record.texts[i].string);
    close_document(facts);
    return facts;
}

TermCollector::TextKind TermCollector::kind_of(Field field)
{
    return is_identifier(field)             ? TextKind::identifier
           : field == Field::qualified_name ? TextKind::qualified_name
                                            : TextKind::other;
}

void TermCollector::add_text(Field field, std::string_view text)
{
    const std::size_t pieces = pieces_.size();
    count(field, analyse(kind_of(field), text));
    pieces_.resize(pieces);
}

void TermCollector::add_shared_text(Field field, std::string_view text, std::uint32_t string)
{
    if (text.size() > longest_shared_text || pieces_.size() >= most_shared_pieces) {
        add_text(field, text);
        return;
    }
    if (string >= analysed_.size())
        analysed_.resize(string + std::size_t{1});
    Analysed& analysed = analysed_[string];
    if (const TextKind kind = kind_of(field); analysed.kind != kind)
        analysed = analyse(kind, text);
    count(field, analysed);
}

TermCollector::Analysed TermCollector::analyse(TextKind kind, std::string_view text)
{
    Analysed analysed;
    analysed.kind = kind;
    analysed.begin = analysed.end = static_cast<std::uint32_t>(pieces_.size());
    const std::span<const Token> tokens = analyzer_.analyze(text);
    if (tokens.empty())
        return analysed;
    analysed.tokens = tokens.back().position + 1;
    const std::string_view joined = analyzer_.joined();
    analysed.has_whole = kind == TextKind::identifier && joined.size() <= max_joined_bytes;
    texts_.clear();
    for (const Token& token : tokens) {
        const bool is_whole = token.text == joined;
        const bool is_pair = token.kind == TokenKind::pair;
        // A name of two parts has its pair as its whole; a qualified name's are those of the name.
        const bool known_pair = (analysed.has_whole && is_whole) || kind == TextKind::qualified_name;
        if (is_pair && known_pair)
            continue;
        texts_.push_back(token.text);
        pieces_.push_back({0, token.position, is_pair, is_whole});
    }
    if (analysed.has_whole) {
        marked_.assign(1, whole_name_mark);
        marked_ += joined;
        texts_.push_back(marked_);
    }
    terms_.intern(texts_, numbers_);
    begin_new_terms();
    analysed.end = static_cast<std::uint32_t>(pieces_.size());
    for (std::uint32_t i = analysed.begin; i < analysed.end; ++i)
        pieces_[i].term = numbers_[i - analysed.begin];
    analysed.whole = numbers_.back();
    return analysed;
}

void TermCollector::count(Field field, const Analysed& text)
{
    if (text.tokens == 0)
        return;
    const float weight = occurrence_weight(field, text.tokens);
    for (std::uint32_t i = text.begin; i < text.end; ++i) {
        const Piece& piece = pieces_[i];
        const std::uint32_t slot =
            count(piece.term, field, weight, level_of(field, piece.is_whole, piece.position == 0));
        if (!piece.is_pair)
            occurrences_.add(slot, next_position_ + piece.position);
    }
    next_position_ += text.tokens + 1; // nothing is adjacent across texts
    if (text.has_whole)
        count(text.whole, field, weight, level_of(field, true, true));
}

std::uint32_t TermCollector::count(std::uint32_t term, Field field, float weight, Level level)
{
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

void TermCollector::begin_new_terms()
{
    for (auto term = static_cast<std::uint32_t>(beginnings_.size()); term < terms_.size(); ++term)
        beginnings_.push_back(beginnings_of(term)); // may add terms in its turn
    slot_of_term_.resize(terms_.size());
}

/// A term's own number stands where it has no such beginning but itself.
TermCollector::Beginnings TermCollector::beginnings_of(std::uint32_t term)
{
    Beginnings beginnings;
    beginnings.fill(term);
    std::string_view text = terms_[term];
    if (text.front() == beginning_mark)
        return beginnings;
    if (text.front() == whole_name_mark)
        text.remove_prefix(1);
    std::array<std::size_t, max_beginning_points> ends{};
    std::size_t count = 0;
    for (std::size_t at = 0; count < ends.size(); ++count) {
        at = next_code_point(text, at);
        if (at >= text.size())
            break;
        ends[count] = at;
    }
    if (count == 0)
        return beginnings;
    beginning_.assign(1, beginning_mark);
    beginning_ += text.substr(0, ends[count - 1]); // before the text moves
    for (std::size_t i = 0; i < count; ++i)
        beginnings[i] = terms_.intern(std::string_view(beginning_).substr(0, 1 + ends[i]));
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
        const Payload payload{slot.fields, impact_of(slot.fields, slot.occurrences, facts.quality),
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

void TermCollector::expect(std::size_t documents)
{
    const auto enough = [this, documents](std::size_t size) {
        return size * (documents + documents / 8) / document_;
    };
    entries_.reserve(enough(entries_.size()));
    positions_.reserve(enough(positions_.size()));
}

void TermCollector::write(SegmentWriter& out) const
{
    std::vector<std::uint32_t> begins(terms_.size() + 1);
    for (const Entry& entry : entries_)
        ++begins[entry.term + 1];
    std::partial_sum(begins.begin(), begins.end(), begins.begin());
    const std::vector<Posting> all = postings(begins);
    for (const std::uint32_t term : terms_.in_order())
        out.add_term(terms_[term], std::span(all).subspan(begins[term], begins[term + 1] - begins[term]));
}

std::vector<Posting> TermCollector::postings(const std::vector<std::uint32_t>& begins) const
{
    std::vector<Posting> postings(entries_.size());
    std::vector<std::uint32_t> next = begins;
    for (const Entry& entry : entries_) // in the order of documents, and so within each term
        postings[next[entry.term]++] = {
            entry.document, entry.payload,
            CodedPositions(positions_).subspan(entry.positions, entry.position_bytes)};
    return postings;
}

} // namespace colophon::search
