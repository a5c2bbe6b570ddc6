// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store.hpp"
#include "store/changes.hpp"

#include <gmock/gmock.h>
#include <memory>

/// What every CatalogStore must do, as suites of typed tests: this header, and contract_reading.hpp,
/// contract_graph.hpp, contract_pipelines.hpp and contract_runs.hpp beside it. A store passes by
/// instantiating all five with its Kind, which has `std::unique_ptr<CatalogStore> open(std::uint64_t
/// history)`; each Kind object is a fresh, empty store.
namespace colophon::store::test {

template <class Kind> class CatalogStoreTest : public testing::Test {
protected:
    CatalogStore& store()
    {
        if (!store_)
            store_ = kind_.open(0);
        return *store_;
    }
    /// Keeps what is stored where the kind can.
    CatalogStore& reopen(std::uint64_t history)
    {
        store_.reset();
        store_ = kind_.open(history);
        return *store_;
    }

private:
    Kind kind_;
    std::unique_ptr<CatalogStore> store_;
};

inline std::vector<ChangeOutcome::Kind> kinds(const BatchOutcome& outcome)
{
    std::vector<ChangeOutcome::Kind> kinds;
    for (const ChangeOutcome& change : outcome.changes)
        kinds.push_back(change.kind);
    return kinds;
}

inline constexpr auto stored = ChangeOutcome::Kind::stored;
inline constexpr auto unchanged = ChangeOutcome::Kind::unchanged;
inline constexpr auto refused = ChangeOutcome::Kind::refused;

template <class Kind> class CatalogStoreWriting : public CatalogStoreTest<Kind> {
};
TYPED_TEST_SUITE_P(CatalogStoreWriting);

using testing::ElementsAre;
using testing::HasSubstr;

TYPED_TEST_P(CatalogStoreWriting, GivesEveryStoredChangeTheNextPosition)
{
    auto& store = this->store();
    const auto first =
        apply(store, {upsert(table("예약"), "status", "{}"), upsert(table("차량"), "status", "{}")});
    EXPECT_EQ(first.changes[0].position, 1u);
    EXPECT_EQ(first.changes[1].position, 2u);
    EXPECT_EQ(first.position, 2u);
    EXPECT_EQ(apply(store, {upsert(table("예약"), "subTypes", "{}")}).position, 3u);
    EXPECT_EQ(store.status().position, 3u);
}

TYPED_TEST_P(CatalogStoreWriting, AppliesTheBatchesOfAGroupInOrder)
{
    auto& store = this->store();
    const std::vector<Batch> group = {batch({upsert(table("a"), "status", "1")}),
                                      batch({upsert(table("a"), "status", "2")}), batch({})};
    const auto outcomes = store.apply(group);
    ASSERT_EQ(outcomes.size(), 3u);
    EXPECT_EQ(outcomes[0].position, 1u);
    EXPECT_EQ(outcomes[1].position, 2u);
    EXPECT_EQ(outcomes[2].position, 2u);
    EXPECT_EQ(json_of(store, table("a"), "status"), "2");
}

TYPED_TEST_P(CatalogStoreWriting, LeavesEqualContentAloneButRemembersWhoSawIt)
{
    auto& store = this->store();
    apply(store, {in_run(upsert(table("예약"), "status", "{}"), "첫 실행", 11)});
    const auto again =
        apply(store, {in_run(upsert(table("예약"), "status", "{}"), "둘째 실행", 22, "매일")}, start_ms + 5);
    EXPECT_THAT(kinds(again), ElementsAre(unchanged));
    EXPECT_EQ(again.changes[0].position, 0u);
    EXPECT_EQ(again.position, 1u);
    EXPECT_EQ(store.changes(0, 10).size(), 1u);
    const auto aspect = store.read(table("예약"), {})->aspects.at(0);
    EXPECT_EQ(aspect.version, 1u);
    EXPECT_EQ(aspect.created_ms, start_ms);
    EXPECT_EQ(aspect.system.run_id, "둘째 실행");
    EXPECT_EQ(aspect.system.pipeline_name, "매일");
    EXPECT_EQ(aspect.system.last_observed_ms, 22);
}

TYPED_TEST_P(CatalogStoreWriting, PutsItsClockWhereTheWriterGaveNoTimeOfObservation)
{
    apply(this->store(), {upsert(table("a"), "status", "{}")}, 1234);
    EXPECT_EQ(this->store().read(table("a"), {})->aspects.at(0).system.last_observed_ms, 1234);
}

TYPED_TEST_P(CatalogStoreWriting, RefusesToCreateAnAspectThatIsThere)
{
    auto& store = this->store();
    const auto outcome =
        apply(store, {create(table("예약"), "status", "1"), create(table("예약"), "status", "2"),
                      create(table("예약"), "subTypes", "3")});
    EXPECT_THAT(kinds(outcome), ElementsAre(stored, refused, stored));
    EXPECT_THAT(outcome.changes[1].reason, HasSubstr("exists already: status"));
    EXPECT_EQ(outcome.position, 2u);
    EXPECT_EQ(json_of(store, table("예약"), "status"), "1");
}

TYPED_TEST_P(CatalogStoreWriting, CreatesAnAspectAgainOnceItWasRemoved)
{
    auto& store = this->store();
    apply(store, {upsert(table("a"), "status", "1"), removal(table("a"), "status")});
    EXPECT_THAT(kinds(apply(store, {create(table("a"), "status", "2")})), ElementsAre(stored));
    EXPECT_EQ(store.read(table("a"), {})->aspects.at(0).version, 3u);
}

TYPED_TEST_P(CatalogStoreWriting, RefusesToCreateAnEntityThatWasThereBeforeTheBatch)
{
    auto& store = this->store();
    const auto made = apply(store, {create_entity(table("예약"), "status", "1"),
                                    create_entity(table("예약"), "subTypes", "2"), key(table("예약"))});
    EXPECT_THAT(kinds(made), ElementsAre(stored, stored, stored));
    const auto again = apply(
        store, {create_entity(table("예약"), "ownership", "3"), create(table("예약"), "datasetKey", "")});
    EXPECT_EQ(again.changes[0].kind, refused);
    EXPECT_THAT(again.changes[0].reason, HasSubstr("the entity exists already: urn:li:dataset:"));
    Change bare = key(table("예약"));
    bare.type = ChangeType::create;
    EXPECT_THAT(kinds(apply(store, {bare})), ElementsAre(refused));
}

TYPED_TEST_P(CatalogStoreWriting, TellsWhichChangeMadeTheEntity)
{
    const auto outcome =
        apply(this->store(), {upsert(table("a"), "status", "1"), upsert(table("a"), "subTypes", "1"),
                              point(table("b"), 5, "{}"), hard_removal(table("a")), key(table("a"))});
    std::vector<bool> made;
    for (const auto& change : outcome.changes)
        made.push_back(change.new_entity);
    EXPECT_THAT(made, ElementsAre(true, false, true, false, true));
}

TYPED_TEST_P(CatalogStoreWriting, UndoesAnAtomicBatchOfWhichOneChangeIsRefused)
{
    auto& store = this->store();
    apply(store, {upsert(table("a"), "status", "1")});
    const std::vector<Batch> group = {
        batch({upsert(table("b"), "status", "1")}),
        atomic({in_run(upsert(table("새것"), "status", "{}", {{"IsPartOf", table("언급")}}), "run"),
                upsert(table("b"), "status", "2"), hard_removal(table("b")),
                create(table("a"), "status", "2")}),
        atomic({create(table("c"), "status", "1")}),
    };
    const auto outcomes = store.apply(group);
    EXPECT_THAT(kinds(outcomes[1]), ElementsAre(refused, refused, refused, refused));
    EXPECT_THAT(outcomes[1].changes[0].reason, HasSubstr("undone"));
    EXPECT_THAT(outcomes[1].changes[3].reason, HasSubstr("exists already"));
    EXPECT_THAT(outcomes[1].dangling, ElementsAre());
    EXPECT_EQ(outcomes[1].position, 2u);
    EXPECT_EQ(outcomes[2].position, 3u);
    EXPECT_FALSE(store.read(table("새것"), {}));
    EXPECT_EQ(json_of(store, table("b"), "status"), "1");
    EXPECT_EQ(store.edges({table("언급"), Direction::incoming}).total, 0u);
    EXPECT_TRUE(store.runs(10).empty());
    EXPECT_EQ(store.status().entities, 3u);
    // What was interned by the undone batch is made anew.
    apply(store, {in_run(upsert(table("새것"), "status", "{}", {{"IsPartOf", table("언급")}}), "run")});
    EXPECT_EQ(store.edges({table("언급"), Direction::incoming}).total, 1u);
    EXPECT_EQ(store.runs(10).at(0).run_id, "run");
}

TYPED_TEST_P(CatalogStoreWriting, KeepsTheRestOfABatchThatIsNotAtomic)
{
    auto& store = this->store();
    apply(store, {upsert(table("a"), "status", "1")});
    const auto outcome = apply(store, {create(table("a"), "status", "2"), upsert(table("b"), "status", "2")});
    EXPECT_THAT(kinds(outcome), ElementsAre(refused, stored));
    EXPECT_TRUE(store.read(table("b"), {}));
}

TYPED_TEST_P(CatalogStoreWriting, TakesARemovalOfNothingForUnchanged)
{
    auto& store = this->store();
    const auto outcome = apply(store, {removal(table("없음"), "status"), hard_removal(table("없음"))});
    EXPECT_THAT(kinds(outcome), ElementsAre(unchanged, unchanged));
    EXPECT_EQ(store.status().position, 0u);
}

TYPED_TEST_P(CatalogStoreWriting, KnowsAnEntityByItsKeyAspectAlone)
{
    auto& store = this->store();
    EXPECT_THAT(kinds(apply(store, {key(table("예약"))})), ElementsAre(stored));
    EXPECT_THAT(kinds(apply(store, {key(table("예약"))})), ElementsAre(unchanged));
    EXPECT_TRUE(store.read(table("예약"), {})->aspects.empty());
    EXPECT_EQ(store.changes(0, 10).at(0).aspect, "datasetKey");
    EXPECT_EQ(store.status().entities, 1u);
}

TYPED_TEST_P(CatalogStoreWriting, CountsWhatARunDid)
{
    auto& store = this->store();
    apply(store,
          {upsert(table("x"), "status", "0"), in_run(upsert(table("a"), "status", "1"), "r1", 1, "예약 수집"),
           in_run(upsert(table("b"), "status", "1"), "r1", 1, "예약 수집")},
          100);
    apply(store,
          {in_run(upsert(table("b"), "status", "1"), "r1", 2, "예약 수집"),
           in_run(upsert(table("a"), "status", "1"), "r2", 2)},
          200);
    const auto runs = store.runs(10);
    ASSERT_EQ(runs.size(), 2u);
    EXPECT_EQ(runs[0].run_id, "r2");
    EXPECT_EQ(runs[0].first_position, 0u);
    EXPECT_EQ(runs[0].unchanged, 1u);
    EXPECT_EQ(runs[1].run_id, "r1");
    EXPECT_EQ(runs[1].pipeline_name, "예약 수집");
    EXPECT_EQ(runs[1].first_ms, 100);
    EXPECT_EQ(runs[1].last_ms, 200);
    EXPECT_EQ(runs[1].first_position, 2u);
    EXPECT_EQ(runs[1].last_position, 3u);
    EXPECT_EQ(runs[1].changed, 2u);
    EXPECT_EQ(runs[1].unchanged, 1u);
    EXPECT_EQ(store.runs(1).size(), 1u);
}

TYPED_TEST_P(CatalogStoreWriting, KeepsTheLongestUrnAndAnyText)
{
    auto& store = this->store();
    const std::size_t frame = table("x").str().size() - 1;
    const Urn longest = table(std::string(Urn::max_bytes - frame, 'x'));
    ASSERT_EQ(longest.str().size(), Urn::max_bytes);
    const std::string json = R"({"description":"예약 ‘표’ 🚗 \u0000 )" + std::string(3'000'000, 'y') + "\"}";
    apply(store, {upsert(longest, "datasetProperties", json)});
    EXPECT_EQ(json_of(store, longest, "datasetProperties"), json);
}

REGISTER_TYPED_TEST_SUITE_P(CatalogStoreWriting, GivesEveryStoredChangeTheNextPosition,
                            AppliesTheBatchesOfAGroupInOrder, LeavesEqualContentAloneButRemembersWhoSawIt,
                            PutsItsClockWhereTheWriterGaveNoTimeOfObservation,
                            RefusesToCreateAnAspectThatIsThere, CreatesAnAspectAgainOnceItWasRemoved,
                            RefusesToCreateAnEntityThatWasThereBeforeTheBatch, TellsWhichChangeMadeTheEntity,
                            UndoesAnAtomicBatchOfWhichOneChangeIsRefused, KeepsTheRestOfABatchThatIsNotAtomic,
                            TakesARemovalOfNothingForUnchanged, KnowsAnEntityByItsKeyAspectAlone,
                            CountsWhatARunDid, KeepsTheLongestUrnAndAnyText);

} // namespace colophon::store::test
