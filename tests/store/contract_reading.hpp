// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store_contract.hpp"

#include <chrono>

namespace colophon::store::test {

inline AsOf at_ms(std::int64_t ms)
{
    return std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(ms));
}

inline std::string json_as_of(const CatalogStore& store, const Urn& urn, AsOf as_of)
{
    ReadOptions options;
    options.as_of = as_of;
    return json_of(store, urn, "status", options);
}

inline std::string json_of_version(const CatalogStore& store, const Urn& urn, std::uint64_t version)
{
    ReadOptions options;
    options.version = version;
    return json_of(store, urn, "status", options);
}

template <class Kind> class CatalogStoreReading : public CatalogStoreTest<Kind> {
};
TYPED_TEST_SUITE_P(CatalogStoreReading);

TYPED_TEST_P(CatalogStoreReading, FindsNothingThatWasNeverThere)
{
    auto& store = this->store();
    apply(store, {upsert(table("a"), "status", "{}", {{"IsPartOf", table("언급")}})});
    EXPECT_FALSE(store.read(table("없음"), {}));
    EXPECT_FALSE(store.read(table("언급"), {})) << "only mentioned by an edge";
    EXPECT_TRUE(store.timeseries(table("없음"), "datasetProfile", {}).empty());
    EXPECT_EQ(store.edges({table("없음")}).total, 0u);
    EXPECT_EQ(store.status().entities, 1u);
}

TYPED_TEST_P(CatalogStoreReading, GivesAllAspectsByNameWithWhatIsKnownOfThem)
{
    auto& store = this->store();
    Change change = in_run(upsert(table("예약"), "status", R"({"removed":false})"), "실행", 7, "파이프라인");
    change.system.properties_json = R"({"이름":"값"})";
    apply(store, {upsert(table("예약"), "subTypes", "2"), change, upsert(table("예약"), "ownership", "3")},
          99);
    const auto entity = store.read(table("예약"), {});
    ASSERT_TRUE(entity);
    EXPECT_EQ(entity->urn, table("예약"));
    EXPECT_EQ(entity->position, 3u);
    ASSERT_EQ(entity->aspects.size(), 3u);
    EXPECT_EQ(entity->aspects[0].aspect.name, "ownership");
    EXPECT_EQ(entity->aspects[2].aspect.name, "subTypes");
    const StoredAspect& status = entity->aspects[1];
    EXPECT_EQ(status.aspect, (Aspect{"status", R"({"removed":false})"}));
    EXPECT_EQ(status.version, 1u);
    EXPECT_EQ(status.position, 2u);
    EXPECT_EQ(status.created_ms, 99);
    EXPECT_EQ(status.actor, "urn:li:corpuser:예약담당");
    EXPECT_EQ(status.system, change.system);
}

TYPED_TEST_P(CatalogStoreReading, NarrowsToTheAspectsNamed)
{
    auto& store = this->store();
    apply(store, {upsert(table("a"), "status", "1"), upsert(table("a"), "subTypes", "2"),
                  upsert(table("a"), "ownership", "3")});
    const auto some = store.read(table("a"), {{"subTypes", "status", "없음", "status"}, 0, {}});
    ASSERT_EQ(some->aspects.size(), 2u);
    EXPECT_EQ(some->position, 2u);
    const auto none = store.read(table("a"), {{"없음"}, 0, {}});
    ASSERT_TRUE(none);
    EXPECT_TRUE(none->aspects.empty());
}

TYPED_TEST_P(CatalogStoreReading, KeepsEveryVersion)
{
    auto& store = this->store();
    for (int i = 1; i <= 5; ++i)
        apply(store,
              {upsert(table("예약"), "status", std::to_string(i)),
               upsert(table("b"), "status", std::to_string(i))},
              start_ms + i);
    for (std::uint64_t i = 1; i <= 5; ++i) {
        const auto entity = store.read(table("예약"), {{}, i, {}});
        ASSERT_EQ(entity->aspects.size(), 1u);
        EXPECT_EQ(entity->aspects[0].aspect.json, std::to_string(i));
        EXPECT_EQ(entity->aspects[0].version, i);
        EXPECT_EQ(entity->aspects[0].position, 2 * i - 1);
        EXPECT_EQ(entity->aspects[0].created_ms, start_ms + static_cast<std::int64_t>(i));
    }
    EXPECT_TRUE(store.read(table("예약"), {{}, 6, {}})->aspects.empty());
    EXPECT_EQ(store.read(table("예약"), {})->aspects.at(0).version, 5u);
}

