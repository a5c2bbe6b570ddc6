// SPDX-License-Identifier: Apache-2.0
#include "search/matching/column_finder.hpp"

#include "search/matching/phrase_check.hpp"
#include "search/query/fitting.hpp"

#include <algorithm>
#include <new>

namespace colophon::search {

namespace {

bool fits(std::string_view text, const Node& word)
{
    switch (word.kind) {
    case Node::Kind::pattern:
        return fits_pattern(text, word.text);
    case Node::Kind::syllables:
        return fits_syllables(text, word.syllables);
    default:
        return word.prefix ? text.starts_with(word.text) : text == word.text;
    }
}

bool text_holds(const Node& word, std::span<const Token> tokens, std::string_view joined)
{
    if (word.kind == Node::Kind::phrase)
        return !find_phrase(tokens, word.phrase).empty();
    return fits(joined, word) ||
           std::ranges::any_of(tokens, [&word](const Token& token) { return fits(token.text, word); });
}

} // namespace

ColumnFinder::ColumnFinder(const Segment& segment, const Node& root, const ParsedQuery& parsed)
    : segment_(segment), root_(root), parsed_(parsed),
      held_(static_cast<Held*>(std::calloc(segment.strings().size() + std::size_t{1}, sizeof(Held))))
{
    if (!held_)
        throw std::bad_alloc();
    collect(root);
    for (std::size_t word = 0; word < words_.size(); ++word)
        for (std::size_t field = 0; field < field_count; ++field)
            if ((words_[word]->fields & mask_of(static_cast<Field>(field))) != 0)
                words_of_field_[field] |= Held{1} << word;
}

void ColumnFinder::collect(const Node& node)
{
    switch (node.kind) {
    case Node::Kind::term:
    case Node::Kind::pattern:
    case Node::Kind::syllables:
    case Node::Kind::phrase:
        if (words_.size() < most_words)
            words_.push_back(&node);
        return;
    case Node::Kind::at_least:
        for (const Node& child : node.children)
            collect(child);
        return;
    default:
        return;
    }
}

ColumnFinder::Held ColumnFinder::held_by(std::uint32_t string)
{
    Held& held = held_[string];
    if (held == 0) {
        segment_.strings().read(string, text_);
        held = read(text_) | is_known;
    }
    return held;
}

ColumnFinder::Held ColumnFinder::read(std::string_view text)
{
    Held held = 0;
    const std::span<const Token> tokens = analyzer_.analyze(text);
    for (std::size_t word = 0; word < words_.size(); ++word)
        if (text_holds(*words_[word], tokens, analyzer_.joined()))
            held |= Held{1} << word;
    if (!parsed_.joined.empty() && analyzer_.joined() == parsed_.joined)
        held |= is_query;
    return held;
}

ColumnFinder::Held ColumnFinder::held_by_dataset(const Record& record)
{
    const auto of_field = [this](std::uint32_t string, Field field) {
        return held_by(string) & words_of_field_[static_cast<std::size_t>(field)];
    };
    Held held = of_field(record[Member::name], Field::name) |
                of_field(record[Member::qualified_name], Field::qualified_name);
    for (const Record::Text& text : record.texts)
        if (text.field == Field::path)
            held |= of_field(text.string, Field::path);
    return held;
}

bool ColumnFinder::holds(const Node& node, Held held) const
{
    switch (node.kind) {
    case Node::Kind::nothing:
        return false;
    case Node::Kind::term:
    case Node::Kind::pattern:
    case Node::Kind::syllables:
    case Node::Kind::phrase: {
        const auto word = std::ranges::find(words_, &node);
        return word == words_.end() || (held >> (word - words_.begin()) & 1U) != 0;
    }
    case Node::Kind::at_least: {
        std::size_t met = 0;
        for (const Node& child : node.children)
            met += !child.optional && holds(child, held);
        return met >= node.required;
    }
    default:
        return true; // of the document, which is a hit
    }
}

std::uint64_t ColumnFinder::find(DocumentSet& documents, Sort sort, TopHits& top)
{
    std::uint64_t total = 0;
    const DocumentSet candidates = documents;
    candidates.each([&](std::uint32_t document) {
        const std::uint64_t found = find_in(document, sort, top);
        if (found == 0)
            documents.erase(document);
        total += found;
    });
    return total;
}

std::uint64_t ColumnFinder::find_in(std::uint32_t document, Sort sort, TopHits& top)
{
    read_record(segment_.record(document), record_);
    std::optional<Held> dataset; // read where a column needs it
    std::uint64_t found = 0;
    std::uint32_t column = 0;
    for (const Record::Text& text : record_.texts) {
        if (text.field != Field::column)
            continue;
        const std::uint32_t number = column++;
        Held held = held_by(text.string);
        held &= words_of_field_[static_cast<std::size_t>(Field::column)] | is_query;
        const bool has_word = (held & ~is_query) != 0;
        if (!words_.empty() && !has_word)
            continue;
        if (!holds(root_, held)) {
            if (!dataset)
                dataset = held_by_dataset(record_);
            if (!holds(root_, held | *dataset))
                continue;
        }
        ++found;
        if (top.wants_any())
            top.offer(rank(document, held, sort), document, number);
    }
    return found;
}

std::uint64_t ColumnFinder::rank(std::uint32_t document, Held column, Sort sort) const
{
    if (sort != Sort::relevance)
        return rank_by(sort, segment_, document);
    const Tier tier = (column & is_query) != 0 ? Tier::column_is_query
                      : holds(root_, column)   ? Tier::words_in_columns
                                               : Tier::words_in_texts;
    return relevance(true, tier, score_of(segment_.view().qualities[document]));
}

} // namespace colophon::search
