// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store_contract.hpp"

namespace colophon::store::test {

/// `relationship aspect urn` of each row.
inline std::vector<std::string> lines(const EdgePage& page)
{
    std::vector<std::string> lines;
    for (const auto& row : page.rows)
        lines.push_back(row.relationship + " " + row.aspect + " " + row.urn.members().at(1));
    return lines;
}

template <class Kind> class CatalogStoreGraph : public CatalogStoreTest<Kind> {
};
TYPED_TEST_SUITE_P(CatalogStoreGraph);

TYPED_TEST_P(CatalogStoreGraph, FollowsEdgesBothWays)
{
    auto& store = this->store();
    apply(store, {upsert(table("보기"), "upstreamLineage", "1",
                         {{"DownstreamOf", table("예약")}, {"DownstreamOf", table("가")}}),
                  upsert(table("보기"), "container", "1", {{"IsPartOf", table("예약")}}),
                  upsert(table("다른"), "container", "1", {{"IsPartOf", table("예약")}})});
    const auto out = store.edges({table("보기")});
    EXPECT_EQ(out.total, 3u);
    EXPECT_THAT(lines(out), ElementsAre("DownstreamOf upstreamLineage 가",
                                        "DownstreamOf upstreamLineage 예약", "IsPartOf container 예약"));
    const auto in = store.edges({table("예약"), Direction::incoming});
    EXPECT_EQ(in.total, 3u);
    EXPECT_THAT(lines(in), ElementsAre("DownstreamOf upstreamLineage 보기", "IsPartOf container 다른",
                                       "IsPartOf container 보기"));
}

TYPED_TEST_P(CatalogStoreGraph, NarrowsEdgesToRelationships)
{
    auto& store = this->store();
    apply(store, {upsert(table("a"), "x", "1", {{"B", table("t")}, {"A", table("t")}, {"C", table("t")}})});
    EXPECT_THAT(lines(store.edges({table("a"), Direction::outgoing, {"C", "A", "없음"}})),
                ElementsAre("A x t", "C x t"));
    EXPECT_THAT(lines(store.edges({table("t"), Direction::incoming, {"B"}})), ElementsAre("B x a"));
    EXPECT_EQ(store.edges({table("a"), Direction::outgoing, {"없음"}}).total, 0u);
    EXPECT_EQ(store.edges({table("a"), Direction::outgoing, {"a"}}).total, 0u) << "case matters";
}

TYPED_TEST_P(CatalogStoreGraph, CountsWhoRefersToAnEntityOnceEach)
{
    auto& store = this->store();
    apply(store,
          {upsert(table("가"), "lineage", "1", {{"DownstreamOf", table("예약")}, {"Uses", table("예약")}}),
           upsert(table("가"), "more", "1", {{"Uses", table("예약")}}),
           upsert(table("나"), "lineage", "1", {{"Uses", table("예약")}}),
           upsert(table("다"), "other", "1", {{"Uses", table("예약")}}),
           upsert(table("라"), "lineage", "1", {{"IsPartOf", table("예약")}}),
           upsert(table("예약"), "lineage", "1", {{"Uses", table("가")}})});
    const EdgeKinds kinds{{"DownstreamOf", "Uses", "없음"}, {"lineage", "more", "없음"}};
    EXPECT_EQ(store.referrers(table("예약"), kinds, 100), 2u);
    EXPECT_EQ(store.referrers(table("예약"), kinds, 1), 1u);
    EXPECT_EQ(store.referrers(table("예약"), {{"Uses"}, {"other"}}, 100), 1u);
    EXPECT_EQ(store.referrers(table("예약"), {{}, {"lineage"}}, 100), 0u);
    EXPECT_EQ(store.referrers(table("예약"), {{"Uses"}, {}}, 100), 0u);
    EXPECT_EQ(store.referrers(table("나"), kinds, 100), 0u);
    EXPECT_EQ(store.referrers(table("없음"), kinds, 100), 0u);
    apply(store, {upsert(table("나"), "lineage", "2", {})});
    EXPECT_EQ(store.referrers(table("예약"), kinds, 100), 1u);
}

TYPED_TEST_P(CatalogStoreGraph, PagesThroughEdgesWithTheExactTotal)
{
    auto& store = this->store();
    std::vector<Change> changes;
    for (int i = 0; i < 25; ++i)
        changes.push_back(
            upsert(table("t" + std::to_string(100 + i)), "container", "1", {{"IsPartOf", table("통")}}));
    apply(store, changes);
    std::vector<std::string> seen;
    for (std::size_t start = 0; start < 25; start += 10) {
        const auto page = store.edges({table("통"), Direction::incoming, {}, start, 10});
        EXPECT_EQ(page.total, 25u);
        for (const auto& row : page.rows)
            seen.push_back(row.urn.members().at(1));
    }
    ASSERT_EQ(seen.size(), 25u);
    EXPECT_EQ(seen.front(), "t100");
    EXPECT_EQ(seen.back(), "t124");
    EXPECT_EQ(store.edges({table("통"), Direction::incoming, {}, 25, 10}).total, 25u);
    EXPECT_TRUE(store.edges({table("통"), Direction::incoming, {}, SIZE_MAX, SIZE_MAX}).rows.empty());
    EXPECT_TRUE(store.edges({table("통"), Direction::incoming, {}, 0, 0}).rows.empty());
}

TYPED_TEST_P(CatalogStoreGraph, ReplacesTheEdgesOfAnAspectWithItsNewVersion)
{
    auto& store = this->store();
    const Urn a = table("a");
    apply(store, {upsert(a, "x", "1", {{"R", table("가")}, {"R", table("나")}, {"R", table("나")}}),
                  upsert(a, "y", "1", {{"R", table("다")}})});
    EXPECT_EQ(store.edges({a}).total, 3u);
    apply(store, {upsert(a, "x", "2", {{"R", table("나")}, {"S", table("라")}})});
    EXPECT_THAT(lines(store.edges({a})), ElementsAre("R x 나", "R y 다", "S x 라"));
    EXPECT_EQ(store.edges({table("가"), Direction::incoming}).total, 0u);
    apply(store, {removal(a, "x")});
    EXPECT_THAT(lines(store.edges({a})), ElementsAre("R y 다"));
    apply(store, {upsert(a, "y", "2")});
    EXPECT_EQ(store.edges({a}).total, 0u);
}

TYPED_TEST_P(CatalogStoreGraph, KeepsTheEdgesThatAKeyStates)
{
    auto& store = this->store();
    apply(store, {upsert(table("작업"), "status", "{}"), key(table("작업"), {{"IsPartOf", table("흐름")}})});
    EXPECT_THAT(lines(store.edges({table("흐름"), Direction::incoming})),
                ElementsAre("IsPartOf datasetKey 작업"));
    apply(store, {hard_removal(table("작업"))});
    EXPECT_EQ(store.edges({table("흐름"), Direction::incoming}).total, 0u);
}

TYPED_TEST_P(CatalogStoreGraph, RemovesAnEntityForGoodAndStartsAnewAfterIt)
{
    auto& store = this->store();
    const Urn gone = table("예약");
    apply(store, {upsert(gone, "status", "1", {{"R", table("t")}}),
                  upsert(gone, "status", "2", {{"R", table("t")}}), point(gone, 5, "{}"), key(gone)});
    EXPECT_THAT(kinds(apply(store, {hard_removal(gone)})), ElementsAre(stored));
    EXPECT_FALSE(store.read(gone, {}));
    EXPECT_FALSE(store.read(gone, {{}, 0, Position{2}})) << "its past is gone as well";
    EXPECT_TRUE(store.timeseries(gone, "datasetProfile", {}).empty());
    EXPECT_EQ(store.edges({table("t"), Direction::incoming}).total, 0u);
    EXPECT_EQ(store.status().entities, 0u);
    EXPECT_THAT(kinds(apply(store, {hard_removal(gone)})), ElementsAre(unchanged));

    EXPECT_THAT(kinds(apply(store, {create_entity(gone, "status", "3"), key(gone)})),
                ElementsAre(stored, stored));
    EXPECT_EQ(store.read(gone, {})->aspects.at(0).version, 1u);
    EXPECT_FALSE(store.read(gone, {{}, 0, Position{4}}));
    EXPECT_TRUE(store.read(gone, {{}, 0, Position{6}}));
}

TYPED_TEST_P(CatalogStoreGraph, ReportsWhoStillRefersToWhatIsGone)
{
    auto& store = this->store();
    std::vector<Change> changes = {upsert(table("통"), "status", "1", {{"R", table("통")}})};
    for (int i = 0; i < 3; ++i)
        changes.push_back(upsert(table("t" + std::to_string(i)), "container", "1",
                                 {{"IsPartOf", table("통")}, {"R", table("통")}}));
    apply(store, changes);
    EXPECT_THAT(apply(store, {hard_removal(table("통")), hard_removal(table("t1"))}).dangling,
                ElementsAre(table("t0"), table("t2")));
    EXPECT_EQ(store.edges({table("통"), Direction::incoming}).total, 4u) << "what others say is theirs";
    EXPECT_THAT(apply(store, {key(table("통")), hard_removal(table("통")), key(table("통"))}).dangling,
                ElementsAre());
}

TYPED_TEST_P(CatalogStoreGraph, ReportsAtMostAHundredReferrers)
{
    auto& store = this->store();
    std::vector<Change> changes = {key(table("통"))};
    for (int i = 0; i < 120; ++i)
        changes.push_back(
            upsert(table("t" + std::to_string(i)), "container", "1", {{"IsPartOf", table("통")}}));
    apply(store, changes);
    EXPECT_EQ(apply(store, {hard_removal(table("통"))}).dangling.size(), 100u);
}

TYPED_TEST_P(CatalogStoreGraph, KeepsPointsInTimeNewestFirst)
{
    auto& store = this->store();
    const Urn urn = table("예약");
    apply(store,
          {in_run(point(urn, 10, R"({"rowCount":1})"), "r", 3, "p"), point(urn, 30, R"({"rowCount":3})"),
           point(urn, 20, R"({"rowCount":2})"), point(table("b"), 99, "{}")});
    const auto points = store.timeseries(urn, "datasetProfile", {});
    ASSERT_EQ(points.size(), 3u);
    EXPECT_EQ(points[0].timestamp_ms, 30);
    EXPECT_EQ(points[2].json, R"({"rowCount":1})");
    EXPECT_EQ(points[2].system, (SystemMetadata{3, "r", "p", ""}));
    EXPECT_EQ(store.timeseries(urn, "datasetProfile", {10, 20, 100}).size(), 2u);
    ASSERT_EQ(store.timeseries(urn, "datasetProfile", {10, 20, 1}).size(), 1u);
    EXPECT_EQ(store.timeseries(urn, "datasetProfile", {10, 20, 1}).at(0).timestamp_ms, 20);
    EXPECT_TRUE(store.timeseries(urn, "operation", {}).empty());
    EXPECT_TRUE(store.read(urn, {})->aspects.empty()) << "points are no versions";
}

TYPED_TEST_P(CatalogStoreGraph, KnowsAPointByItsTimeAndItsBucket)
{
    auto& store = this->store();
    const Urn urn = table("예약");
    const std::string day = R"({"eventGranularity":{"unit":"DAY"},"n":1})";
    const std::string day_again = R"({"eventGranularity":{"unit":"DAY"},"n":2})";
    const std::string part = R"({"partitionSpec":{"partition":"서울"},"n":1})";
    EXPECT_THAT(kinds(apply(store, {point(urn, 1, day), point(urn, 1, part), point(urn, 1, R"({"n":1})"),
                                    point(urn, 1, part)})),
                ElementsAre(stored, stored, stored, unchanged));
    EXPECT_THAT(kinds(apply(store, {point(urn, 1, day_again), point(urn, 2, day_again)})),
                ElementsAre(stored, stored));
    const auto points = store.timeseries(urn, "datasetProfile", {});
    ASSERT_EQ(points.size(), 4u);
    EXPECT_EQ(std::count_if(points.begin(), points.end(), [&](auto& p) { return p.json == day; }), 0);
    apply(store, {removal(urn, "datasetProfile")});
    EXPECT_TRUE(store.timeseries(urn, "datasetProfile", {}).empty());
}

REGISTER_TYPED_TEST_SUITE_P(CatalogStoreGraph, FollowsEdgesBothWays, NarrowsEdgesToRelationships,
                            CountsWhoRefersToAnEntityOnceEach, PagesThroughEdgesWithTheExactTotal,
                            ReplacesTheEdgesOfAnAspectWithItsNewVersion, KeepsTheEdgesThatAKeyStates,
                            RemovesAnEntityForGoodAndStartsAnewAfterIt, ReportsWhoStillRefersToWhatIsGone,
                            ReportsAtMostAHundredReferrers, KeepsPointsInTimeNewestFirst,
                            KnowsAPointByItsTimeAndItsBucket);

} // namespace colophon::store::test
