// SPDX-License-Identifier: Apache-2.0
#include "search/analysis/fold.hpp"
#include "search/fuzzy/similar_words.hpp"
#include "search/search_fixture.hpp"
#include "search/segment/segment_builder.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>

namespace colophon::search {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The definition, word for word.
unsigned errors_by_definition(const Letters& a, std::size_t i, const Letters& b, std::size_t j, unsigned left)
{
    if (i == a.size() && j == b.size())
        return 0;
    if (left == 0)
        return a.substr(i) == b.substr(j) ? 0 : 100;
    unsigned best = 100;
    const auto take = [&](std::size_t from_a, std::size_t from_b, unsigned cost) {
        best = std::min(best, cost + errors_by_definition(a, i + from_a, b, j + from_b, left - cost));
    };
    if (i < a.size() && j < b.size())
        take(1, 1, a[i] == b[j] ? 0 : 1);
    if (i < a.size())
        take(1, 0, 1);
    if (j < b.size())
        take(0, 1, 1);
    if (i + 1 < a.size() && j + 1 < b.size() && a[i] == b[j + 1] && a[i + 1] == b[j])
        take(2, 2, 1);
    return best;
}

unsigned errors_by_definition(const std::string& a, const std::string& b)
{
    return errors_by_definition(letters_of(a), 0, letters_of(b), 0, 3);
}

Snapshot snapshot_of(const std::vector<std::string>& words)
{
    Snapshot snapshot;
    std::vector<SearchDocument> documents;
    for (std::size_t i = 0; i < words.size(); ++i) {
        SearchDocument document;
        document.urn = std::to_string(1000000 + i);
        document.description = words[i];
        documents.push_back(document);
    }
    std::vector<const SearchDocument*> order;
    for (const SearchDocument& document : documents)
        order.push_back(&document);
    Part part;
    part.segment = build_segment(order);
    part.living = part.segment->documents();
    part.dead = std::make_shared<const DeadDocuments>((part.living + 63) / 64);
    snapshot.parts.push_back(std::move(part));
    return snapshot;
}

/// Of two words of as many syllables.
unsigned differing_in_place(const std::string& a, const std::string& b)
{
    unsigned different = 0;
    for (std::size_t at = 0; at < a.size(); at += syllable_bytes) {
        std::int32_t left = 0, right = 0;
        read_utf8(std::string_view(a).substr(at), left);
        read_utf8(std::string_view(b).substr(at), right);
        const auto x = jamo_of(static_cast<char32_t>(left));
        const auto y = jamo_of(static_cast<char32_t>(right));
        for (std::size_t i = 0; i < x.size(); ++i)
            different += x[i] != y[i] ? 1U : 0U;
    }
    return different;
}

/// Every word of so many bytes whose neighbouring syllables are grams of the segment.
std::vector<std::string> chains_of(const Segment& segment, std::size_t bytes)
{
    std::map<std::string, std::set<std::string>> next; // by first syllable
    for (std::uint32_t term = 0; term < segment.terms(); ++term)
        if (const std::string text(segment.term(term)); text.size() == 2 * syllable_bytes)
            next[text.substr(0, syllable_bytes)].insert(text.substr(syllable_bytes));
    std::vector<std::string> chains;
    for (const auto& [first, seconds] : next)
        chains.push_back(first);
    for (std::size_t length = syllable_bytes; length < bytes; length += syllable_bytes) {
        std::vector<std::string> longer;
        for (const std::string& chain : chains)
            for (const std::string& second : next[chain.substr(chain.size() - syllable_bytes)])
                longer.push_back(chain + second);
        chains = std::move(longer);
    }
    return chains;
}

std::vector<std::string> texts(const std::vector<SimilarWord>& words)
{
    std::vector<std::string> texts;
    for (const SimilarWord& word : words)
        texts.push_back(word.text);
    return texts;
}

class RandomWords {
public:
    explicit RandomWords(std::uint64_t seed) : random_(seed) {}

    std::size_t below(std::size_t limit) { return random_() % limit; }

