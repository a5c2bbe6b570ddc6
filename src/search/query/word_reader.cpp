// SPDX-License-Identifier: Apache-2.0
#include "search/query/word_reader.hpp"

#include "search/analysis/inflections.hpp"
#include "search/analysis/particles.hpp"
#include "search/query/compounds.hpp"
#include "search/query/initials.hpp"
#include "search/query/parser.hpp"
#include "search/query/spelling.hpp"
#include "search/query/wildcards.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

std::size_t patterns_in(const Node& node)
{
    std::size_t count = node.kind == Node::Kind::pattern ? 1 : 0;
    for (const Node& child : node.children)
        count += patterns_in(child);
    return count;
}

/// Conditions that look at ranges of terms.
std::size_t syllable_terms(const Node& node)
{
    std::size_t count = node.phrase.size() + (node.kind == Node::Kind::syllables ? 1 : 0);
    for (const Node& child : node.children)
        count += syllable_terms(child);
    return count;
}

tl::unexpected<std::string> over(std::size_t limit, std::string_view what)
{
    return tl::unexpected<std::string>("more than " + std::to_string(limit) + " " + std::string(what));
}

} // namespace

Read WordReader::read(const Lexeme& lexeme, FieldMask fields, Completion completion)
{
    if (lexeme.kind == Lexeme::Kind::phrase) {
        Node phrase = phrase_node(unescaped(lexeme.text), fields);
        if (phrase.phrase.size() > max_phrase_terms)
            return over(max_phrase_terms, "words or syllables in one quotation; leave the quotes out");
        return phrase;
    }
    return read_word(without_boost(lexeme.text), fields, completion);
}

Read WordReader::read_word(std::string_view word, FieldMask fields, Completion completion)
{
    if (has_wildcard(word)) {
        Read read = wildcard_node(word, fields);
        if (read && (patterns_ += patterns_in(*read)) > max_query_patterns)
            return over(max_query_patterns, "words with * before their end");
        return read;
    }
    const std::string meant = unescaped(word);
    if (context_.style == WordStyle::spacing)
        if (std::optional<Node> compound = compound_node(meant, fields)) {
            styled_ = true;
            return std::move(*compound);
        }
    if (context_.style == WordStyle::initials)
        if (std::optional<Node> initials = initials_node(meant, fields, completion)) {
            styled_ = true;
            if ((syllables_ += syllable_terms(*initials)) > max_query_syllables)
                return over(max_query_syllables, "syllables by their initials");
            return std::move(*initials);
        }
    return word_node(meant, fields, completion);
}

WordReader::Run WordReader::run(std::span<const Lexeme> lexemes, std::size_t most)
{
    Run found;
    if (context_.synonyms == nullptr)
        return found;
    std::string joined;
    Analyzer analyzer;
    most = std::min({most, lexemes.size(), context_.synonyms->longest()});
    for (std::size_t i = 0; i < most; ++i) {
        if (lexemes[i].kind != Lexeme::Kind::word || has_wildcard(lexemes[i].text))
            break;
        analyzer.analyze(without_boost(lexemes[i].text));
        joined += analyzer.joined();
        if (std::vector<std::string_view> synonyms = synonyms_of(joined); !synonyms.empty())
            found = {i + 1, std::move(synonyms)};
    }
    found.synonyms.resize(std::min(found.synonyms.size(), max_query_synonyms - synonyms_));
    synonyms_ += found.synonyms.size();
    return found;
}

/// Of the word itself; else without its particle, or in its other number.
std::vector<std::string_view> WordReader::synonyms_of(std::string_view joined) const
{
    const SynonymTable& table = *context_.synonyms;
    std::vector<std::string_view> synonyms = table.others(joined);
    if (synonyms.empty())
        synonyms = table.others(without_particle(joined));
    for (const std::string& form : inflections(joined))
        if (synonyms.empty())
            synonyms = table.others(form);
    return synonyms;
}

} // namespace colophon::search
