// SPDX-License-Identifier: Apache-2.0
#include "service/catalog_fixture.hpp"

#include <gmock/gmock.h>
#include <thread>

namespace colophon::service {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class CatalogTest : public testing::Test, protected CatalogFixture {};

TEST_F(CatalogTest, FindsWhatItAcknowledged)
{
    const auto outcome = write_table("carsharing.ops.reservation", "예약");
    EXPECT_GT(outcome.position, 0);
    EXPECT_EQ(catalog->position(), outcome.position);
    EXPECT_THAT(found("예약"), ElementsAre("reservation"));
    EXPECT_THAT(found("reserv"), ElementsAre("reservation"));
}

TEST_F(CatalogTest, UnchangedWritesMakeNoVersion)
{
    const auto first = write_table("carsharing.ops.reservation", "예약");
    const auto second = write_table("carsharing.ops.reservation", "예약");
    EXPECT_EQ(second.changes[0].kind, store::ChangeOutcome::Kind::unchanged);
    EXPECT_EQ(second.position, first.position);
}

TEST_F(CatalogTest, SoftRemovalHidesFromSearchAndKeepsEverythingElse)
{
    write_table("carsharing.ops.reservation", "예약");
    EXPECT_TRUE(catalog->remove(writer, dataset("carsharing.ops.reservation")).found);
    EXPECT_THAT(found("예약"), IsEmpty());
    EXPECT_THAT(found("예약", true), ElementsAre("reservation"));
    const auto entity = catalog->find(dataset("carsharing.ops.reservation"), {});
    ASSERT_TRUE(entity);
    EXPECT_EQ(entity->aspects.size(), 2);
}

TEST_F(CatalogTest, SoftRemovalKeepsTheRestOfTheStatus)
{
    const auto urn = Urn::of("tag", {"개인정보"});
    write({{urn, value_or_throw(canonical_aspect(
                     EntityRegistry::builtin(), urn,
                     {"status", R"({"lifecycleStage":"urn:li:lifecycleStageType:초안"})"}))}});
    catalog->remove(writer, urn);
    const auto entity = catalog->find(urn, {.aspects = {"status"}});
    ASSERT_TRUE(entity);
    EXPECT_EQ(entity->aspects.at(0).aspect.json,
              R"({"lifecycleStage":"urn:li:lifecycleStageType:초안","removed":true})");
}

TEST_F(CatalogTest, RemovalForGoodLeavesNothingAndNamesWhoStillRefers)
{
    const auto folder = Urn::container("0123456789abcdef0123456789abcdef");
    write({proposal(folder,
                    ContainerProperties{
                        .name = "ops", .qualified_name = {}, .description = {}, .env = {}, .custom = {}}),
           proposal(dataset("a.b.예약"), Container{folder})});
    const auto outcome = catalog->remove_for_good(writer, folder);
    EXPECT_TRUE(outcome.found);
    EXPECT_THAT(outcome.dangling, ElementsAre(dataset("a.b.예약")));
    EXPECT_FALSE(catalog->find(folder, {}));
    EXPECT_THAT(found("ops"), IsEmpty());
    EXPECT_FALSE(catalog->remove_for_good(writer, folder).found);
    EXPECT_EQ(catalog->verify().differences, 0);
}

TEST_F(CatalogTest, KnowsEdgesOfAspectsAndOfKeys)
{
    const auto folder = Urn::container("0123456789abcdef0123456789abcdef");
    const auto job = *Urn::parse("urn:li:dataJob:(urn:li:dataFlow:(airflow,정산,PROD),적재)");
    write({proposal(dataset("a.b.c"), Container{folder}), proposal(job, Status{false})});
    const auto edges = catalog->relationships({.urn = dataset("a.b.c")});
    ASSERT_EQ(edges.total, 1);
    EXPECT_EQ(edges.rows[0].relationship, "IsPartOf");
    EXPECT_EQ(edges.rows[0].urn, folder);
    const auto key_edges = catalog->relationships({.urn = job});
    ASSERT_EQ(key_edges.total, 1);
    EXPECT_EQ(key_edges.rows[0].urn.str(), "urn:li:dataFlow:(airflow,정산,PROD)");
    EXPECT_EQ(catalog->verify().edges, 2);
}

TEST_F(CatalogTest, FindsEverythingAgainAfterARestart)
{
    write_table("carsharing.ops.reservation", "예약");
    close();
    open();
    EXPECT_THAT(found("예약"), ElementsAre("reservation"));
    EXPECT_EQ(catalog->verify().differences, 0);
}

TEST_F(CatalogTest, BuildsTheIndexAnewWhenItsSnapshotIsGone)
{
    write_table("carsharing.ops.reservation", "예약");
    write_table("carsharing.fleet.vehicle", "차량");
    close();
    std::filesystem::remove_all(directory / "search");
    open();
    EXPECT_THAT(found("*"), UnorderedElementsAre("reservation", "vehicle"));
    EXPECT_EQ(catalog->position(), store->status().position);
    EXPECT_EQ(catalog->verify().differences, 0);
}

TEST_F(CatalogTest, ReplaysWhatTheSnapshotLacks)
{
    write_table("carsharing.ops.reservation", "예약");
    close();
    std::filesystem::copy(directory / "search", directory / "saved",
                          std::filesystem::copy_options::recursive);
    open();
    write_table("carsharing.fleet.vehicle", "차량");
    catalog->remove_for_good(writer, dataset("carsharing.ops.reservation"));
    close();
    std::filesystem::remove_all(directory / "search");
    std::filesystem::rename(directory / "saved", directory / "search");
    open();
    EXPECT_THAT(found("*"), ElementsAre("vehicle"));
    EXPECT_EQ(catalog->verify().differences, 0);
}

TEST_F(CatalogTest, VerifyFindsWhatIsMissingExtraAndDifferent)
{
    write_table("a.b.one", "하나");
    write_table("a.b.two", "둘");
    const auto position = catalog->position();
    close();
    {
        // A view that went its own way while it was closed.
        const auto broken = search::open_engine(directory / "search");
        search::IndexDelta delta;
        delta.position = position;
        delta.removals.push_back(dataset("a.b.one").str());
        search::SearchDocument stranger;
        stranger.urn = "urn:li:tag:낯선";
        stranger.type = "tag";
        stranger.name = "낯선";
        delta.upserts.push_back(stranger);
        stranger.urn = dataset("a.b.two").str();
        delta.upserts.push_back(stranger);
        broken->apply(std::move(delta));
        broken->save();
    }
    open();
    const auto result = catalog->verify();
    std::vector<std::pair<std::string, std::string>> found_differences;
    for (const auto& sample : result.samples)
        found_differences.emplace_back(sample.urn, sample.what);
    EXPECT_THAT(found_differences, UnorderedElementsAre(std::pair(dataset("a.b.one").str(), "missing"),
                                                        std::pair(dataset("a.b.two").str(), "different"),
                                                        std::pair("urn:li:tag:낯선", "extra")));
}

TEST_F(CatalogTest, VerifiesWhileWritesGoOn)
{
    std::atomic<bool> stop = false;
    std::thread writes([&] {
        for (int i = 0; !stop && i < 2'000; ++i)
            write_table("a.b.table" + std::to_string(i % 50), "설명 " + std::to_string(i));
    });
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(catalog->verify().differences, 0);
    stop = true;
    writes.join();
    EXPECT_EQ(catalog->verify().differences, 0);
}

TEST_F(CatalogTest, WaitsForAPositionWithinABound)
{
    const auto position = write_table("a.b.c", "예약").position;
    catalog->wait_for(position);
    try {
        catalog->wait_for(position + 1);
        FAIL() << "a position of the future was reached";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::unavailable);
    }
}

TEST_F(CatalogTest, LetsOnlyAFewReadsWaitForAPosition)
{
    // Those that may wait hold a thread each; the ones beyond them must not.
    position_wait = std::chrono::minutes(5);
    position_waiters = 0;
    close();
    open();
    EXPECT_THROW(catalog->wait_for(1), Error);
}

TEST_F(CatalogTest, NamesTheValuesOfFacets)
{
    const auto folder = Urn::container("0123456789abcdef0123456789abcdef");
    write({proposal(folder,
                    ContainerProperties{
                        .name = "운영", .qualified_name = {}, .description = {}, .env = {}, .custom = {}}),
           proposal(dataset("a.b.c"), Container{folder})});
    search::SearchQuery query;
    query.facets = {search::Facet::container};
    const auto page = catalog->search(query);
    ASSERT_TRUE(page);
    ASSERT_EQ(page->facets.at(0).values.size(), 1);
    EXPECT_EQ(page->facets[0].values[0].label, "운영");
}

} // namespace
} // namespace colophon::service
