// SPDX-License-Identifier: Apache-2.0
#include "search/query/words.hpp"

#include "search/analysis/analyzer.hpp"
#include "search/analysis/particles.hpp"

#include <algorithm>
#include <span>

namespace colophon::search {

namespace {

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

bool is_required(TokenKind kind)
{
    return kind == TokenKind::part || kind == TokenKind::gram || kind == TokenKind::syllable;
}

std::vector<Node> terms_of(std::span<const Token> tokens, FieldMask fields, std::uint32_t particle_from)
{
    std::vector<Node> terms;
    for (const Token& token : tokens) {
        if (!is_required(token.kind))
            continue;
        terms.push_back(term_node(token, fields));
        terms.back().optional = token.kind == TokenKind::gram && token.end > particle_from;
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

Node word_node(std::string_view word, FieldMask fields, Completion completion)
{
    Analyzer analyzer;
    const std::span<const Token> tokens = analyzer.analyze(word);
    std::vector<Node> terms = terms_of(tokens, fields, particle_begin(word));
    if (terms.empty()) {
        Node nothing;
        nothing.kind = Node::Kind::nothing;
        return nothing;
    }
    const TokenKind last = tokens.back().kind;
    if (completion == Completion::prefix && last == TokenKind::part)
        terms.back().prefix = true;
    Node node = all_of(std::move(terms));
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
