// SPDX-License-Identifier: Apache-2.0
#include "search/scanning_oracle.hpp"

#include "search/analysis/analyzer.hpp"
#include "search/query/parser.hpp"
#include "search/query/readings.hpp"
#include "search/segment/impact.hpp"
#include "search/snapshot.hpp"

#include <algorithm>
#include <set>

namespace colophon::search {

namespace {

std::vector<SearchDocument::Text> texts_of(const SearchDocument& document)
{
    std::vector<SearchDocument::Text> texts = document.texts;
    texts.push_back({Field::name, document.name});
    texts.push_back({Field::qualified_name, document.qualified_name});
    texts.push_back({Field::description, document.description});
    return texts;
}

bool fits(std::string_view token, std::string_view wanted, bool prefix)
{
    return prefix ? token.starts_with(wanted) : token == wanted;
}

bool has_term(const SearchDocument::Text& text, const Node& term)
{
    Analyzer analyzer;
    for (const Token& token : analyzer.analyze(text.text))
        if (!(token.kind == TokenKind::pair && text.field == Field::qualified_name) &&
            fits(token.text, term.text, term.prefix))
            return true;
    return is_identifier(text.field) && fits(analyzer.joined(), term.text, term.prefix);
}

bool fits_pattern(std::string_view text, std::string_view pattern)
{
    if (pattern.empty())
        return text.empty();
    if (pattern.front() == '*')
        return fits_pattern(text, pattern.substr(1)) ||
               (!text.empty() && fits_pattern(text.substr(1), pattern));
    return !text.empty() && text.front() == pattern.front() &&
           fits_pattern(text.substr(1), pattern.substr(1));
}

bool fits_syllables(std::string_view text, const std::vector<CodeRange>& syllables)
{
    return std::all_of(syllables.begin(), syllables.end(), [&text](const CodeRange& range) {
        std::int32_t code = 0;
        text.remove_prefix(read_utf8(text, code));
        return code != 0 && static_cast<char32_t>(code) >= range.begin &&
               static_cast<char32_t>(code) < range.end;
    });
}

/// Whether a term of the text, or the whole of an identifier, is as `fits` says.
template <class Fits> bool has_fitting(const SearchDocument::Text& text, Fits fits)
{
    Analyzer analyzer;
    const auto tokens = analyzer.analyze(text.text);
    return std::any_of(tokens.begin(), tokens.end(),
                       [&](const Token& token) {
                           return !(token.kind == TokenKind::pair && text.field == Field::qualified_name) &&
                                  fits(token.text);
                       }) ||
           (is_identifier(text.field) && fits(analyzer.joined()));
}

bool has_pattern(const SearchDocument::Text& text, const Node& node)
{
    return has_fitting(text, [&node](std::string_view term) { return fits_pattern(term, node.text); });
}

bool has_syllables(const SearchDocument::Text& text, const Node& node)
{
    return has_fitting(text, [&node](std::string_view term) { return fits_syllables(term, node.syllables); });
}

std::int64_t number_of(const SearchDocument& document, Number number)
{
    switch (number) {
    case Number::updated:
        return document.updated_ms;
    case Number::usage:
        return document.usage;
    case Number::downstream:
        return document.downstream;
    case Number::columns:
        return std::ranges::count(document.texts, Field::column, &SearchDocument::Text::field);
    }
    return 0;
}

bool is_within(const NumberFilter& bounds, const SearchDocument& document)
{
    const std::int64_t number = number_of(document, bounds.number);
    return number >= bounds.least.value_or(number) && number <= bounds.most.value_or(number);
}

bool has_place(const std::vector<Token>& tokens, std::uint32_t position, const Node::Place& place)
{
    return std::any_of(tokens.begin(), tokens.end(), [&](const Token& token) {
        return token.kind != TokenKind::pair && token.position == position &&
               (place.syllables.empty() ? fits(token.text, place.text, place.prefix)
                                        : fits_syllables(token.text, place.syllables));
    });
}

bool has_phrase(const SearchDocument::Text& text, const Node& node)
{
    Analyzer analyzer;
    const auto analyzed = analyzer.analyze(text.text);
    const std::vector<Token> tokens(analyzed.begin(), analyzed.end());
    for (std::uint32_t begin = 0; begin < text.text.size(); ++begin)
        if (std::all_of(node.phrase.begin(), node.phrase.end(), [&](const Node::Place& place) {
                return has_place(tokens, begin + place.offset, place);
            }))
            return true;
    return false;
}

template <class Has> bool any_text(const SearchDocument& document, const Node& node, Has has)
{
    for (const SearchDocument::Text& text : texts_of(document))
        if ((node.fields & mask_of(text.field)) != 0 && has(text, node))
            return true;
    return false;
}

bool has_value(const SearchDocument& document, Facet facet, const std::string& value)
{
    return std::any_of(document.values.begin(), document.values.end(),
                       [&](const SearchDocument::Value& v) { return v.facet == facet && v.value == value; });
}

bool holds(const Node& node, const SearchDocument& document)
{
    switch (node.kind) {
    case Node::Kind::everything:
        return true;
    case Node::Kind::nothing:
        return false;
    case Node::Kind::term:
        return any_text(document, node, has_term);
    case Node::Kind::pattern:
        return any_text(document, node, has_pattern);
    case Node::Kind::syllables:
        return any_text(document, node, has_syllables);
    case Node::Kind::number:
        return is_within(node.bounds, document);
    case Node::Kind::phrase:
        return any_text(document, node, has_phrase);
    case Node::Kind::facet:
        return has_value(document, node.facet, node.text);
    case Node::Kind::urn:
        return document.urn == node.text;
    case Node::Kind::negation:
        return !holds(node.children.front(), document);
    case Node::Kind::at_least:
        break;
    }
    std::size_t held = 0;
    for (const Node& child : node.children)
        held += !child.optional && holds(child, document);
    return held >= node.required;
}

bool passes(const SearchDocument& document, const SearchQuery& query)
{
    const auto within = [&](const NumberFilter& bounds) { return is_within(bounds, document); };
    return (!document.removed || query.removed) &&
           std::all_of(query.numbers.begin(), query.numbers.end(), within);
}

/// All filters but those on `beside`.
bool passes_filters(const SearchDocument& document, const SearchQuery& query, std::optional<Facet> beside)
{
    return std::all_of(query.filters.begin(), query.filters.end(), [&](const Filter& filter) {
        return filter.facet == beside ||
               std::any_of(filter.values.begin(), filter.values.end(), [&](const std::string& value) {
                   return has_value(document, filter.facet, value);
               });
    });
}

} // namespace

void ScanningOracle::apply(const IndexDelta& delta)
{
    for (const std::string& urn : delta.removals)
        documents_.erase(urn);
    for (const SearchDocument& document : delta.upserts)
        documents_[document.urn] = document;
}

ScanningOracle::Answer ScanningOracle::answer(const SearchQuery& query) const
{
    const Result<ParsedQuery> parsed = parse_query(query.text);
    if (!parsed)
        return {};
    std::optional<Answer> first;
    for (const Reading& reading : readings())
        if (const std::optional<Node> root = reading.read(*parsed, {})) {
            Answer found = scan(*root, query);
            if (!found.urns.empty())
                return found;
            if (!first)
                first = std::move(found); // of no documents, but of what the filters leave out
        }
    return first.value_or(Answer{});
}

ScanningOracle::Answer ScanningOracle::scan(const Node& root, const SearchQuery& query) const
{
    Answer answer;
    for (const auto& [urn, document] : documents_) {
        if (!passes(document, query) || !holds(root, document))
            continue;
        if (passes_filters(document, query, std::nullopt))
            answer.urns.push_back(urn);
        std::set<std::pair<Facet, std::string>> values;
        for (const SearchDocument::Value& value : document.values)
            values.emplace(value.facet, value.value);
        for (const auto& value : values)
            if (passes_filters(document, query, value.first))
                ++answer.counts[value];
    }
    return answer;
}

} // namespace colophon::search
