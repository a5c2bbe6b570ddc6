// SPDX-License-Identifier: Apache-2.0
#include "search/query/compounds.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

constexpr std::size_t shortest_word = 2; // syllables
constexpr std::size_t longest_word = 3;
constexpr std::size_t shortest_compound = 2 * shortest_word;
constexpr std::size_t longest_compound = 12;

/// The grams of a run; empty for what is no run.
std::vector<Node> grams_of(std::string_view word, FieldMask fields)
{
    Analyzer analyzer;
    const std::span<const Token> tokens = analyzer.analyze(word);
    std::vector<Node> grams;
    for (const Token& token : tokens)
        if (token.kind == TokenKind::gram)
            grams.push_back(term_node(token, fields));
        else if (token.kind != TokenKind::tail)
            return {};
    return grams;
}

/// Cuts a run in every way, the word at hand from `begin` on.
void cut(std::span<const Node> grams, std::size_t begin, const std::vector<Node>& before,
         std::vector<Node>& out)
{
    const std::size_t syllables = grams.size() + 1;
    if (begin == syllables) {
        out.push_back(all_of(before));
        return;
    }
    for (std::size_t length = shortest_word; length <= longest_word; ++length) {
        if (begin + length > syllables)
            return;
        std::vector<Node> words = before;
        for (std::size_t i = begin; i + 1 < begin + length; ++i)
            words.push_back(grams[i]);
        cut(grams, begin + length, words, out);
    }
}

} // namespace

std::optional<Node> compound_node(std::string_view word, FieldMask fields)
{
    const std::vector<Node> grams = grams_of(word, fields);
    std::vector<Node> cuts;
    const auto cut_first = [&](std::size_t count) {
        if (count + 1 >= shortest_compound && count + 1 <= longest_compound)
            cut(std::span(grams).first(count), 0, {}, cuts);
    };
    cut_first(grams.size());
    // What ends like a particle may be one, or the end of a word: 문의 is both.
    if (const std::size_t particle = particle_syllables(word); particle > 0 && particle < grams.size())
        cut_first(grams.size() - particle);
    if (cuts.empty())
        return std::nullopt;
    Node node = any_of(std::move(cuts));
    node.word = true;
    return node;
}

} // namespace colophon::search
