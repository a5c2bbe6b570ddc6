// SPDX-License-Identifier: Apache-2.0
#include "core/fingerprint.hpp"
#include "core/json.hpp"
#include "ingest/exit_code.hpp"
#include "ingest/rest_pipeline_state.hpp"
#include "support/fake_connector.hpp"
#include "support/scripted_answers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string leased = R"({"lease":"비밀 l","seconds":45,"claims":7,"state":{"version":1}})";

struct StateServer : ScriptedAnswers {
    ScriptedAnswers heartbeat = {{answer(200, "{}")}};

    RestPipelineState state()
    {
        return {delivery(2), std::make_unique<RestDelivery>(heartbeat.transport(), 0), "차량 1", "host:7"};
    }
};

EntityGroup table_group(std::uint64_t number)
{
    const Proposal proposal = table_proposal(number);
    return {proposal.urn, {{{"status", R"({"removed":false})"}}}};
}

TEST(RestPipelineState, TakesTheLeaseAndCarriesItInEveryWrite)
{
    StateServer server{{{answer(200, leased), answer(200, "{}")}}};
    RestPipelineState state = server.state();
    EXPECT_EQ(state.lease(), "");
    const PipelineMemory memory = state.begin("run-1");
    EXPECT_EQ(memory.claims, 7U);
    EXPECT_EQ(memory.state_json, R"({"version":1})");
    EXPECT_EQ(state.lease(), "비밀 l");
    EXPECT_EQ(state.interval(), std::chrono::seconds(15));
    EXPECT_EQ(server.calls[0].target, "/api/v1/pipelines/%EC%B0%A8%EB%9F%89%201/lease");
    EXPECT_EQ(json::parse(server.calls[0].body), (json{{"run", "run-1"}, {"holder", "host:7"}}));

    const ClaimedEntity claim{table_proposal(1).urn, Urn::container("aa"), "1/2/3"};
    state.claim(std::array{claim, ClaimedEntity{table_proposal(2).urn, {}, ""}});
    EXPECT_EQ(server.calls[1].target,
              "/api/v1/pipelines/%EC%B0%A8%EB%9F%89%201/claims?lease=%EB%B9%84%EB%B0%80%20l");
    const json claims = json::parse(server.calls[1].body)["claims"];
    EXPECT_EQ(claims[0],
              (json{{"urn", claim.urn.str()}, {"container", "urn:li:container:aa"}, {"stable_id", "1/2/3"}}));
    EXPECT_TRUE(claims[1]["container"].is_null());
}

