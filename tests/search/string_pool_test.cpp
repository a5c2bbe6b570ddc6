// SPDX-License-Identifier: Apache-2.0
#include "search/random_bytes.hpp"
#include "search/segment/string_pool.hpp"

#include <gtest/gtest.h>
#include <map>
#include <vector>

namespace colophon::search {
namespace {

TEST(StringPool, NumbersByArrivalAndSortsByBytes)
{
    std::mt19937_64 random(1);
    StringPool pool;
    std::map<std::string, std::uint32_t> expected;
    std::vector<std::uint32_t> numbers;
    for (int round = 0; round < 300; ++round) {
        std::vector<std::string> texts;
        for (std::size_t left = random() % 9; left > 0; --left)
            texts.push_back(random_bytes(random));
        const std::vector<std::string_view> views(texts.begin(), texts.end());
        pool.intern(views, numbers);
        ASSERT_EQ(numbers.size(), texts.size());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const auto next = static_cast<std::uint32_t>(expected.size());
            EXPECT_EQ(numbers[i], expected.try_emplace(texts[i], next).first->second);
            EXPECT_EQ(pool[numbers[i]], texts[i]);
        }
    }
    std::vector<std::uint32_t> order;
    for (const auto& [text, number] : expected)
        order.push_back(number);
    EXPECT_EQ(pool.in_order(), order);
}

} // namespace
} // namespace colophon::search
