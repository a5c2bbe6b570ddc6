// SPDX-License-Identifier: Apache-2.0

// Texts and queries that nobody would write: the analyzer and the parser hold to what they promise.

#include "core/text.hpp"
#include "search/analysis/analyzer.hpp"
#include "search/engine.hpp"
#include "search/mutations.hpp"
#include "search/query/parser.hpp"
#include "search/search_fixture.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace colophon::search {
namespace {

using namespace std::string_view_literals;

constexpr auto texts = std::to_array<std::string_view>({
    "",
    "reservation_id",
    "HTTPServerLog2024",
    "차량_예약ID 기록을",
    "고객이 예약을 취소한 기록",
    "Café Münster straße ﬃ Ｗｉｄｅ",
    "データベース ﾃﾞｰﾀ 予約番号",
    "\u1112\u1161\u11ab\u1100\u1173\u11af",
    "ㅇㅇ dPdir ㅂㅈㄷ",
    "\u202Eשלום العربية\u202C",
    "\uFDFA €₩ ½ Ⅷ ①",
    "a\0b\x01\x02 c\x7F"sv,
    "👨\u200D👩\u200D👧 x\u0301\u0301",
});

constexpr auto pieces = std::to_array<std::string_view>({
    "_",
    "-",
    ".",
    " ",
    "A",
    "a",
    "9",
    "예",
    "약",
    "ㅇ",
    "\u1112",
    "\u1161",
    "\u11ab",
    "\u0301",
    "\u200B",
    "\u3099",
    "か",
    "予",
    "\uFDFA",
    "İ",
    "ß",
    "ẞ",
    "ﬀ",
    "Ǆ",
    "\xED\xA0\x80",
    "\xC0\x80",
    "\xF4\x90\x80\x80",
    "\xEC",
    "\x80",
    "\0"sv,
    "\x01",
    "\x02",
    "\U0001F468",
    "\U0010FFFF",
    "\uFFFE",
    "e\u0301",
    "ﾞ",
    "ｶ",
    "Ⅷ",
    "½",
    "ªº",
    "\u0345",
    "ΐ",
    "և",
    "ŉ",
});

void expect_sound(Analyzer& analyzer, const std::string& text)
{
    const std::span<const Token> tokens = analyzer.analyze(text);
    EXPECT_TRUE(is_utf8(analyzer.joined()));
    std::uint32_t position = 0;
    for (const Token& token : tokens) {
        EXPECT_FALSE(token.text.empty());
        EXPECT_LE(token.text.size(), max_token_bytes);
        EXPECT_TRUE(is_utf8(token.text));
        EXPECT_EQ(std::ranges::count_if(token.text, [](char c) { return c >= 0 && c <= ' '; }), 0)
            << "a token has neither spaces nor the marks of the index";
        EXPECT_LT(token.begin, token.end);
        EXPECT_LE(token.end, is_utf8(text) ? code_points(text) : text.size());
        EXPECT_GE(token.position, position) << "in the order of positions";
        EXPECT_LE(token.position, position + token.text.size() + 1);
        position = token.position;
    }
    // Every part gives some tokens, and each of them a few at most.
    EXPECT_LE(tokens.size(), 4 * analyzer.joined().size());
    EXPECT_EQ(tokens.empty(), analyzer.joined().empty());
}

class TextFuzz : public testing::TestWithParam<std::uint64_t> {};

TEST_P(TextFuzz, AnalyzerTakesAnythingApart)
{
    Mutations mutations(GetParam(), texts, pieces);
    Analyzer analyzer;
    for (int i = 0; i < 6000; ++i) {
        const std::string text = mutations.next();
        expect_sound(analyzer, text);
        const std::string joined(analyzer.joined());
        Analyzer fresh; // what an analyzer read before does not matter
        fresh.analyze(text);
        EXPECT_EQ(fresh.joined(), joined);
        ASSERT_FALSE(HasFailure()) << testing::PrintToString(text);
    }
}

/// A token that is typed is found: it is folded to itself.
TEST_P(TextFuzz, AnalyzerFoldsWhatIsFoldedToItself)
{
    Mutations mutations(GetParam(), texts, pieces);
    Analyzer analyzer, again;
    for (int i = 0; i < 3000; ++i) {
        const std::string text = mutations.next();
        for (const Token& token : analyzer.analyze(text)) {
            if (token.kind == TokenKind::pair)
                continue; // what separates its halves is not in it
            again.analyze(token.text);
            ASSERT_EQ(again.joined(), token.text) << testing::PrintToString(text);
        }
    }
}

/// Names of any spelling are found as they stand.
TEST_P(TextFuzz, FindsEveryNameByItself)
{
    Mutations mutations(GetParam(), texts, pieces);
    Analyzer analyzer;
    const std::unique_ptr<SearchIndex> index = open_engine({});
    std::vector<SearchDocument> named;
    for (int i = 0; i < 300; ++i)
        named.push_back(data_set("u" + std::to_string(i), mutations.next()));
    index->apply(delta(named));
    for (const SearchDocument& document : named) {
        std::string name = document.name;
        std::ranges::replace(name, '"', ' ');
        analyzer.analyze(name);
        if (!is_utf8(name) || analyzer.joined().empty() || code_points(name) > 1000)
            continue;
        SearchQuery wanted = query("name:\"" + name + "\"");
        wanted.limit = 1000;
        const Result<SearchPage> page = index->search(wanted);
        ASSERT_TRUE(page.has_value()) << page.error().what();
        EXPECT_EQ(std::ranges::count(urns(*page), document.urn), 1) << testing::PrintToString(name);
    }
}

constexpr auto queries = std::to_array<std::string_view>({
    "reservation vehicle",
    "(예약 OR vehicle) AND name:trip -id",
    "NOT (a b) \"user id\" column:\"예약 번호\"",
    "urn:li:dataset:(urn:li:dataPlatform:mysql,a.b,PROD) -c",
    "user* name:예약* a*b*c",
    "platform:mysql has_description:true tag:\"개인 정보\"",
    "updated>=2024-01-01 usage>10 columns<=5 downstream:3",
    "a AND (b OR (c AND NOT (d OR -e)))",
    "/q name:*id* AND platform:(mysql OR postgres)",
});

constexpr auto syntax = std::to_array<std::string_view>({
    "(",
    ")",
    "((",
    "))",
    "\"",
    "-",
    "--",
    " - ",
    "*",
    "**",
    ":",
    "name:",
    "column:",
    "tag:\"",
    "urn:",
    "OR",
    " OR ",
    "AND",
    " AND ",
    "NOT",
    " NOT ",
    " ",
    "\t",
    "\u3000",
    "\u00A0",
    "예약",
    "ㅇㅇ",
    "a",
    "user_id",
    ">",
    ">=",
    "<",
    "<=",
    "=",
    "updated>=",
    "usage:",
    "~",
    "^",
    "\\",
    "/",
    "[",
    "]",
    "{",
    "}",
    "+",
    "!",
    "&&",
    "||",
    "?",
    "fieldPaths:",
    "\xED\xA0\x80",
    "\xFF",
    "\0"sv,
    "\u0301",
    "\uFDFA",
    "99999999999999999999",
    "-1",
    "2024-13-45",
    "나",
});

struct Shape {
    std::size_t nodes = 0;
    int depth = 0;
};

Shape shape_of(const Node& node)
{
    Shape shape{1 + node.phrase.size(), 1};
    EXPECT_LE(node.required, node.children.size());
    if (node.kind == Node::Kind::negation) {
        EXPECT_EQ(node.children.size(), 1U);
    }
    if (node.kind == Node::Kind::phrase) {
        EXPECT_FALSE(node.phrase.empty());
    }
    if (node.kind == Node::Kind::term) {
        EXPECT_FALSE(node.text.empty());
    }
    for (const Node& child : node.children) {
        const Shape below = shape_of(child);
        shape.nodes += below.nodes;
        shape.depth = std::max(shape.depth, below.depth + 1);
    }
    return shape;
}

void expect_points_into(const std::string& text, const Error& error)
{
    EXPECT_EQ(error.code(), Errc::invalid_argument);
    ASSERT_EQ(error.path().substr(0, 2), "q:");
    EXPECT_LE(std::stoull(error.path().substr(2)), is_utf8(text) ? code_points(text) : text.size());
    EXPECT_TRUE(is_utf8(error.what()));
    EXPECT_GT(std::string_view(error.what()).size(), 10U);
}

TEST_P(TextFuzz, ParserReadsOrPointsAtTheCharacter)
{
    Mutations mutations(GetParam(), queries, syntax);
    std::size_t read = 0, refused = 0;
    for (int i = 0; i < 8000; ++i) {
        const std::string text = mutations.next();
        const Result<ParsedQuery> parsed = parse_query(text);
        if (parsed) {
            ++read;
            const Shape shape = shape_of(parsed->root);
            EXPECT_LE(shape.depth, 4 * max_query_depth);
            EXPECT_LE(shape.nodes, 16 * max_query_code_points);
        } else {
            ++refused;
            expect_points_into(text, parsed.error());
        }
        ASSERT_FALSE(HasFailure()) << testing::PrintToString(text);
    }
    EXPECT_GT(read, 500U);
    EXPECT_GT(refused, 500U);
}

TEST_P(TextFuzz, EngineAnswersWhateverTheParserReads)
{
    Mutations mutations(GetParam(), queries, syntax);
    Mutations names(GetParam() + 100, texts, pieces);
    const std::unique_ptr<SearchIndex> index = open_engine({});
    for (int round = 0; round < 4; ++round) {
        std::vector<SearchDocument> named;
        for (int i = 0; i < 30; ++i)
            named.push_back(data_set("u" + std::to_string(round * 20 + i), names.next(),
                                     {names.next(), "user_id"}, names.next()));
        index->apply(delta(named, {}, static_cast<Position>(round) + 1));
        for (int i = 0; i < 250; ++i) {
            SearchQuery wanted = query(mutations.next());
            wanted.facets = {Facet::platform, Facet::owner};
            wanted.explain = i % 2 == 0;
            wanted.fuzzy = i % 3 == 0;
            wanted.sort = i % 5 == 0 ? Sort::name : Sort::relevance;
            const Result<SearchPage> page = index->search(wanted);
            if (page) {
                EXPECT_GE(page->total, page->hits.size());
                EXPECT_LE(page->total, 90U);
            } else {
                expect_points_into(wanted.text, page.error());
            }
            EXPECT_LE(index->suggest(wanted.text, 5).size(), 5U);
            ASSERT_FALSE(HasFailure()) << testing::PrintToString(wanted.text);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, TextFuzz, testing::Range<std::uint64_t>(1, 4));

} // namespace
} // namespace colophon::search