    /// Of few letters, so that many words are alike.
    std::string word(std::size_t shortest, std::size_t longest)
    {
        static constexpr const char* letters[] = {"a", "b", "c", "o", "ж", "ش"};
        std::string made;
        for (std::size_t i = shortest + below(longest - shortest + 1); i > 0; --i)
            made += letters[below(100) < 90 ? below(4) : 4 + below(2)];
        return made;
    }

    std::string hangul(std::size_t syllables)
    {
        static constexpr const char* texts[] = {"예", "애", "약", "얀", "량", "란",
                                                "차", "자", "전", "존", "소", "하"};
        std::string made;
        for (; syllables > 0; --syllables)
            made += texts[below(std::size(texts))];
        return made;
    }

private:
    std::mt19937_64 random_;
};

TEST(Fuzzy, CountsErrorsAsTheDefinitionDoes)
{
    EXPECT_EQ(count_errors(letters_of("예약"), letters_of("애약")), 1U);
    EXPECT_EQ(count_errors(letters_of("예약"), letters_of("예얀")), 1U);
    EXPECT_EQ(count_errors(letters_of("할인"), letters_of("하린")), 1U);
    EXPECT_EQ(count_errors(letters_of("ca"), letters_of("abc")), 3U) << "no letter is touched twice";
    RandomWords random(1);
    for (int i = 0; i < 3000; ++i) {
        const bool hangul = random.below(3) == 0;
        const std::string a = hangul ? random.hangul(1 + random.below(2)) : random.word(0, 6);
        const std::string b = hangul ? random.hangul(1 + random.below(2)) : random.word(0, 6);
        const unsigned expected = errors_by_definition(a, b);
        const unsigned counted = count_errors(letters_of(a), letters_of(b));
        if (expected <= 3) {
            EXPECT_EQ(counted, expected) << a << " " << b;
        } else {
            EXPECT_GT(counted, 3U) << a << " " << b;
        }
    }
}

TEST(Fuzzy, AllowsErrorsByLength)
{
    EXPECT_EQ(allowed_errors(3), 0U);
    EXPECT_EQ(allowed_errors(4), 1U);
    EXPECT_EQ(allowed_errors(7), 1U);
    EXPECT_EQ(allowed_errors(8), 2U);
    EXPECT_EQ(letters_of("예약").size(), 5U);
    EXPECT_EQ(letters_of("충전소").size(), 8U);
}

class FuzzyOracle : public testing::TestWithParam<std::uint64_t> {};

TEST_P(FuzzyOracle, FindsTheTermsThatReadingAllOfThemFinds)
{
    RandomWords random(GetParam());
    std::vector<std::string> words;
    for (int i = 0; i < 6000; ++i)
        words.push_back(random.word(1, 12));
    for (int i = 0; i < 200; ++i)
        words.push_back(random.word(1, 6) + "_2" + random.word(1, 6) + " 예약" + random.hangul(1));
    const Snapshot snapshot = snapshot_of(words);
    const Segment& segment = *snapshot.parts.front().segment;
    ASSERT_GT(segment.terms(), 4000U) << "fewer are scanned without an index";
    std::size_t found = 0;
    for (int i = 0; i < 40; ++i) {
        const std::string word = random.word(4, 12);
        const Letters letters = letters_of(word);
        for (const unsigned errors : {1U, 2U}) {
            std::map<std::string, unsigned> expected;
            for (std::uint32_t term = 0; term < segment.terms(); ++term) {
                const Letters other = letters_of(segment.term(term));
                if (other.size() + errors >= letters.size() && letters.size() + errors >= other.size() &&
                    std::all_of(other.begin(), other.end(), is_alphabetic))
                    if (const unsigned counted = count_errors(letters, other); counted <= errors)
                        expected[std::string(segment.term(term))] = counted;
            }
            std::map<std::string, unsigned> visited;
            std::size_t budget = 1000000;
            visit_similar_terms(segment, letters, errors, budget, [&](std::uint32_t term, unsigned counted) {
                const auto [place, is_new] = visited.try_emplace(std::string(segment.term(term)), counted);
                place->second = std::min(place->second, counted);
            });
            EXPECT_EQ(visited, expected) << word << " " << errors;
            found += visited.size();
        }
    }
    EXPECT_GT(found, 300U);
}

TEST_P(FuzzyOracle, FindsTheHangulWordsThatAllChainsOfGramsHold)
{
    RandomWords random(GetParam());
    std::vector<std::string> words;
    for (int i = 0; i < 60; ++i)
        words.push_back(random.hangul(2 + random.below(3)));
    const Snapshot snapshot = snapshot_of(words);
    const Segment& segment = *snapshot.parts.front().segment;
    std::map<std::size_t, std::vector<std::string>> chains; // by their bytes
    for (std::size_t syllables = 2; syllables <= 4; ++syllables)
        chains[syllables * syllable_bytes] = chains_of(segment, syllables * syllable_bytes);
    std::size_t found = 0;
    for (int i = 0; i < 60; ++i) {
        const std::string word = random.hangul(2 + random.below(3));
        const Letters letters = letters_of(word);
        std::set<std::string> expected;
        for (const std::string& chain : chains[word.size()]) {
            const unsigned different = differing_in_place(word, chain);
            const unsigned counted = count_errors(letters, letters_of(chain));
            if (chain != word && different <= 2 && counted <= allowed_errors(letters.size()))
                expected.insert(chain);
        }
        const std::vector<SimilarWord> similar = similar_words(snapshot, word, 10000);
        const std::vector<std::string> found_texts = texts(similar);
        EXPECT_EQ(std::set(found_texts.begin(), found_texts.end()), expected) << word;
        found += expected.size();
    }
    EXPECT_GT(found, 100U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, FuzzyOracle, testing::Range<std::uint64_t>(1, 4));

TEST(Fuzzy, RanksByErrorsThenByDocumentsThenByBytes)
{
    const Snapshot snapshot = snapshot_of({"reservation reservations", "reservation", "reservatior",
                                           "preservation", "예약 차량", "예약", "예역"});
    EXPECT_THAT(texts(similar_words(snapshot, "reservatoin")),
                ElementsAre("reservation", "preservation", "reservations", "reservatior"));
    EXPECT_THAT(texts(similar_words(snapshot, "reservatio")),
                ElementsAre("reservation", "reservatior", "preservation", "reservations"));
    EXPECT_THAT(texts(similar_words(snapshot, "reservatio", 1)), ElementsAre("reservation"));
    EXPECT_THAT(texts(similar_words(snapshot, "애약")), ElementsAre("예약"));
    EXPECT_THAT(texts(similar_words(snapshot, "예약")), ElementsAre("예역")) << "not the word itself";
}

TEST(Fuzzy, MendsTheSyllableThatSpoilsTwoGrams)
{
    const Snapshot snapshot = snapshot_of({"충전소 목록", "차량충전"});
    EXPECT_THAT(texts(similar_words(snapshot, "충존소")), ElementsAre("충전소"));
    EXPECT_THAT(texts(similar_words(snapshot, "층전소")), ElementsAre("충전소"));
    EXPECT_THAT(texts(similar_words(snapshot, "충전서")), ElementsAre("충전소"));
    EXPECT_THAT(texts(similar_words(snapshot, "충전소")), IsEmpty());
}

TEST(Fuzzy, CorrectsLettersOnly)
{
    const Snapshot snapshot = snapshot_of({"2024", "order2 orders", "予約番号", "abc", "예"});
    for (const char* word : {"2025", "20244", "予約番", "abd", "얘", "order9", "", "€"})
        EXPECT_THAT(similar_words(snapshot, word), IsEmpty()) << word;
    EXPECT_THAT(texts(similar_words(snapshot, "ordera")), ElementsAre("order", "orders"))
        << "a digit is no wrong letter";
}

} // namespace
} // namespace colophon::search
