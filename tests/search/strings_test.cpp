// SPDX-License-Identifier: Apache-2.0
#include "search/segment/segment.hpp"
#include "search/segment/strings.hpp"
#include "search/segment/symbol_coder.hpp"

#include <gtest/gtest.h>
#include <random>

namespace colophon::search {
namespace {

/// Texts as catalogs have them, and some that are bytes in any order.
std::string random_text(std::mt19937_64& random)
{
    static constexpr const char* pieces[] = {
        "urn:li:dataset:(", "예약_", "차량의 예약을 기록한다", " id ", "vehicle", "\xC3\xBC", "_2024"};
    std::string text;
    for (std::size_t i = random() % 9; i > 0; --i)
        text += pieces[random() % std::size(pieces)];
    if (random() % 5 == 0)
        for (std::size_t i = random() % (random() % 50 == 0 ? 3000 : 12); i > 0; --i)
            text += static_cast<char>(random());
    return text;
}

class StringsOfPool : public testing::TestWithParam<std::size_t> {
protected:
    StringsOfPool()
    {
        for (std::size_t i = 0; i < GetParam(); ++i)
            pool.intern(random_text(random));
        pack_strings(pool, arrays, 10000);
    }
    std::mt19937_64 random{GetParam()};
    StringPool pool;
    SegmentArrays arrays;
};

TEST_P(StringsOfPool, GivesBackEveryOne)
{
    const SegmentView view = view_of(arrays);
    ASSERT_TRUE(Strings::is_consistent(view));
    const Strings strings(view);
    ASSERT_EQ(strings.size(), pool.size());
    std::string text = "what was there before";
    for (std::uint32_t id = 0; id < pool.size(); ++id) {
        strings.read(id, text);
        ASSERT_EQ(text, pool[id]) << id;
    }
    strings.read(pool.size(), text);
    EXPECT_EQ(text, "");
}

TEST_P(StringsOfPool, TakesLessThanTheTextsWhereTheyAreMany)
{
    if (arrays.symbol_bytes.empty())
        EXPECT_LT(pool.bytes(), 10000U);
    else
        EXPECT_LT(arrays.string_blocks.size(), pool.bytes() * 2 / 3);
}

TEST_P(StringsOfPool, ReadsNothingOutsideOfTheBlocksWhateverTheySay)
{
    // Read from vectors of just this size, which the sanitizer watches.
    for (int i = 0; i < 20; ++i) {
        SegmentArrays damaged = arrays;
        for (std::size_t changes = damaged.string_blocks.size() / 9; changes > 0; --changes)
            damaged.string_blocks[random() % damaged.string_blocks.size()] =
                random() % 2 == 0 ? std::uint8_t{255} : static_cast<std::uint8_t>(random());
        damaged.string_block_offsets[random() % damaged.string_block_offsets.size()] =
            static_cast<std::uint32_t>(random() % (damaged.string_blocks.size() + 1));
        std::ranges::sort(damaged.string_block_offsets);
        const SegmentView view = view_of(damaged);
        if (!Strings::is_consistent(view))
            continue;
        const Strings strings(view);
        std::string text;
        for (std::uint32_t id = 0; id < strings.size(); ++id) {
            strings.read(id, text);
            ASSERT_LE(text.size(), longest_symbol * damaged.string_blocks.size());
        }
    }
}

TEST_P(StringsOfPool, AreNotBelievedWhereBlocksOrSymbolsCannotBe)
{
    const auto refuses = [this](auto damage) {
        SegmentArrays damaged = arrays;
        damage(damaged);
        return !Strings::is_consistent(view_of(damaged));
    };
    EXPECT_TRUE(refuses([](SegmentArrays& a) { a.string_count.clear(); }));
    EXPECT_TRUE(refuses([](SegmentArrays& a) { a.string_count.front() += block_strings; }));
    EXPECT_TRUE(refuses([](SegmentArrays& a) { a.string_block_offsets.clear(); }));
    EXPECT_TRUE(refuses([](SegmentArrays& a) { a.string_block_offsets.back() += 1; }));
    EXPECT_TRUE(refuses([](SegmentArrays& a) { a.symbol_lengths.push_back(1); }));
    EXPECT_TRUE(refuses([](SegmentArrays& a) {
        a.symbol_bytes.assign(symbol_codes, 0);
        a.symbol_lengths.assign(symbol_codes, longest_symbol + 1);
    }));
}

INSTANTIATE_TEST_SUITE_P(Sizes, StringsOfPool, testing::Values(0, 1, 16, 17, 9000));

TEST(SymbolCoder, CodesWhatItsSampleDidNotHave)
{
    const std::string_view sample[] = {"예약 예약 예약", "abcabcabc"};
    const SymbolCoder coder(sample);
    const Symbols symbols{coder.bytes(), coder.lengths()};
    for (const std::string text : {"", "a", "ab", "예약", "차량", "abcabcabcabc", "\xFF\xFF", "예\xEC"}) {
        std::vector<std::uint8_t> codes;
        coder.append(text, codes);
        std::string decoded;
        symbols.decode(codes, decoded);
        EXPECT_EQ(decoded, text);
    }
}

} // namespace
} // namespace colophon::search
