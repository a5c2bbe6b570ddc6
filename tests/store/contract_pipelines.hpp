// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store_contract.hpp"

namespace colophon::store::test {

inline Claim claim(std::string_view name, std::string stable_id = "")
{
    return {table(name), std::nullopt, std::move(stable_id)};
}

inline PipelineChange taking(std::string pipeline, std::string run, std::vector<Claim> claims)
{
    PipelineChange change{std::move(pipeline), std::move(run)};
    change.taken = std::move(claims);
    return change;
}

inline PipelineChange releasing(std::string pipeline, std::string run, std::vector<Urn> urns)
{
    PipelineChange change{std::move(pipeline), std::move(run)};
    change.released = std::move(urns);
    return change;
}

inline PipelineChange undoing(std::string pipeline, std::string run)
{
    PipelineChange change{std::move(pipeline), std::move(run)};
    change.undo = true;
    return change;
}

inline Batch bookkeeping(std::vector<PipelineChange> pipelines, std::int64_t now_ms = start_ms)
{
    Batch made = batch({}, now_ms);
    made.pipelines = std::move(pipelines);
    return made;
}

/// The names of the tables that the pipeline claims, by URN.
inline std::vector<std::string> claimed(const CatalogStore& store, const std::string& pipeline)
{
    std::vector<std::string> names;
    for (const Claim& claim : store.claims(pipeline, "", 1000))
        names.push_back(claim.urn.members().at(1));
    const auto record = store.pipeline(pipeline);
    EXPECT_EQ(record ? record->claims : 0, names.size());
    return names;
}

template <class Kind> class CatalogStorePipelines : public CatalogStoreTest<Kind> {
};
TYPED_TEST_SUITE_P(CatalogStorePipelines);

TYPED_TEST_P(CatalogStorePipelines, KnowsNothingOfAPipelineThatNobodyNamed)
{
    auto& store = this->store();
    EXPECT_FALSE(store.pipeline("없음"));
    EXPECT_TRUE(store.pipelines().empty());
    EXPECT_TRUE(store.claims("없음", "", 10).empty());
    EXPECT_THAT(store.claimants(std::vector{table("a"), table("b")}),
                ElementsAre(ElementsAre(), ElementsAre()));
    EXPECT_FALSE(store.run("없음", ""));
    EXPECT_TRUE(store.run_changes("없음", "", 0, 10).empty());
}

TYPED_TEST_P(CatalogStorePipelines, KeepsClaimsWithTheirContainerAndStableId)
{
    auto& store = this->store();
    const Claim in_schema{table("예약"), Urn::container("통"), "16384/pg_class/7"};
    apply(store, bookkeeping({taking("매일 수집", "r1", {in_schema, claim("차량")})}));
    auto& again = this->reopen(0);
    EXPECT_THAT(again.claims("매일 수집", "", 10), ElementsAre(in_schema, claim("차량")));
    EXPECT_EQ(again.pipeline("매일 수집")->claims, 2u);
    EXPECT_EQ(again.pipelines().at(0).name, "매일 수집");
}

TYPED_TEST_P(CatalogStorePipelines, MakesNoEntityOfAClaim)
{
    auto& store = this->store();
    apply(store, bookkeeping({taking("p", "r", {{table("예약"), table("통"), ""}})}));
    EXPECT_FALSE(store.read(table("예약"), {}));
    EXPECT_FALSE(store.read(table("통"), {}));
    EXPECT_EQ(store.status().entities, 0u);
    EXPECT_EQ(store.scan([](const StoredEntity&) { return true; }), 0u);
    EXPECT_TRUE(apply(store, {create_entity(table("예약"), "status", "1")}).changes[0].new_entity);
    apply(store, {hard_removal(table("예약"))});
    EXPECT_THAT(claimed(store, "p"), ElementsAre("예약")) << "the pipeline answers for it still";
}

TYPED_TEST_P(CatalogStorePipelines, MakesNoPositionOfBookkeeping)
{
    auto& store = this->store();
    apply(store, {upsert(table("a"), "status", "1")});
    const auto outcome = apply(store, bookkeeping({taking("p", "r", {claim("a")}), releasing("p", "r", {})}));
    EXPECT_EQ(outcome.position, 1u);
    EXPECT_TRUE(outcome.changes.empty());
    EXPECT_EQ(store.changes(0, 10).size(), 1u);
}

TYPED_TEST_P(CatalogStorePipelines, PagesThroughClaimsInTheOrderOfTheirUrns)
{
    auto& store = this->store();
    std::vector<Claim> taken;
    for (const char* name : {"하", "b", "가", "Z", "a", "예약"})
        taken.push_back(claim(name));
    apply(store, bookkeeping({taking("p", "r", taken), taking("q", "r", {claim("c")}),
                              releasing("p", "r", {table("a")})}));
    std::vector<std::string> seen;
    std::string after;
    for (const std::size_t size : {2u, 2u, 1u, 0u}) {
        const auto page = store.claims("p", after, 2);
        ASSERT_EQ(page.size(), size);
        for (const Claim& row : page)
            after = seen.emplace_back(row.urn.str());
    }
    EXPECT_THAT(seen, ElementsAre(table("Z").str(), table("b").str(), table("가").str(), table("예약").str(),
                                  table("하").str()));
    EXPECT_EQ(store.claims("p", table("aa").str(), 1).at(0).urn, table("b")) << "after what nobody claims";
    EXPECT_TRUE(store.claims("p", "", 0).empty());
}

TYPED_TEST_P(CatalogStorePipelines, NamesThePipelinesThatClaimAnEntity)
{
    auto& store = this->store();
    apply(store,
          bookkeeping({taking("나", "r", {claim("예약"), claim("b")}), taking("가", "r", {claim("예약")}),
                       taking("다", "r", {claim("예약")}), releasing("다", "r", {table("예약")})}));
    const std::vector<Urn> asked = {table("예약"), table("없음"), table("b"), table("예약")};
    EXPECT_THAT(store.claimants(asked), ElementsAre(ElementsAre("가", "나"), ElementsAre(), ElementsAre("나"),
                                                    ElementsAre("가", "나")));
    EXPECT_TRUE(store.claimants({}).empty());
}

TYPED_TEST_P(CatalogStorePipelines, ChangesAClaimThatItHas)
{
    auto& store = this->store();
    apply(store, bookkeeping({taking("p", "r1", {{table("예약"), table("통"), "7"}, claim("b")})}));
    apply(store, bookkeeping({taking("p", "r2", {claim("예약", "8")}),
                              taking("p", "r2", {claim("예약", "9"), claim("예약", "10")})}));
    EXPECT_THAT(store.claims("p", "", 10), ElementsAre(claim("b"), claim("예약", "10")));
    EXPECT_EQ(store.pipeline("p")->claims, 2u);
}

TYPED_TEST_P(CatalogStorePipelines, ReleasesClaimsAndTakesThemAgain)
{
    auto& store = this->store();
    apply(store, bookkeeping({taking("p", "r1", {claim("예약"), claim("b")})}));
    apply(store, bookkeeping({releasing("p", "r2", {table("예약"), table("없음"), table("예약")})}));
    EXPECT_THAT(claimed(store, "p"), ElementsAre("b"));
    apply(store, bookkeeping({taking("p", "r3", {claim("예약", "7")})}));
    EXPECT_THAT(store.claims("p", "", 10), ElementsAre(claim("b"), claim("예약", "7")));
    EXPECT_THAT(claimed(store, "p"), ElementsAre("b", "예약"));
}

TYPED_TEST_P(CatalogStorePipelines, ForgetsClaimsAsIfTheyHadNeverBeenTaken)
{
    auto& store = this->store();
    PipelineChange change = taking("p", "r1", {claim("예약"), claim("b"), claim("c")});
    change.released = {table("b")};
    change.forgotten = {table("예약"), table("b"), table("없음")};
    apply(store, bookkeeping({change}));
    EXPECT_THAT(claimed(store, "p"), ElementsAre("c"));
    apply(store, bookkeeping({undoing("p", "r1")}));
    EXPECT_THAT(claimed(store, "p"), ElementsAre());
}

TYPED_TEST_P(CatalogStorePipelines, TakesBackWhatARunTookAndReleased)
{
    auto& store = this->store();
    apply(store, bookkeeping({taking("p", "r1", {claim("먼저"), claim("사라짐"), claim("바뀜", "1")})}));
    PipelineChange second = taking("p", "r2", {claim("새것"), claim("바뀜", "2"), claim("잠깐")});
    second.released = {table("사라짐"), table("잠깐")};
    apply(store, bookkeeping({second}));
    EXPECT_THAT(claimed(store, "p"), ElementsAre("먼저", "바뀜", "새것"));
    apply(store, bookkeeping({undoing("p", "r2")}));
    EXPECT_THAT(store.claims("p", "", 10), ElementsAre(claim("먼저"), claim("바뀜", "2"), claim("사라짐")));
    apply(store, bookkeeping({undoing("p", "r2"), undoing("p", "없음")}));
    EXPECT_THAT(claimed(store, "p"), ElementsAre("먼저", "바뀜", "사라짐")) << "once is enough";
}

TYPED_TEST_P(CatalogStorePipelines, TakesBackNothingOfARunOfThatNameInAnotherPipeline)
{
    auto& store = this->store();
    apply(store, bookkeeping({taking("p", "r", {claim("예약")}), taking("q", "r", {claim("예약")})}));
    apply(store, bookkeeping({undoing("p", "r")}));
    EXPECT_THAT(claimed(store, "p"), ElementsAre());
    EXPECT_THAT(claimed(store, "q"), ElementsAre("예약"));
}

TYPED_TEST_P(CatalogStorePipelines, TakesAClaimThatReappearedForTheNewRuns)
{
    auto& store = this->store();
    apply(store, bookkeeping({taking("p", "r1", {claim("예약")}), releasing("p", "r2", {table("예약")}),
                              taking("p", "r3", {claim("예약")}), undoing("p", "r1"), undoing("p", "r2")}));
    EXPECT_THAT(claimed(store, "p"), ElementsAre("예약"));
    apply(store, bookkeeping({undoing("p", "r3")}));
    EXPECT_THAT(claimed(store, "p"), ElementsAre());
}

TYPED_TEST_P(CatalogStorePipelines, KeepsLeaseAndStateUntilTheyChange)
{
    auto& store = this->store();
    const LeaseRecord lease{"r1", "수집기:4711", 1234, "5f2a"};
    PipelineChange begin{"매일", "r1"};
    begin.lease = lease;
    apply(store, bookkeeping({begin}));
    EXPECT_EQ(store.pipeline("매일")->lease, lease);
    EXPECT_EQ(store.pipeline("매일")->state_json, "");
    PipelineChange end = taking("매일", "r1", {claim("a")});
    end.free_lease = true;
    end.state_json = std::string(R"({"scope":["예약"]})");
    apply(store, bookkeeping({end, PipelineChange{"가끔", "r9"}}));
    const auto all = store.pipelines();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].name, "가끔");
    EXPECT_FALSE(all[1].lease);
    EXPECT_EQ(all[1].claims, 1u);
    EXPECT_EQ(all[1].state_json, R"({"scope":["예약"]})");
}

