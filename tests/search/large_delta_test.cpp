// SPDX-License-Identifier: Apache-2.0
#include "search/engine.hpp"
#include "search/search_fixture.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace colophon::search {
namespace {

SearchDocument numbered(std::size_t number, const std::string& description)
{
    return data_set("urn:" + std::to_string(number), "예약_" + std::to_string(number % 97), {"trip_id"},
                    description);
}

/// Much more than one segment holds. Every tenth comes twice, the first time as something else.
std::vector<SearchDocument> many()
{
    constexpr std::size_t documents = 10'000;
    std::vector<SearchDocument> made;
    for (std::size_t i = 0; i < documents; ++i) {
        if (i % 10 == 0)
            made.push_back(numbered(documents - 1 - i, "outdated"));
        made.push_back(numbered(i, i % 2 == 0 ? "even" : "odd"));
    }
    for (std::size_t i = 0; i < documents; i += 10)
        made.push_back(numbered(i, "outdated"));
    for (std::size_t i = 0; i < documents; i += 10)
        made.push_back(numbered(i, "even"));
    return made;
}

TEST(LargeDelta, IsWhatItsDocumentsAreOneAfterTheOther)
{
    const std::vector<SearchDocument> all = many();
    const auto at_once = open_engine({});
    at_once->apply(delta(all));
    EXPECT_GT(at_once->status().segments, 1U) << "as several processors build them";
    const auto in_steps = open_engine({});
    for (std::size_t begin = 0; begin < all.size(); begin += 700) {
        const auto from = all.begin() + static_cast<std::ptrdiff_t>(begin);
        in_steps->apply(delta(
            {from, from + static_cast<std::ptrdiff_t>(std::min<std::size_t>(700, all.size() - begin))}));
    }
    EXPECT_TRUE(documents(*at_once) == documents(*in_steps));
    EXPECT_EQ(at_once->status().documents, 10'000U);
    for (const char* text : {"예약", "even", "odd", "outdated", "trip_id \"예약_96\""}) {
        const auto expected = in_steps->search(query(text)).value();
        const auto found = at_once->search(query(text)).value();
        EXPECT_EQ(found.total, expected.total) << text;
        EXPECT_EQ(urns(found), urns(expected)) << text;
    }
}

} // namespace
} // namespace colophon::search
