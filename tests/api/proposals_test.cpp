// SPDX-License-Identifier: Apache-2.0
#include "api/api_fixture.hpp"

#include <gtest/gtest.h>

namespace colophon::api {
namespace {

using nlohmann::json;

const std::string reservation =
    "urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops.reservation,PROD)";

class ProposalsTest : public testing::Test, protected ApiFixture {
protected:
    static std::string good(int number)
    {
        return proposal_text("urn:li:tag:태그" + std::to_string(number), "tagProperties",
                             R"({"name":"태그"})");
    }
    http::Response stream(std::deque<std::string> pieces, bool breaks_off = false)
    {
        ScriptedStream body(std::move(pieces), breaks_off);
        return send({.method = http::Method::post, .target = "/api/v1/proposals", .stream = &body});
    }
};

TEST_F(ProposalsTest, EveryRecordGetsAnOutcomeAndTheGoodOnesStand)
{
    const auto response =
        post("[" + good(1) + "," + proposal_text("urn:li:tag:x", "tagPropertie", "{}") + "," +
             proposal_text(reservation, "schemaMetadata", R"({"schemaName":7})") + "," + good(1) + "]");
    EXPECT_EQ(response.status, 200);
    const auto outcome = json::parse(response.body);
    EXPECT_EQ(outcome["accepted"], 2);
    EXPECT_EQ(outcome["unchanged"], 1);
    ASSERT_EQ(outcome["rejected"].size(), 2);
    EXPECT_EQ(outcome["rejected"][0]["index"], 1);
    EXPECT_NE(outcome["rejected"][0]["detail"].get<std::string>().find("tagProperties"), std::string::npos);
    EXPECT_EQ(outcome["rejected"][1]["index"], 2);
    EXPECT_EQ(outcome["rejected"][1]["urn"], reservation);
    EXPECT_NE(outcome["rejected"][1]["path"].get<std::string>().find("aspect"), std::string::npos);
    EXPECT_EQ(outcome["position"], catalog->position());
}

TEST_F(ProposalsTest, AllRefusedIs422AndNothingIsStored)
{
    const auto response = post("[" + proposal_text("urn:li:nonsense:a", "status", "{}") + "]");
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(catalog->position(), 0);
}

TEST_F(ProposalsTest, NothingToRefuseIs200)
{
    EXPECT_EQ(post("[]").status, 200);
    EXPECT_EQ(json::parse(post("[]").body)["accepted"], 0);
}

TEST_F(ProposalsTest, AtomicStoresAllOrNothing)
{
    const auto refused =
        post("[" + good(1) + "," + proposal_text("urn:li:tag:x", "nope", "{}") + "]", "?atomic=true");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(catalog->position(), 0);
    EXPECT_EQ(json::parse(refused.body)["rejected"].size(), 1);
    EXPECT_EQ(post("[" + good(1) + "," + good(2) + "]", "?atomic=true").status, 200);
    EXPECT_TRUE(catalog->find(*Urn::parse("urn:li:tag:태그2"), {}));
}

TEST_F(ProposalsTest, AtomicBodiesOver8MiBAreTooLarge)
{
    const std::string blanks(std::size_t{9} << 20, ' ');
    EXPECT_EQ(post("[" + blanks + "]", "?atomic=true").status, 413);
}

TEST_F(ProposalsTest, WhatCannotBeParsedIs400)
{
    const std::string deep(100'000, '[');
    for (const auto& body : {std::string("["), std::string("{}"), std::string("\xff\xfe"), deep,
                             std::string(), deep + std::string(100'000, ']'), "[" + good(1).substr(0, 40)}) {
        const auto response = post(body);
        EXPECT_EQ(response.status, 400) << body.substr(0, 50);
        EXPECT_EQ(response.content_type, "application/problem+json");
    }
    EXPECT_EQ(catalog->position(), 0);
}

TEST_F(ProposalsTest, AStreamIsReadLineByLineWhereverItIsCut)
{
    const auto text = good(1) + "\r\n\n" + good(2) + "\n" + good(3);
    std::deque<std::string> bytes;
    for (const char byte : text)
        bytes.emplace_back(1, byte);
    const auto outcome = json::parse(stream(bytes).body);
    EXPECT_EQ(outcome["accepted"], 3);
    EXPECT_TRUE(outcome["rejected"].empty());
}

TEST_F(ProposalsTest, ALineThatCannotBeParsedIsOneRefusedRecord)
{
    const auto response = stream({good(1) + "\n{oops\n" + good(2) + "\n"});
    EXPECT_EQ(response.status, 200);
    const auto outcome = json::parse(response.body);
    EXPECT_EQ(outcome["accepted"], 2);
    ASSERT_EQ(outcome["rejected"].size(), 1);
    EXPECT_EQ(outcome["rejected"][0]["index"], 1);
}

TEST_F(ProposalsTest, WhatCameBeforeATruncatedEndStandsAndIsCounted)
{
    const auto response = stream({good(1) + "\n" + good(2).substr(0, 30)}, true);
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(json::parse(response.body)["accepted"], 1);
    EXPECT_TRUE(catalog->find(*Urn::parse("urn:li:tag:태그1"), {}));
}

TEST_F(ProposalsTest, AnOverlongLineEndsTheStream)
{
    const auto response =
        stream({good(1) + "\n", std::string((std::size_t{16} << 20) + 1, 'x'), good(2) + "\n"});
    EXPECT_EQ(response.status, 413);
    EXPECT_EQ(json::parse(response.body)["accepted"], 1);
    const auto whole = stream({std::string((std::size_t{16} << 20) + 1, 'x') + "\n" + good(2) + "\n"});
    EXPECT_EQ(whole.status, 413) << "wherever its end stands";
}

TEST_F(ProposalsTest, ManyRecordsKeepTheirIndexes)
{
    std::string text;
    for (int i = 0; i < 3'000; ++i)
        text += (i % 1'000 == 999 ? std::string("nonsense") : good(i)) + "\n";
    const auto outcome = json::parse(stream({text}).body);
    EXPECT_EQ(outcome["accepted"], 2'997);
    ASSERT_EQ(outcome["rejected"].size(), 3);
    EXPECT_EQ(outcome["rejected"][2]["index"], 2'999);
}

} // namespace
} // namespace colophon::api