TYPED_TEST_P(CatalogStoreReading, KeepsOnlyTheVersionsAskedFor)
{
    auto& store = this->reopen(3);
    for (int i = 1; i <= 6; ++i)
        apply(store, {upsert(table("a"), "status", std::to_string(i))});
    EXPECT_EQ(json_of_version(store, table("a"), 3), "");
    EXPECT_EQ(json_of_version(store, table("a"), 4), "4");
    EXPECT_EQ(json_of_version(store, table("a"), 6), "6");
    auto& shorter = this->reopen(1);
    apply(shorter, {upsert(table("a"), "status", "7")});
    EXPECT_EQ(json_of_version(shorter, table("a"), 6), "");
    EXPECT_EQ(json_of_version(shorter, table("a"), 7), "7");
}

TYPED_TEST_P(CatalogStoreReading, GoesBackToAPosition)
{
    auto& store = this->store();
    apply(store, {upsert(table("먼저"), "status", "0")});                                         // 1
    apply(store, {upsert(table("예약"), "status", "1"), upsert(table("예약"), "subTypes", "t")}); // 2, 3
    apply(store, {upsert(table("예약"), "status", "2")});                                         // 4
    apply(store, {removal(table("예약"), "status")});                                             // 5
    apply(store, {upsert(table("예약"), "status", "3")});                                         // 6
    const std::vector<std::string> expected = {"", "", "1", "1", "2", "", "3", "3"};
    for (Position p = 0; p < expected.size(); ++p)
        EXPECT_EQ(json_as_of(store, table("예약"), p), expected[p]) << "position " << p;
    EXPECT_FALSE(store.read(table("예약"), {{}, 0, Position{1}})) << "before it was made";
    EXPECT_EQ(store.read(table("예약"), {{}, 0, Position{5}})->aspects.size(), 1u);
    EXPECT_EQ(json_as_of(store, table("예약"), Position{UINT64_MAX}), "3");
}

TYPED_TEST_P(CatalogStoreReading, GoesBackToATime)
{
    auto& store = this->store();
    apply(store, {upsert(table("예약"), "status", "1")}, 1000);
    apply(store, {upsert(table("예약"), "status", "2")}, 2000);
    apply(store, {removal(table("예약"), "status")}, 3000);
    apply(store, {upsert(table("예약"), "status", "4")}, 4000);
    EXPECT_FALSE(store.read(table("예약"), {{}, 0, at_ms(999)}));
    EXPECT_EQ(json_as_of(store, table("예약"), at_ms(1000)), "1");
    EXPECT_EQ(json_as_of(store, table("예약"), at_ms(1999)), "1");
    EXPECT_EQ(json_as_of(store, table("예약"), at_ms(2000)), "2");
    EXPECT_EQ(json_as_of(store, table("예약"), at_ms(3500)), "");
    EXPECT_EQ(json_as_of(store, table("예약"), at_ms(9999)), "4");
}

TYPED_TEST_P(CatalogStoreReading, KeepsItsOrderWhenTheClockJumpsBack)
{
    auto& store = this->store();
    apply(store, {upsert(table("a"), "status", "1")}, 5000);
    apply(store, {upsert(table("a"), "status", "2")}, 10);
    EXPECT_EQ(store.read(table("a"), {})->aspects.at(0).version, 2u);
    EXPECT_EQ(json_as_of(store, table("a"), Position{1}), "1");
    EXPECT_EQ(store.changes(0, 10).at(1).position, 2u);
}

TYPED_TEST_P(CatalogStoreReading, MakesARemovalAVersion)
{
    auto& store = this->store();
    apply(store, {upsert(table("a"), "status", "1"), upsert(table("a"), "subTypes", "1"),
                  removal(table("a"), "status")});
    EXPECT_EQ(store.read(table("a"), {})->aspects.size(), 1u);
    EXPECT_EQ(json_of_version(store, table("a"), 1), "1");
    EXPECT_EQ(json_of_version(store, table("a"), 2), "");
    const auto last = store.changes(2, 10).at(0);
    EXPECT_EQ(last.kind, ChangeEvent::Kind::aspect_removed);
    EXPECT_EQ(last.version, 2u);
    EXPECT_THAT(kinds(apply(store, {removal(table("a"), "status")})), ElementsAre(unchanged));
}

