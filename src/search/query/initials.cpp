// SPDX-License-Identifier: Apache-2.0
#include "search/query/initials.hpp"

#include "search/analysis/jamo.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace colophon::search {

namespace {

constexpr std::size_t max_run = 16; // syllables

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

using Ranges = std::vector<CodeRange>;

/// The syllables of a run; one of them, in order, for every range.
Node run_node(const Ranges& syllables, FieldMask fields)
{
    if (syllables.size() <= 2)
        return syllables_node(syllables, fields);
    Node phrase;
    phrase.kind = Node::Kind::phrase;
    phrase.fields = fields;
    for (std::uint32_t i = 0; i + 1 < syllables.size(); ++i)
        phrase.phrase.push_back({{}, i, false, {syllables[i], syllables[i + 1]}});
    // Names have it with a break too, as in 예약_번호, and whole.
    Node run_together = syllables_node(syllables, fields);
    run_together.likeness = Likeness::inflection;
    std::vector<Node> choices;
    choices.push_back(std::move(phrase));
    choices.push_back(std::move(run_together));
    return any_of(std::move(choices));
}

/// The same where the last syllable may still become another, or two.
Node unfinished_node(Ranges syllables, char32_t last, FieldMask fields)
{
    const std::optional<Division> division = divided(last);
    syllables.back() = grown_from(last);
    Node grown = run_node(syllables, fields);
    if (!division)
        return grown;
    syllables.back() = {division->syllable, division->syllable + 1};
    syllables.push_back(beginning_with(division->next_initial));
    std::vector<Node> choices;
    choices.push_back(std::move(grown));
    choices.push_back(run_node(syllables, fields));
    return any_of(std::move(choices));
}

/// The code points of a run of syllables that begins with this token; empty where none does. Moves behind it.
std::vector<char32_t> take_run(std::span<const Token>& tokens)
{
    std::vector<char32_t> run;
    while (!tokens.empty()) {
        const Token& token = tokens.front();
        const std::vector<char32_t> codes = code_points_of(token.text);
        if (token.kind == TokenKind::gram)
            run.push_back(codes.front());
        else if (token.kind == TokenKind::tail || token.kind == TokenKind::syllable)
            run.push_back(codes.back());
        else if (token.kind != TokenKind::pair)
            return run;
        tokens = tokens.subspan(1);
        if (token.kind == TokenKind::tail || token.kind == TokenKind::syllable)
            return run;
    }
    return run;
}

} // namespace

std::optional<Node> initials_node(std::string_view word, FieldMask fields, Completion completion)
{
    const std::string spelt = without_clusters(word);
    Analyzer analyzer;
    std::span<const Token> tokens = analyzer.analyze(spelt);
    std::vector<Node> terms;
    bool any = false;
    while (!tokens.empty()) {
        const std::vector<char32_t> run = take_run(tokens);
        const bool open = tokens.size() <= (run.empty() ? 1 : 0) && completion == Completion::prefix;
        if (run.empty() && !tokens.empty()) {
            terms.push_back(term_node(tokens.front(), fields));
            terms.back().prefix = open;
            tokens = tokens.subspan(1);
            continue;
        }
        if (run.empty() || run.size() > max_run)
            return std::nullopt;
        const bool unfinished = open && take_apart(run.back()).has_value();
        any = any || unfinished ||
              std::ranges::any_of(run, [](char32_t c) { return lone_initial(c).has_value(); });
        Ranges syllables;
        std::ranges::transform(run, std::back_inserter(syllables), range_of);
        terms.push_back(unfinished ? unfinished_node(std::move(syllables), run.back(), fields)
                                   : run_node(syllables, fields));
    }
    if (!any)
        return std::nullopt;
    Node node = all_of(std::move(terms));
    node.word = true;
    return node;
}

} // namespace colophon::search
