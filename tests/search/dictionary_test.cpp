// SPDX-License-Identifier: Apache-2.0
#include "search/segment/dictionary.hpp"
#include "search/segment/dictionary_writer.hpp"

#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>

namespace colophon::search {
namespace {

struct Place {
    std::uint32_t postings = 0;
    std::optional<std::uint32_t> positions;
};
using Terms = std::map<std::string, Place>; // char is compared as unsigned by std::string

/// Words that begin alike, of every length that an entry stores in its own way.
std::set<std::string> random_terms(std::mt19937_64& random, std::size_t count)
{
    static constexpr const char* pieces[] = {"a", "b", "예약", "차량", "\x01", "_id", "zz", "\xC3\xBC", "0"};
    std::set<std::string> terms;
    while (terms.size() < count) {
        std::string term;
        for (std::size_t i = 1 + random() % (random() % 8 == 0 ? 60 : 6); i > 0; --i)
            term += pieces[random() % std::size(pieces)];
        terms.insert(term.substr(0, longest_term));
    }
    for (const std::size_t length : {14, 15, 16, 17, 255, 256}) {
        terms.insert(std::string(length, 'q'));
        terms.insert(std::string(length - 1, 'q') + "r");
    }
    return terms;
}

/// Lists of terms are short, middling and long, and not every one has positions.
Terms random_places(std::mt19937_64& random, std::size_t count)
{
    Terms terms;
    Place next{0, 0};
    bool has_positions = false;
    for (const std::string& term : random_terms(random, count)) {
        if (random() % 40 == 0)
            has_positions = !has_positions;
        const bool has = has_positions && random() % 3 != 0;
        terms[term] = {next.postings, has ? next.positions : std::nullopt};
        static constexpr std::uint32_t lengths[] = {5, 5, 5, 5, 5, 5, 5, 5, 300, 70000};
        next.postings += lengths[random() % (random() % 9 == 0 ? std::size(lengths) : 8)];
        *next.positions += has ? lengths[random() % std::size(lengths)] : 0;
    }
    return terms;
}

SegmentArrays write(const Terms& terms)
{
    SegmentArrays arrays;
    DictionaryWriter out;
    std::vector<std::uint32_t> positions; // where each begins, or would
    for (auto term = terms.rbegin(); term != terms.rend(); ++term)
        positions.push_back(
            term->second.positions.value_or(positions.empty() ? 1U << 30U : positions.back()));
    std::reverse(positions.begin(), positions.end());
    std::size_t i = 0;
    for (const auto& [term, place] : terms)
        out.add(term, place.postings, positions[i++]);
    out.finish(1U << 30U, arrays);
    return arrays;
}

class DictionaryOfTerms : public testing::TestWithParam<std::size_t> {
protected:
    std::mt19937_64 random{GetParam()};
    Terms terms = GetParam() == 0 ? Terms() : random_places(random, GetParam());
    SegmentArrays arrays = write(terms);
    SegmentView view = view_of(arrays);
    Dictionary dictionary{view};
};

TEST_P(DictionaryOfTerms, GivesBackEveryTermInOrderAndOutOfIt)
{
    ASSERT_TRUE(Dictionary::is_consistent(view));
    ASSERT_EQ(dictionary.size(), terms.size());
    std::vector<std::string> texts;
    for (const auto& [term, place] : terms)
        texts.push_back(term);
    TermReader reader(dictionary);
    for (std::uint32_t term = 0; term < texts.size(); ++term)
        ASSERT_EQ(reader.at(term), texts[term]) << term;
    for (std::size_t i = 0; i < 3 * texts.size(); ++i) {
        const auto term = static_cast<std::uint32_t>(random() % texts.size());
        ASSERT_EQ(reader.at(term), texts[term]) << term;
    }
}

TEST_P(DictionaryOfTerms, KnowsWherePostingsAndPositionsBegin)
{
    std::uint32_t term = 0;
    for (const auto& [text, place] : terms) {
        ASSERT_EQ(dictionary.postings(term), place.postings) << text;
        ASSERT_EQ(dictionary.positions(term), place.positions) << text;
        ++term;
    }
}

TEST_P(DictionaryOfTerms, FindsTermsAndWhereOthersWouldStand)
{
    std::set<std::string> wanted = {"", "~", "\x7F", "예", "차량예약", std::string(300, 'q')};
    for (const auto& [text, place] : terms)
        wanted.insert({text, text + "0", text.substr(0, text.size() - 1), text.substr(0, 1)});
    const auto number = [this](Terms::const_iterator at) {
        return static_cast<std::uint32_t>(std::distance(terms.cbegin(), at));
    };
    std::vector<std::string> texts;
    for (const auto& [term, place] : terms)
        texts.push_back(term);
    for (const std::string& text : wanted) {
        const auto begin = std::ranges::lower_bound(texts, text) - texts.begin();
        ASSERT_EQ(dictionary.lower_bound(text), begin) << text;
        const auto found = terms.find(text);
        ASSERT_EQ(dictionary.find(text), found == terms.end() ? std::nullopt : std::optional(number(found)))
            << text;
        auto end = begin;
        while (end < std::ssize(texts) && texts[static_cast<std::size_t>(end)].starts_with(text))
            ++end;
        const NumberRange range = dictionary.with_prefix(text);
        ASSERT_EQ(range.begin, begin) << text;
        ASSERT_EQ(range.end, end) << text;
    }
}

TEST_P(DictionaryOfTerms, PassesOverWhatBeginsAlike)
{
    std::vector<std::string> texts;
    for (const auto& [term, place] : terms)
        texts.push_back(term);
    TermReader reader(dictionary);
    for (std::uint32_t term = 0; term < texts.size(); ++term)
        for (std::size_t bytes = 0; bytes <= texts[term].size(); bytes += 1 + bytes / 8) {
            const std::string beginning = texts[term].substr(0, bytes);
            const auto end = static_cast<std::uint32_t>(term + 1 + random() % (texts.size() - term));
            std::uint32_t expected = term + 1;
            while (expected < end && texts[expected].starts_with(beginning))
                ++expected;
            ASSERT_EQ(reader.first_without(beginning, {term + 1, end}), expected) << beginning;
        }
}

TEST_P(DictionaryOfTerms, ReadsNothingOutsideOfTheBlocksWhateverTheySay)
{
    // Read from vectors of just this size, which the sanitizer watches.
    for (int i = 0; i < 200; ++i) {
        SegmentArrays damaged = arrays;
        for (std::size_t changes = 1 + random() % (damaged.term_blocks.size() / 8); changes > 0; --changes)
            damaged.term_blocks[random() % damaged.term_blocks.size()] =
                random() % 2 == 0 ? std::uint8_t{255} : static_cast<std::uint8_t>(random());
        damaged.term_block_offsets[random() % damaged.term_block_offsets.size()] =
            static_cast<std::uint32_t>(random() % damaged.term_blocks.size());
        std::ranges::sort(damaged.term_block_offsets);
        const SegmentView seen = view_of(damaged);
        if (!Dictionary::is_consistent(seen))
            continue;
        const Dictionary damaged_dictionary(seen);
        TermReader reader(damaged_dictionary);
        for (std::uint32_t term = 0; term < damaged_dictionary.size(); ++term)
            ASSERT_LE(reader.at(term).size(), longest_term);
        for (const char* text : {"", "예약", "q", "\xFF"})
            ASSERT_LE(damaged_dictionary.with_prefix(text).end, damaged_dictionary.size());
    }
}

TEST_P(DictionaryOfTerms, IsNotBelievedWhereItsBlocksCannotBe)
{
    const auto refuses = [this](auto damage) {
        SegmentArrays damaged = arrays;
        damage(damaged);
        return !Dictionary::is_consistent(view_of(damaged));
    };
    EXPECT_TRUE(refuses([](SegmentArrays& a) { a.term_count.clear(); }));
    EXPECT_TRUE(refuses([](SegmentArrays& a) { a.term_count.front() += block_terms; }));
    EXPECT_TRUE(refuses([](SegmentArrays& a) { a.term_block_offsets.clear(); }));
    EXPECT_TRUE(refuses([](SegmentArrays& a) { a.term_block_offsets.back() += 1; }));
    EXPECT_TRUE(refuses([](SegmentArrays& a) { a.term_block_offsets.push_back(0); }));
    EXPECT_TRUE(refuses([](SegmentArrays& a) { a.term_blocks.pop_back(); }));
    EXPECT_TRUE(refuses([](SegmentArrays& a) { a.term_blocks.clear(); }));
}

INSTANTIATE_TEST_SUITE_P(Sizes, DictionaryOfTerms, testing::Values(0, 1, 3, 15, 31, 700));

} // namespace
} // namespace colophon::search
