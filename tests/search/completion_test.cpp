// SPDX-License-Identifier: Apache-2.0
#include "search/completion/completion_index.hpp"
#include "search/search_fixture.hpp"
#include "search/segment/impact.hpp"
#include "search/segment/segment_builder.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

namespace colophon::search {
namespace {

class Completion : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Completion, FindsTheHeaviestNamesThatReadingAllOfThemFinds)
{
    std::mt19937_64 random(GetParam());
    const auto below = [&random](std::size_t limit) { return random() % limit; };
    std::vector<SearchDocument> documents;
    for (int i = 0; i < 1500; ++i) {
        std::string name = below(4) == 0 ? "예약" : "r";
        for (int letter = 0; letter < 3; ++letter)
            name += static_cast<char>('a' + below(5));
        documents.push_back(data_set(std::to_string(10000 + i), name, {"c" + std::to_string(below(30))}));
        documents.back().usage = below(3) == 0 ? static_cast<std::uint32_t>(below(9)) : 0;
        documents.back().removed = below(20) == 0;
    }
    std::vector<const SearchDocument*> order;
    for (const SearchDocument& document : documents)
        order.push_back(&document);
    const std::shared_ptr<const Segment> segment = build_segment(order);
    const CompletionIndex index(*segment);
    for (const char* prefix : {"", "r", "ra", "rab", "예", "예약b", "c", "zz"}) {
        const NumberRange range = segment->terms_with_prefix(whole_name_mark + std::string(prefix));
        std::vector<std::uint32_t> all;
        for (std::uint32_t term = range.begin; term < range.end; ++term)
            if (index.weight(term) > 0)
                all.push_back(term);
        std::stable_sort(all.begin(), all.end(), [&index](std::uint32_t a, std::uint32_t b) {
            return index.weight(a) > index.weight(b);
        });
        for (const std::size_t count : {std::size_t{1}, std::size_t{7}, std::size_t{100}, all.size() + 5}) {
            const std::vector<std::uint32_t> expected(
                all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(count, all.size())));
            EXPECT_EQ(index.heaviest(range, count), expected) << prefix << " " << count;
        }
    }
}

TEST_P(Completion, WeighsNamesByThoseWhoHaveThemAndTheirUsage)
{
    SearchDocument used = data_set("a", "예약", {"예약"});
    used.usage = 7;
    SearchDocument gone = data_set("b", "예약");
    gone.removed = true;
    const SearchDocument other = data_set("c", "t", {"예약", "예_약"});
    const std::shared_ptr<const Segment> segment =
        build_segment(std::vector<const SearchDocument*>{&used, &gone, &other});
    const auto term = segment->find_term(whole_name_mark + std::string("예약"));
    ASSERT_TRUE(term.has_value());
    EXPECT_EQ(CompletionIndex(*segment).weight(*term), 1U + 2U + 7U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Completion, testing::Range<std::uint64_t>(1, 3));

} // namespace
} // namespace colophon::search
