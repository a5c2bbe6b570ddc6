// SPDX-License-Identifier: Apache-2.0
#include "api/api_fixture.hpp"

#include <gtest/gtest.h>

namespace colophon::api {
namespace {

class SearchReportApiTest : public testing::Test, protected ApiFixture {
protected:
    void search(const std::string& words, const std::string& more = {})
    {
        get("/api/v1/search?q=" + http::percent_encode(words) + more);
    }
    /// In as many different minutes.
    void search_often(int times, const std::string& words, const std::string& more = {})
    {
        for (int i = 0; i < times; ++i) {
            search(words, more);
            now += 60'000;
        }
    }
};

TEST_F(SearchReportApiTest, ShowsWhatIsOftenLookedForInVain)
{
    write_table("ops.reservation", "");
    search_often(3, "충전소");
    search_often(4, "  Ｐａｒｋｉｎｇ   lot");
    search_often(2, "드문말");
    search_often(3, "reservation");
    search_often(3, "reservation 충전");
    const auto report = get("/api/v1/search/report");
    ASSERT_EQ(report["empty"].size(), 2) << report;
    EXPECT_EQ(report["empty"][0]["text"], "parking lot");
    EXPECT_EQ(report["empty"][0]["count"], 4);
    EXPECT_EQ(report["empty"][1]["text"], "충전소");
    ASSERT_EQ(report["relaxed"].size(), 1) << report;
    EXPECT_EQ(report["relaxed"][0]["text"], "reservation 충전");
    EXPECT_EQ(report["relaxed"][0]["relaxed"], "all_but_one");
    EXPECT_EQ(report["least"], 3);
    EXPECT_TRUE(report["since"].get<std::string>().starts_with("2023-11-14T"));
    EXPECT_EQ(get("/api/v1/search/report?limit=1")["empty"].size(), 1);
    EXPECT_EQ(send({.target = "/api/v1/search/report", .token = token_with("read")}).status, 403);
}

TEST_F(SearchReportApiTest, KeepsNothingThatMayBePrivate)
{
    search_often(3, "hong.gildong@example.com");
    search_often(3, "010-1234-5678");
    search_often(3, "password=예약");
    EXPECT_TRUE(get("/api/v1/search/report")["empty"].empty());
}

TEST_F(SearchReportApiTest, CountsOnlyWholeSearchesOfEverything)
{
    search_often(3, "충전소", "&platform=mysql");
    search_often(3, "충전소", "&usage_from=1");
    search_often(3, "충전소", "&type=column");
    EXPECT_TRUE(get("/api/v1/search/report")["empty"].empty());
}

} // namespace
} // namespace colophon::api