TYPED_TEST_P(CatalogStorePipelines, HandsALeaseFromOneRunToTheNextInOneChange)
{
    auto& store = this->store();
    PipelineChange change{"p", "r"};
    change.free_lease = true;
    change.lease = LeaseRecord{"둘째", "h", 2};
    apply(store, bookkeeping({change}));
    EXPECT_EQ(store.pipeline("p")->lease, change.lease);
}

TYPED_TEST_P(CatalogStorePipelines, KeepsNothingOfAPipelineWhoseBatchWasUndone)
{
    auto& store = this->store();
    apply(store, {upsert(table("a"), "status", "1")});
    Batch part = atomic({upsert(table("b"), "status", "1"), create(table("a"), "status", "2")});
    part.pipelines = {taking("p", "r", {claim("b")})};
    apply(store, part);
    EXPECT_FALSE(store.pipeline("p"));
    EXPECT_FALSE(store.run("r", "p"));
    part.atomic = false;
    apply(store, part);
    EXPECT_THAT(claimed(store, "p"), ElementsAre("b")) << "what was not refused was kept";
}

TYPED_TEST_P(CatalogStorePipelines, TakesTenThousandClaimsAtOnce)
{
    auto& store = this->store();
    std::vector<Claim> claims;
    std::vector<Urn> odd;
    for (int i = 0; i < 10'000; ++i) {
        claims.push_back(
            {table("예약" + std::to_string(i)), Urn::container("통" + std::to_string(i / 100)), ""});
        if (i % 2 == 1)
            odd.push_back(claims.back().urn);
    }
    apply(store, bookkeeping({taking("p", "r1", claims), releasing("p", "r2", odd)}));
    EXPECT_EQ(store.pipeline("p")->claims, 5'000u);
    EXPECT_EQ(store.claims("p", "", 20'000).size(), 5'000u);
    apply(store, bookkeeping({undoing("p", "r2")}));
    EXPECT_EQ(store.claims("p", "", 20'000).size(), 10'000u);
    apply(store, bookkeeping({undoing("p", "r1")}));
    EXPECT_EQ(store.pipeline("p")->claims, 0u);
}

REGISTER_TYPED_TEST_SUITE_P(CatalogStorePipelines, KnowsNothingOfAPipelineThatNobodyNamed,
                            KeepsClaimsWithTheirContainerAndStableId, MakesNoEntityOfAClaim,
                            MakesNoPositionOfBookkeeping, PagesThroughClaimsInTheOrderOfTheirUrns,
                            NamesThePipelinesThatClaimAnEntity, ChangesAClaimThatItHas,
                            ReleasesClaimsAndTakesThemAgain, ForgetsClaimsAsIfTheyHadNeverBeenTaken,
                            TakesBackWhatARunTookAndReleased,
                            TakesBackNothingOfARunOfThatNameInAnotherPipeline,
                            TakesAClaimThatReappearedForTheNewRuns, KeepsLeaseAndStateUntilTheyChange,
                            HandsALeaseFromOneRunToTheNextInOneChange,
                            KeepsNothingOfAPipelineWhoseBatchWasUndone, TakesTenThousandClaimsAtOnce);

} // namespace colophon::store::test
