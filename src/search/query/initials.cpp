// SPDX-License-Identifier: Apache-2.0
#include "search/query/initials.hpp"

#include "search/analysis/jamo.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace colophon::search {

namespace {

constexpr std::size_t max_syllable_terms = 16;

// Keyboards put two consonants together that are meant as the initials of two syllables.
constexpr auto clusters = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"ㄳ", "ㄱㅅ"},
    {"ㄵ", "ㄴㅈ"},
    {"ㄶ", "ㄴㅎ"},
    {"ㄺ", "ㄹㄱ"},
    {"ㄻ", "ㄹㅁ"},
    {"ㄼ", "ㄹㅂ"},
    {"ㄽ", "ㄹㅅ"},
    {"ㄾ", "ㄹㅌ"},
    {"ㄿ", "ㄹㅍ"},
    {"ㅀ", "ㄹㅎ"},
    {"ㅄ", "ㅂㅅ"},
});

std::string without_clusters(std::string_view word)
{
    std::string taken_apart(word);
    for (const auto& [cluster, consonants] : clusters)
        for (std::size_t at = 0; (at = taken_apart.find(cluster, at)) != std::string::npos;) {
            taken_apart.replace(at, cluster.size(), consonants);
            at += consonants.size();
        }
    return taken_apart;
}

std::vector<char32_t> code_points_of(std::string_view text)
{
    std::vector<char32_t> codes;
    for (std::int32_t code = 0; const std::size_t length = read_utf8(text, code);) {
        codes.push_back(static_cast<char32_t>(code));
        text.remove_prefix(length);
    }
    return codes;
}

CodeRange range_of(char32_t code)
{
    const std::optional<int> initial = lone_initial(code);
    return initial ? beginning_with(*initial) : CodeRange{code, code + 1};
}

Node syllables_node(std::vector<CodeRange> syllables, FieldMask fields)
{
    Node node;
    node.kind = Node::Kind::syllables;
    node.syllables = std::move(syllables);
    node.fields = fields;
    return node;
}

/// One term of the word; its last syllable may be unfinished.
Node syllable_term(const std::vector<char32_t>& codes, FieldMask fields, bool unfinished)
{
    std::vector<CodeRange> ranges;
    std::ranges::transform(codes, std::back_inserter(ranges), range_of);
    if (!unfinished)
        return syllables_node(std::move(ranges), fields);
    std::vector<CodeRange> moved = ranges;
    ranges.back() = lone_initial(codes.back()) ? ranges.back() : grown_from(codes.back());
    Node grown = syllables_node(std::move(ranges), fields);
    const std::optional<Division> division = divided(codes.back());
    if (!division)
        return grown;
    const CodeRange stays{division->syllable, division->syllable + 1};
    moved.back() = stays;
    std::vector<Node> both;
    both.push_back(syllables_node(std::move(moved), fields));
    both.push_back(syllables_node({stays, beginning_with(division->next_initial)}, fields));
    std::vector<Node> choices;
    choices.push_back(std::move(grown));
    choices.push_back(all_of(std::move(both)));
    return any_of(std::move(choices));
}

bool is_syllabic(const Token& token)
{
    return token.kind == TokenKind::gram || token.kind == TokenKind::syllable;
}

} // namespace

std::optional<Node> initials_node(std::string_view word, FieldMask fields, Completion completion)
{
    const std::string spelt = without_clusters(word);
    Analyzer analyzer;
    const std::span<const Token> tokens = analyzer.analyze(spelt);
    std::vector<Node> terms;
    std::size_t partial = 0;
    for (const Token& token : tokens) {
        if (!is_required(token.kind))
            continue;
        const std::vector<char32_t> codes = code_points_of(token.text);
        const bool last = token.end == tokens.back().end && completion == Completion::prefix;
        const bool unfinished = is_syllabic(token) && last && take_apart(codes.back()).has_value();
        const bool initials = is_syllabic(token) && std::ranges::any_of(codes, [](char32_t code) {
                                  return lone_initial(code).has_value();
                              });
        if (!unfinished && !initials) {
            terms.push_back(term_node(token, fields));
            terms.back().prefix = terms.back().prefix || (last && token.kind == TokenKind::part);
            continue;
        }
        terms.push_back(syllable_term(codes, fields, unfinished));
        ++partial;
    }
    if (partial == 0 || partial > max_syllable_terms)
        return std::nullopt;
    Node node = all_of(std::move(terms));
    node.word = true;
    return node;
}

} // namespace colophon::search