TYPED_TEST_P(CatalogStoreReading, TellsTheChangesSinceAPosition)
{
    auto& store = this->store();
    apply(store,
          {in_run(upsert(table("예약"), "status", "1"), "실행"), upsert(table("예약"), "status", "2"),
           point(table("예약"), 5, "{}"), removal(table("예약"), "status"), hard_removal(table("예약"))},
          77);
    const auto all = store.changes(0, 100);
    ASSERT_EQ(all.size(), 5u);
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(all[i].position, i + 1);
        EXPECT_EQ(all[i].urn, table("예약"));
        EXPECT_EQ(all[i].time_ms, 77);
        EXPECT_EQ(all[i].actor, "urn:li:corpuser:예약담당");
    }
    EXPECT_EQ(all[0].kind, ChangeEvent::Kind::stored);
    EXPECT_EQ(all[0].run_id, "실행");
    EXPECT_EQ(all[0].aspect, "status");
    EXPECT_EQ(all[1].version, 2u);
    EXPECT_EQ(all[1].run_id, "");
    EXPECT_EQ(all[2].kind, ChangeEvent::Kind::timeseries);
    EXPECT_EQ(all[2].aspect, "datasetProfile");
    EXPECT_EQ(all[3].kind, ChangeEvent::Kind::aspect_removed);
    EXPECT_EQ(all[4].kind, ChangeEvent::Kind::entity_removed);
    EXPECT_EQ(all[4].aspect, "");
    ASSERT_EQ(store.changes(3, 1).size(), 1u);
    EXPECT_EQ(store.changes(3, 1).at(0).position, 4u);
    EXPECT_TRUE(store.changes(5, 10).empty());
    EXPECT_TRUE(store.changes(UINT64_MAX, 10).empty());
    EXPECT_TRUE(store.changes(0, 0).empty());
}

TYPED_TEST_P(CatalogStoreReading, ScansEntitiesInTheOrderOfTheirUrns)
{
    auto& store = this->store();
    for (const char* name : {"하", "b", "가", "a", "Z"})
        apply(store, {upsert(table(name), "status", name), upsert(table(name), "subTypes", "{}")});
    apply(store, {removal(table("b"), "status"), hard_removal(table("a"))});
    std::vector<std::string> seen;
    std::size_t aspects = 0;
    const Position position = store.scan([&](const StoredEntity& entity) {
        seen.push_back(entity.urn.str());
        aspects += entity.aspects.size();
        return true;
    });
    EXPECT_THAT(seen, ElementsAre(table("Z").str(), table("b").str(), table("가").str(), table("하").str()));
    EXPECT_EQ(aspects, 7u);
    EXPECT_EQ(position, 12u);
    seen.clear();
    store.scan([&](const StoredEntity& entity) {
        seen.push_back(entity.urn.str());
        return seen.size() < 2;
    });
    EXPECT_EQ(seen.size(), 2u);
}

TYPED_TEST_P(CatalogStoreReading, ScansOneMomentWhileWritesGoOn)
{
    auto& store = this->store();
    for (int i = 0; i < 50; ++i)
        apply(store, {upsert(table("t" + std::to_string(100 + i)), "status", "old")});
    std::size_t visited = 0;
    const Position position = store.scan([&](const StoredEntity& entity) {
        ++visited;
        EXPECT_EQ(entity.aspects.at(0).aspect.json, "old");
        apply(store, {upsert(table("t149"), "status", "new"),
                      upsert(table("t" + std::to_string(200 + visited)), "status", "new"),
                      upsert(table("t120"), "subTypes", "new")});
        EXPECT_EQ(json_of(store, table("t149"), "status"), "new") << "reads inside a scan see the present";
        EXPECT_EQ(entity.aspects.size(), 1u);
        return true;
    });
    EXPECT_EQ(visited, 50u);
    EXPECT_EQ(position, 50u);
    EXPECT_EQ(store.status().entities, 100u);
}

REGISTER_TYPED_TEST_SUITE_P(CatalogStoreReading, FindsNothingThatWasNeverThere,
                            GivesAllAspectsByNameWithWhatIsKnownOfThem, NarrowsToTheAspectsNamed,
                            KeepsEveryVersion, KeepsOnlyTheVersionsAskedFor, GoesBackToAPosition,
                            GoesBackToATime, KeepsItsOrderWhenTheClockJumpsBack, MakesARemovalAVersion,
                            TellsTheChangesSinceAPosition, ScansEntitiesInTheOrderOfTheirUrns,
                            ScansOneMomentWhileWritesGoOn);

} // namespace colophon::store::test
