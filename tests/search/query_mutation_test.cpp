// SPDX-License-Identifier: Apache-2.0
#include "core/text.hpp"
#include "search/analysis/analyzer.hpp"
#include "search/query/parser.hpp"
#include "search/query/synonyms.hpp"
#include "search/tree_printer.hpp"

#include <gtest/gtest.h>
#include <iterator>
#include <random>

namespace colophon::search {
namespace {

constexpr std::int64_t now_ms = 1773576000000;

// What has a meaning, and what looks as if it had.
constexpr const char* pieces[] = {
    "예약",
    "reservations",
    "ㅇㅇ",
    "ㄳ",
    "dPdir",
    "name:",
    "tags:",
    "updated:",
    "usage",
    ">=",
    "<",
    "..",
    "[",
    "]",
    "{",
    "}",
    " TO ",
    "(",
    ")",
    "\"",
    "\\",
    "*",
    "-",
    "!",
    "+",
    "&&",
    "||",
    "|",
    " AND ",
    " OR ",
    " NOT ",
    "/q ",
    "urn:",
    "urn:li:tag:a",
    "2026-01-01",
    "now-7d",
    "99999999999999999999",
    "\u3000",
    "\u200d",
    "\u0301",
    "予約",
    "é",
    "~2",
    "^1.5",
    "_",
    ":",
    "platfrom:",
    "personal information",
    "를",
    "a",
    "\x01",
    "\u202e",
    "\U0001F600",
    "“",
    "”",
    "columns:",
};

class Mutation {
public:
    explicit Mutation(std::uint64_t seed) : random_(seed) {}

    std::string query()
    {
        std::string made;
        for (std::size_t i = below(9); i > 0; --i) {
            made += pieces[below(std::size(pieces))];
            if (below(3) == 0)
                made += ' ';
        }
        if (below(4) == 0 && !made.empty())
            made.erase(below(made.size()), 1 + below(3));
        if (below(8) == 0)
            made.insert(below(made.size() + 1), 1, static_cast<char>(below(256)));
        if (below(8) == 0)
            made += made + made;
        return made;
    }

private:
    std::size_t below(std::size_t limit) { return random_() % limit; }

    std::mt19937_64 random_;
};

struct Size {
    std::size_t nodes = 0;
    std::size_t depth = 0;
};

Size size_of(const Node& node)
{
    Size size{1, 0};
    for (const Node& child : node.children) {
        const Size inner = size_of(child);
        size.nodes += inner.nodes;
        size.depth = std::max(size.depth, inner.depth);
    }
    ++size.depth;
    return size;
}

/// What the engine relies on.
void expect_sound(const Node& node, const std::string& query)
{
    switch (node.kind) {
    case Node::Kind::term:
    case Node::Kind::pattern:
        EXPECT_FALSE(node.text.empty()) << query;
        break;
    case Node::Kind::syllables:
        EXPECT_FALSE(node.syllables.empty()) << query;
        for (const CodeRange& range : node.syllables)
            EXPECT_LT(range.begin, range.end) << query;
        break;
    case Node::Kind::phrase:
        EXPECT_FALSE(node.phrase.empty()) << query;
        break;
    case Node::Kind::negation:
        EXPECT_EQ(node.children.size(), 1U) << query;
        break;
    case Node::Kind::at_least:
        EXPECT_GT(node.children.size(), 1U) << query;
        EXPECT_GT(node.required, 0U) << query;
        EXPECT_LE(node.required, node.children.size()) << query;
        break;
    default:
        break;
    }
    for (const Node& child : node.children)
        expect_sound(child, query);
}

void expect_refused_with_place(const Error& error, const std::string& query)
{
    EXPECT_EQ(error.code(), Errc::invalid_argument);
    ASSERT_TRUE(error.path().starts_with("q:")) << query;
    const std::size_t place = std::stoul(error.path().substr(2));
    EXPECT_LE(place, is_utf8(query) ? code_points(query) : 0) << query;
    EXPECT_TRUE(is_utf8(error.what())) << query;
}

TEST(QueryMutation, IsReadOrRefusedWithItsPlace)
{
    const SynonymTable table({{{"예약", "reservation"}}, {{"PII", "personal information", "a", "予約"}}});
    Mutation mutation(1);
    std::size_t read = 0;
    std::size_t refused = 0;
    for (int i = 0; i < 20000; ++i) {
        const std::string query = mutation.query();
        const Result<ParsedQuery> parsed = parse_query(query, {&table, now_ms});
        if (!parsed) {
            ++refused;
            expect_refused_with_place(parsed.error(), query);
            continue;
        }
        ++read;
        expect_sound(parsed->root, query);
        EXPECT_LE(size_of(parsed->root).depth, 2 * max_query_depth + 8U) << query;
        const Result<ParsedQuery> again = parse_query(parsed->literal, {&table, now_ms});
        ASSERT_TRUE(again.has_value()) << query;
        EXPECT_EQ(print(again->root), print(parsed->root)) << query << ": spaces around it mean nothing";
        for (const WordStyle style : {WordStyle::spacing, WordStyle::initials, WordStyle::keyboard})
            if (const std::optional<Node> root = read_again(*parsed, style))
                expect_sound(*root, query);
    }
    EXPECT_GT(read, 5000U);
    EXPECT_GT(refused, 5000U);
}

TEST(QueryMutation, StaysSmallWhateverIsAsked)
{
    std::vector<SynonymGroup> groups(1);
    for (std::size_t i = 0; i < max_synonym_members; ++i)
        groups[0].members.push_back("가" + std::to_string(i) + " 나다라마바사 reservations of the day");
    groups[0].members[0] = "a";
    const SynonymTable table(groups);
    std::string many;
    for (std::size_t i = 0; i < max_query_words; ++i)
        many += i % 2 == 0 ? "a " : "a" + std::to_string(i) + " ";
    std::string syllables;
    for (std::size_t i = 0; i < max_query_code_points; ++i)
        syllables += "가";
    std::string initials;
    for (std::size_t i = 0; i < max_query_code_points; ++i)
        initials += "ㅇ";
    std::string stars(max_query_code_points, '*');
    for (const std::string& query :
         {many, syllables, initials, stars, "\"" + std::string(1000, 'a') + "\""}) {
        const Result<ParsedQuery> parsed = parse_query(query, {&table, now_ms});
        ASSERT_TRUE(parsed.has_value()) << parsed.error().what();
        EXPECT_LE(size_of(parsed->root).nodes, 4000U) << query.substr(0, 20);
        EXPECT_FALSE(read_again(*parsed, WordStyle::initials) && query == initials)
            << "nobody abbreviates so many";
    }
    EXPECT_EQ(print(parse_query(syllables)->root), "가가");
    EXPECT_FALSE(parse_query("\"" + syllables.substr(0, 3000) + "\"").has_value());
}

TEST(QueryMutation, AnalysisKeepsItsPlacesInAnyText)
{
    Mutation mutation(2);
    Analyzer analyzer;
    for (int i = 0; i < 20000; ++i) {
        const std::string text = mutation.query();
        std::uint32_t position = 0;
        for (const Token& token : analyzer.analyze(text)) {
            EXPECT_LT(token.begin, token.end) << text;
            EXPECT_LE(token.end, text.size()) << text;
            EXPECT_GE(token.position + 1, position) << text;
            EXPECT_TRUE(is_utf8(token.text)) << text;
            position = token.position;
        }
    }
}

} // namespace
} // namespace colophon::search
