// SPDX-License-Identifier: Apache-2.0
#include "service/private_text.hpp"
#include "service/search_report.hpp"

#include <gtest/gtest.h>

namespace colophon::service {
namespace {

class SearchLogTest : public testing::Test {
protected:
    void ask(const std::string& words, std::uint64_t total = 0)
    {
        search::SearchQuery query;
        query.text = words;
        search::SearchPage page;
        page.total = total;
        log.note(query, page);
    }
    std::vector<std::string> shown()
    {
        std::vector<std::string> texts;
        for (const auto& row : log.report(1'000).empty)
            texts.push_back(row.text);
        return texts;
    }

    std::int64_t now = 1'700'000'000'000;
    SearchLog log{[this] { return now; }};
};

TEST_F(SearchLogTest, WhatWasStillBeingTypedIsNotCounted)
{
    for (int i = 0; i < 3; ++i) {
        for (const auto* typed : {"ㅊ", "추", "충", "충ㅈ", "충저", "충전", "충전ㅅ", "충전소"}) {
            ask(typed);
            now += 300;
        }
        ask("충전소 reservation", 1); // it went on, and found something
        now += 60'000;
        ask("주차장");
        now += 10'000;
        ask("주차장 없음", 0); // too late to be the same query
        now += 60'000;
    }
    EXPECT_EQ(shown(), (std::vector<std::string>{"주차장", "주차장 없음"}));
}

TEST_F(SearchLogTest, AQueryCountsOnceInAMinuteHoweverOftenItComes)
{
    for (int i = 0; i < 100; ++i)
        ask("충전소");
    now += 10'000;
    EXPECT_TRUE(shown().empty());
    // Asked again and again without a pause it is counted all the same.
    for (int i = 0; i < 200; ++i) {
        ask("주차장");
        now += 1'000;
    }
    EXPECT_EQ(shown(), std::vector<std::string>{"주차장"});
}

TEST_F(SearchLogTest, StaysBoundedAndKeepsWhatIsFrequentAmongNoise)
{
    FrequentTexts texts(100);
    for (int minute = 0; minute < 500; ++minute) {
        texts.add("충전소", "", minute);
        for (int i = 0; i < 20; ++i)
            texts.add("noise " + std::to_string(minute) + " " + std::to_string(i), "", minute);
    }
    EXPECT_EQ(texts.size(), 100);
    const auto rows = texts.rows(3, 10);
    ASSERT_EQ(rows.size(), 1); // noise was never certainly seen three times
    EXPECT_EQ(rows[0].text, "충전소");
    EXPECT_EQ(rows[0].count, 500);
}

TEST(PrivateText, TellsWhatNobodyElseShouldRead)
{
    for (const auto* text :
         {"hong@example.co.kr", "메일 hong.gildong+x@회사.kr", "010-1234-5678", "01012345678",
          "900101-1234567", "4111 1111 1111 1111", "주민 900101 1234567", "password=x", "비밀번호: 예약",
          "token : abc", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIi", "cln_0123456789abcdef", "AKIAIOSFODNN7EXAMPLE",
          "P@ssw0rd!2026", "550e8400-e29b-41d4-a716-446655440000", "d41d8cd98f00b204e9800998ecf8427e",
          "ghp_abcdefghijklmnopqrst"})
        EXPECT_TRUE(may_be_private(text)) << text;
    for (const auto* text : {"예약", "reservation_id", "dim_customer_2024q1_v3", "password reset", "token",
                             "usage>=100", "202601", "ops.reservation_daily_summary", "column:vehicle_id",
                             "@owner", "s3://bucket/path", "충전소 2호"})
        EXPECT_FALSE(may_be_private(text)) << text;
}

} // namespace
} // namespace colophon::service
