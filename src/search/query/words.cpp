// SPDX-License-Identifier: Apache-2.0
#include "search/query/words.hpp"

#include "search/analysis/inflections.hpp"
#include "search/analysis/particles.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace colophon::search {

namespace {

/// The term, or another number of the word. What begins with the term is found by its prefix already.
Node inflected(Node term)
{
    std::vector<Node> forms;
    for (std::string& form : inflections(term.text)) {
        if (term.prefix && form.starts_with(term.text))
            continue;
        Node& node = forms.emplace_back();
        node.kind = Node::Kind::term;
        node.text = std::move(form);
        node.fields = term.fields;
        node.likeness = Likeness::inflection;
    }
    forms.insert(forms.begin(), std::move(term));
    return any_of(std::move(forms));
}

// Longer ones are sentences.
constexpr std::size_t longest_run = 16;

/// A run of three syllables or more, as a name has it that breaks it (예약_번호) or is it: nothing for other
/// words. A particle is no part of it.
std::optional<Node> run_together(std::span<const Token> tokens, std::size_t particle, FieldMask fields,
                                 Completion completion)
{
    std::string run;
    std::size_t syllables = 0;
    for (const Token& token : tokens) {
        if (token.kind != TokenKind::gram && token.kind != TokenKind::tail)
            return std::nullopt;
        if (token.position + particle >= tokens.size())
            break;
        std::int32_t code = 0;
        run += token.text.substr(0, read_utf8(token.text, code));
        ++syllables;
    }
    if (syllables < 3 || syllables > longest_run)
        return std::nullopt;
    Node node;
    node.kind = Node::Kind::term;
    node.text = std::move(run);
    node.fields = fields;
    node.prefix = completion == Completion::prefix && particle == 0;
    node.likeness = Likeness::inflection;
    return node;
}

/// Each term once, however often the word has it: 가가가가 asks for one gram.
std::vector<Node> terms_of(std::span<const Token> tokens, std::size_t particle, FieldMask fields,
                           Completion completion)
{
    std::vector<Node> terms;
    std::unordered_map<std::string, std::size_t> places;
    const std::size_t end = tokens.empty() ? 0 : tokens.back().position + 1;
    for (const Token& token : tokens) {
        if (!is_required(token.kind))
            continue;
        Node term = term_node(token, fields);
        if (&token == &tokens.back() && token.kind == TokenKind::part)
            term.prefix = completion == Completion::prefix;
        term.optional = token.kind == TokenKind::gram && token.position + 2 > end - particle;
        const auto [place, is_new] =
            places.try_emplace(std::string(token.text) + (term.prefix ? "*" : ""), terms.size());
        if (is_new)
            terms.push_back(std::move(term));
        else
            terms[place->second].optional = terms[place->second].optional && term.optional;
    }
    return terms;
}

/// Whether there is more than one run of letters, of digits or of syllables.
bool has_several_parts(std::string_view text)
{
    Analyzer analyzer;
    std::uint32_t end = 0;
    for (const Token& token : analyzer.analyze(text)) {
        if (end > 0 && token.kind != TokenKind::pair && token.begin >= end)
            return true;
        end = std::max(end, token.end);
    }
    return false;
}

} // namespace

std::size_t particle_syllables(std::string_view word)
{
    std::vector<FoldedPoint> points;
    fold(word, points);
    while (!points.empty() && points.back().glyph == Glyph::separator)
        points.pop_back();
    std::string folded;
    for (const FoldedPoint& point : points)
        append_utf8(folded, point.code);
    return points.size() - particle_begin(folded);
}

bool is_required(TokenKind kind)
{
    return kind == TokenKind::part || kind == TokenKind::gram || kind == TokenKind::syllable;
}

Node term_node(const Token& token, FieldMask fields)
{
    Node node;
    node.kind = Node::Kind::term;
    node.text = token.text;
    node.fields = fields;
    // One syllable is looked for in every gram that begins with it; a run's last one is a term of its own.
    node.prefix = token.kind == TokenKind::syllable;
    return node;
}

Node word_node(std::string_view word, FieldMask fields, Completion completion)
{
    Analyzer analyzer;
    const std::span<const Token> tokens = analyzer.analyze(word);
    const std::size_t particle = particle_syllables(word);
    std::vector<Node> terms = terms_of(tokens, particle, fields, completion);
    if (terms.empty()) {
        Node nothing;
        nothing.kind = Node::Kind::nothing;
        return nothing;
    }
    for (Node& term : terms)
        term = inflected(std::move(term));
    Node node = all_of(std::move(terms));
    if (std::optional<Node> whole = run_together(tokens, particle, fields, completion)) {
        std::vector<Node> forms;
        forms.push_back(std::move(node));
        forms.push_back(std::move(*whole));
        node = any_of(std::move(forms));
    }
    node.word = true;
    return node;
}

Node phrase_node(std::string_view phrase, FieldMask fields)
{
    Analyzer analyzer;
    Node node;
    node.kind = Node::Kind::phrase;
    node.fields = fields;
    for (const Token& token : analyzer.analyze(phrase))
        if (is_required(token.kind))
            node.phrase.push_back(
                {std::string(token.text), token.position, token.kind == TokenKind::syllable});
    if (node.phrase.empty())
        node.kind = Node::Kind::nothing;
    return node;
}

Node with_synonyms(Node typed, std::span<const std::string_view> synonyms, FieldMask fields)
{
    typed.word = true;
    if (synonyms.empty())
        return typed;
    std::vector<Node> choices;
    choices.push_back(std::move(typed));
    for (const std::string_view synonym : synonyms) {
        Node node = has_several_parts(synonym) ? phrase_node(synonym, fields)
                                               : word_node(synonym, fields, Completion::whole_word);
        node.likeness = Likeness::synonym;
        choices.push_back(std::move(node));
    }
    Node any = any_of(std::move(choices));
    any.word = true;
    return any;
}

} // namespace colophon::search