TEST(RestPipelineState, SaysWhoHoldsTheLeaseAndSinceWhen)
{
    StateServer server{{{answer(409, R"({"detail":"held","holder":"다른호스트:9","run":"run-0",
                                         "since":"2026-01-01T00:00:00Z"})")}}};
    RestPipelineState state = server.state();
    try {
        state.begin("run-1");
        FAIL() << "took a lease that another run holds";
    } catch (const LeaseHeld& held) {
        EXPECT_EQ(exit_code(held), exit_lease_held);
        EXPECT_THAT(held.what(), HasSubstr("run-0 of 다른호스트:9, since 2026-01-01T00:00:00Z"));
    }
}

TEST(RestPipelineState, TellsWhenTheLeaseIsLost)
{
    StateServer server{{{answer(200, leased), answer(409, R"({"lost":true})")}}};
    server.heartbeat.answers = {answer(409, R"({"lost":true})")};
    RestPipelineState state = server.state();
    state.begin("run-1");
    EXPECT_THROW(state.keep_alive(), LeaseLost);
    EXPECT_THROW(state.remove(std::array{table_proposal(1).urn}), LeaseLost);
    try {
        state.claim(std::array{ClaimedEntity{table_proposal(1).urn, {}, ""}});
        FAIL() << "claimed without a lease";
    } catch (const LeaseLost& lost) {
        EXPECT_EQ(exit_code(lost), exit_try_again);
    }
}

TEST(RestPipelineState, KnowsNothingOfAPipelineThatNeverRan)
{
    StateServer server{{{answer(404, R"({"detail":"unknown"})")}}};
    RestPipelineState state = server.state();
    EXPECT_EQ(state.look().claims, 0U);
    EXPECT_EQ(state.look().state_json, "");
    EXPECT_EQ(server.calls[0].method, http::Method::get);
    // A lease that is not found is another matter: the server is none of ours.
    EXPECT_THROW(state.begin("run-1"), Error);
}

TEST(RestPipelineState, SendsFingerprintsAndReadsWhatTheServerLacks)
{
    StateServer server{{{answer(200, R"({"position":3,"lacking":[{"index":1,"claimed":true,"exists":true,
        "equal":false,"current":{"status":{"json":{"removed": true},"actor":"urn:li:corpuser:김",
        "run":"r0","pipeline":"p0"}}}]})")}}};
    RestPipelineState state = server.state();
    const std::vector groups{table_group(1), table_group(2)};
    const auto lacking = state.compare(groups);
    const json body = json::parse(server.calls[0].body);
    ASSERT_EQ(body["entities"].size(), 2U);
    EXPECT_EQ(body["entities"][0],
              (json{{"urn", groups[0].urn.str()},
                    {"aspects", {"status"}},
                    {"fingerprint", fingerprint(std::array{groups[0].writes[0].aspect})}}));
    EXPECT_THAT(server.calls[0].body, testing::Not(HasSubstr("removed")));
    ASSERT_EQ(lacking.size(), 1U);
    EXPECT_EQ(lacking[0].index, 1U);
    EXPECT_TRUE(lacking[0].claimed);
    EXPECT_EQ(lacking[0].current.at("status").json, R"({"removed":true})");
    EXPECT_EQ(lacking[0].current.at("status").actor, "urn:li:corpuser:김");
}

TEST(RestPipelineState, ComparesInAsManyRequestsAsTheServerTakes)
{
    StateServer server{
        {{answer(200, R"({"lacking":[]})"), answer(200, R"({"lacking":[{"index":0,"exists":false}]})")}}};
    RestPipelineState state = server.state();
    std::vector<EntityGroup> groups;
    for (std::uint64_t i = 0; i <= RestPipelineState::most_compared; ++i)
        groups.push_back(table_group(i));
    const auto lacking = state.compare(groups);
    EXPECT_EQ(server.calls.size(), 2U);
    ASSERT_EQ(lacking.size(), 1U);
    EXPECT_EQ(lacking[0].index, RestPipelineState::most_compared);
}

TEST(RestPipelineState, PagesClaims)
{
    StateServer server{{{answer(200, R"({"claims":[{"urn":"urn:li:tag:가","container":null,"stable_id":"7"},
        {"urn":"urn:li:tag:나","container":"urn:li:container:x","stable_id":""}],"next":null})")}}};
    RestPipelineState state = server.state();
    const auto claims = state.claims_after("urn:li:tag:ㄱ", 50);
    EXPECT_EQ(server.calls[0].target,
              "/api/v1/pipelines/%EC%B0%A8%EB%9F%89%201/claims?after=urn%3Ali%3Atag%3A%E3%84%B1&limit=50");
    ASSERT_EQ(claims.size(), 2U);
    EXPECT_EQ(claims[0].stable_id, "7");
    EXPECT_FALSE(claims[0].container);
    EXPECT_EQ(claims[1].container, Urn::container("x"));
}

TEST(RestPipelineState, TellsWhatCameAlongWithARename)
{
    StateServer server{{{answer(200, R"({"position":4,"renames":[{"from":"urn:li:tag:가","to":"urn:li:tag:나",
                                         "moved":["globalTags"]}]})")}}};
    RestPipelineState state = server.state();
    std::vector<RenamedEntity> renames{{*Urn::parse("urn:li:tag:가"), *Urn::parse("urn:li:tag:나")}};
    state.rename(renames);
    EXPECT_THAT(renames[0].moved, ElementsAre("globalTags"));
}

TEST(RestPipelineState, TakesAConclusionWhoseAnswerWasLostForMade)
{
    StateServer server{{{answer(200, leased), no_answer, answer(409, R"({"lost":true})"),
                         answer(200, R"({"run_id":"run-1","report":{"outcome":"ok"}})")}}};
    RestPipelineState state = server.state();
    state.begin("run-1");
    state.conclude(R"({"outcome":"ok"})", R"({"version":1})");
    EXPECT_EQ(json::parse(server.calls[1].body),
              (json{{"report", {{"outcome", "ok"}}}, {"state", {{"version", 1}}}}));
    EXPECT_EQ(server.calls.back().target, "/api/v1/runs/run-1?pipeline=%EC%B0%A8%EB%9F%89%201");
    EXPECT_EQ(state.lease(), "");

    StateServer other{{{answer(200, leased), answer(409, R"({"lost":true})"), answer(404)}}};
    RestPipelineState robbed = other.state();
    robbed.begin("run-1");
    EXPECT_THROW(robbed.conclude("{}", {}), LeaseLost);
}

TEST(RestPipelineState, GivesTheLeaseBackOnceAndNeverThrows)
{
    StateServer server{{{answer(200, leased)}}};
    server.heartbeat.answers = {no_answer};
    RestPipelineState state = server.state();
    state.abandon();
    EXPECT_THAT(server.heartbeat.calls, IsEmpty());
    state.begin("run-1");
    state.abandon();
    state.abandon();
    ASSERT_EQ(server.heartbeat.calls.size(), 1U);
    EXPECT_EQ(server.heartbeat.calls[0].method, http::Method::delete_);
}

TEST(RestPipelineState, TrustsNoAnswerThatIsNotOne)
{
    for (const std::string body :
         {"", "예약", "[]", R"({"lacking":7})", R"({"lacking":[7]})", R"({"lacking":[{"index":2}]})",
          R"({"lacking":[{"index":0,"current":{"status":7}}]})"}) {
        StateServer server{{{answer(200, body)}}};
        RestPipelineState state = server.state();
        const std::vector groups{table_group(1), table_group(2)};
        EXPECT_THROW(state.compare(groups), Error) << body;
    }
    for (const std::string body : {"{}", R"({"lease":"","seconds":45})", R"({"lease":"l"})"}) {
        StateServer server{{{answer(200, body)}}};
        RestPipelineState state = server.state();
        EXPECT_THROW(state.begin("r"), Error) << body;
    }
    for (const std::string body : {"{}", R"({"claims":[{"urn":"no urn"}]})", R"({"claims":[[]]})"}) {
        StateServer server{{{answer(200, body)}}};
        RestPipelineState state = server.state();
        EXPECT_THROW(state.claims_after("", 1), Error) << body;
    }
}

} // namespace
} // namespace colophon::ingest
