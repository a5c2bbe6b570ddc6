// SPDX-License-Identifier: Apache-2.0
#include "service/catalog_fixture.hpp"

#include <filesystem>
#include <gmock/gmock.h>
#include <thread>

namespace colophon::service {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr const char* day = R"("eventGranularity":{"unit":"DAY","multiple":1})";

Urn urn(std::string_view text)
{
    return Urn::parse(text).value();
}

/// What documents hold of other entities follows those entities, whatever happens.
class SignalsTest : public testing::Test, protected CatalogFixture {
protected:
    void write_json(const Urn& entity, const char* aspect, const std::string& json)
    {
        write(
            {{entity, value_or_throw(canonical_aspect(EntityRegistry::builtin(), entity, {aspect, json}))}});
    }
    void write_lineage(std::string_view table, const std::vector<std::string>& upstreams)
    {
        UpstreamLineage lineage;
        for (const std::string& each : upstreams)
            lineage.upstreams.push_back({dataset(each)});
        write({proposal(dataset(table), lineage)});
    }
    void write_usage(std::string_view table, std::int64_t at_ms, int queries)
    {
        write_json(dataset(table), "datasetUsageStatistics",
                   R"({"timestampMillis":)" + std::to_string(at_ms) + "," + day + R"(,"totalSqlQueries":)" +
                       std::to_string(queries) + "}");
    }

    search::SearchPage page(search::SearchQuery query) const
    {
        query.removed = true;
        return value_or_throw(catalog->search(query));
    }
    std::vector<std::string> names(search::SearchQuery query) const
    {
        std::vector<std::string> names;
        for (const auto& hit : page(std::move(query)).hits)
            names.push_back(hit.name);
        return names;
    }
    search::Hit hit(std::string_view table) const
    {
        for (auto& hit : page({.text = "*", .limit = 100}).hits)
            if (hit.name == table)
                return hit;
        return {};
    }
    std::vector<std::string> below(search::Facet facet, std::string value) const
    {
        return names({.text = "*", .filters = {{facet, {std::move(value)}}}});
    }

    /// Runs `change` against an index that was saved before it, as after a kill.
    template <class Change> void replay(const Change& change)
    {
        close();
        std::filesystem::copy(directory / "search", directory / "saved",
                              std::filesystem::copy_options::recursive);
        open();
        change();
        close();
        std::filesystem::remove_all(directory / "search");
        std::filesystem::rename(directory / "saved", directory / "search");
        open();
    }

    void TearDown() override
    {
        EXPECT_EQ(catalog->verify().differences, 0U);
        close();
        open();
        EXPECT_EQ(catalog->verify().differences, 0U) << "after a restart";
        close();
        std::filesystem::remove_all(directory / "search");
        open();
        EXPECT_EQ(catalog->verify().differences, 0U) << "after the index was built anew";
    }
};

TEST_F(SignalsTest, CountsWhatIsMadeFromAnEntity)
{
    write_table("ops.예약", "예약");
    write_table("ops.대여", "대여");
    EXPECT_EQ(hit("예약").downstream, 0U);
    write_lineage("mart.매출", {"ops.예약", "ops.대여"});
    write_lineage("mart.현황", {"ops.예약"});
    EXPECT_EQ(hit("예약").downstream, 2U);
    EXPECT_EQ(hit("대여").downstream, 1U);
    EXPECT_THAT(names({.text = "*", .numbers = {{search::Number::downstream, 1, std::nullopt}}}),
                UnorderedElementsAre("예약", "대여"));
    EXPECT_THAT(names({.text = "*", .numbers = {{search::Number::downstream, 2, std::nullopt}}}),
                ElementsAre("예약"));
}

TEST_F(SignalsTest, CountsLessWhenLineageIsTakenBack)
{
    write_table("ops.예약", "예약");
    write_table("ops.대여", "대여");
    write_lineage("mart.매출", {"ops.예약"});
    write_lineage("mart.매출", {"ops.대여"});
    EXPECT_EQ(hit("예약").downstream, 0U);
    EXPECT_EQ(hit("대여").downstream, 1U);
    catalog->remove(writer, dataset("mart.매출"));
    EXPECT_EQ(hit("대여").downstream, 1U) << "its lineage is still stated";
    catalog->remove_for_good(writer, dataset("mart.매출"));
    EXPECT_EQ(hit("대여").downstream, 0U);
}

TEST_F(SignalsTest, CountsEachEntityOnceAndJobsAndDashboardsToo)
{
    write_table("ops.예약", "예약");
    const std::string table = dataset("ops.예약").str();
    write_json(urn("urn:li:dataJob:(urn:li:dataFlow:(airflow,정산,PROD),복사)"), "dataJobInputOutput",
               R"({"inputDatasets":[")" + table + R"("],"inputDatasetEdges":[{"destinationUrn":")" + table +
                   R"("}],"outputDatasets":[")" + dataset("raw.예약_사본").str() + R"("]})");
    write_json(urn("urn:li:chart:(looker,예약 추이)"), "chartInfo",
               R"({"title":"예약 추이","description":"","lastModified":{},"inputs":[{"string":")" + table +
                   R"("}]})");
    EXPECT_EQ(hit("예약").downstream, 2U);
    EXPECT_EQ(hit("복사").downstream, 1U) << "what a job makes is made from it";
}

TEST_F(SignalsTest, DoesNotCountRunsOfJobs)
{
    write_table("ops.예약", "예약");
    write_json(urn("urn:li:dataProcessInstance:1"), "dataProcessInstanceInput",
               R"({"inputs":[")" + dataset("ops.예약").str() + R"("]})");
    EXPECT_EQ(hit("예약").downstream, 0U);
}

TEST_F(SignalsTest, FollowsLineageThatWasLostBeforeTheIndexWasSaved)
{
    write_table("ops.예약", "예약");
    write_table("ops.대여", "대여");
    write_lineage("mart.매출", {"ops.예약"});
    write_lineage("mart.현황", {"ops.예약", "ops.대여"});
    replay([this] {
        write_lineage("mart.매출", {"ops.대여"});
        catalog->remove_for_good(writer, dataset("mart.현황"));
    });
    EXPECT_EQ(hit("예약").downstream, 0U);
    EXPECT_EQ(hit("대여").downstream, 1U);
}

TEST_F(SignalsTest, CountsQueriesAsTheyAreWritten)
{
    constexpr std::int64_t today = 1'700'000'000'000;
    constexpr std::int64_t one_day = 86'400'000;
    write_table("ops.예약", "예약");
    write_table("ops.대여", "대여");
    write_usage("ops.예약", today - one_day, 30);
    write_usage("ops.예약", today, 12);
    write_usage("ops.대여", today - 90 * one_day, 50);
    EXPECT_EQ(hit("예약").usage, 42U);
    EXPECT_EQ(hit("대여").usage, 50U) << "thirty days up to its own newest point, whatever the clock says";
    EXPECT_THAT(names({.text = "*", .sort = search::Sort::usage}), ElementsAre("대여", "예약"));
    write_usage("ops.예약", today, 100);
    EXPECT_EQ(hit("예약").usage, 130U);
    EXPECT_THAT(names({.text = "*", .numbers = {{search::Number::usage, 100, std::nullopt}}}),
                ElementsAre("예약"));
    write_usage("ops.예약", today + 40 * one_day, 1);
    EXPECT_EQ(hit("예약").usage, 1U);
}

TEST_F(SignalsTest, MovesWhatLiesBelowADomain)
{
    const Urn booking = urn("urn:li:domain:예약");
    write_json(urn("urn:li:domain:운영"), "domainProperties", R"({"name":"운영"})");
    write_json(booking, "domainProperties", R"({"name":"예약팀","parentDomain":"urn:li:domain:운영"})");
    write_table("ops.예약", "표");
    write_json(dataset("ops.예약"), "domains", R"({"domains":["urn:li:domain:예약"]})");
    EXPECT_THAT(below(search::Facet::domain, "운영"), UnorderedElementsAre("예약팀", "예약"));
    write_json(booking, "domainProperties", R"({"name":"예약팀","parentDomain":"urn:li:domain:사업"})");
    EXPECT_THAT(below(search::Facet::domain, "운영"), IsEmpty());
    EXPECT_THAT(below(search::Facet::domain, "사업"), UnorderedElementsAre("예약팀", "예약"));
    catalog->remove_for_good(writer, booking);
    EXPECT_THAT(below(search::Facet::domain, "사업"), IsEmpty());
    EXPECT_THAT(below(search::Facet::domain, "예약"), ElementsAre("예약"));
}

TEST_F(SignalsTest, MovesWhatLiesDeepInAContainer)
{
    const Urn database = urn("urn:li:container:디비");
    const Urn schema = urn("urn:li:container:스키마");
    write_table("ops.예약", "표");
    write({proposal(dataset("ops.예약"), Container{schema})});
    EXPECT_THAT(below(search::Facet::container, "스키마"), ElementsAre("예약"));
    write({proposal(schema, Container{database})});
    EXPECT_THAT(below(search::Facet::container, "디비"), UnorderedElementsAre("스키마", "예약"));
    write({proposal(database, Container{urn("urn:li:container:서버")})});
    EXPECT_THAT(below(search::Facet::container, "서버"), UnorderedElementsAre("스키마", "예약", "디비"));
    replay([&] { write({proposal(database, Container{urn("urn:li:container:새 서버")})}); });
    EXPECT_THAT(below(search::Facet::container, "서버"), IsEmpty());
    EXPECT_THAT(below(search::Facet::container, "새 서버"), UnorderedElementsAre("스키마", "예약", "디비"));
}

TEST_F(SignalsTest, FindsWhatLiesBelowANodeOfTheGlossary)
{
    const std::string definition = R"("definition":"매출","termSource":"INTERNAL")";
    write_json(urn("urn:li:glossaryNode:재무"), "glossaryNodeInfo", R"({"definition":"재무","name":"재무"})");
    write_json(urn("urn:li:glossaryTerm:매출"), "glossaryTermInfo",
               "{" + definition + R"(,"name":"순매출","parentNode":"urn:li:glossaryNode:재무"})");
    write_table("mart.daily", "표");
    write_json(
        dataset("mart.daily"), "glossaryTerms",
        R"({"auditStamp":{"actor":"urn:li:corpuser:a","time":0},"terms":[{"urn":"urn:li:glossaryTerm:매출"}]})");
    EXPECT_THAT(below(search::Facet::term, "urn:li:glossaryNode:재무"),
                UnorderedElementsAre("순매출", "daily"));
    EXPECT_THAT(names({.text = "term:순매출"}), testing::Contains("daily"));
    write_json(urn("urn:li:glossaryTerm:매출"), "glossaryTermInfo",
               "{" + definition + R"(,"name":"총매출"})");
    EXPECT_THAT(below(search::Facet::term, "urn:li:glossaryNode:재무"), IsEmpty());
    EXPECT_THAT(names({.text = "term:총매출"}), testing::Contains("daily"));
}

TEST_F(SignalsTest, FindsTablesByTheNameOfTheirOwner)
{
    const Urn person = urn("urn:li:corpuser:kim.minsu");
    write_table("ops.예약", "표");
    write_json(dataset("ops.예약"), "ownership",
               R"({"owners":[{"owner":"urn:li:corpuser:kim.minsu","type":"DATAOWNER"}]})");
    EXPECT_THAT(names({.text = "owner:김민수"}), IsEmpty());
    write_json(person, "corpUserInfo", R"({"active":true,"displayName":"김민수"})");
    EXPECT_THAT(names({.text = "owner:김민수"}), ElementsAre("예약"));
    write_json(person, "corpUserInfo", R"({"active":true,"displayName":"김민철"})");
    EXPECT_THAT(names({.text = "owner:김민수"}), IsEmpty());
    replay([&] { write_json(person, "corpUserInfo", R"({"active":true,"displayName":"김민수"})"); });
    EXPECT_THAT(names({.text = "owner:김민수"}), ElementsAre("예약"));
}

TEST_F(SignalsTest, FollowsAGroupThatMovesAndWritesAtOnce)
{
    const auto json = [](const Urn& entity, const char* aspect, const std::string& text) {
        return Proposal{entity,
                        value_or_throw(canonical_aspect(EntityRegistry::builtin(), entity, {aspect, text}))};
    };
    write_lineage("mart.매출", {"ops.예약"});
    write({json(urn("urn:li:domain:나"), "domainProperties",
                R"({"name":"나","parentDomain":"urn:li:domain:가"})"),
           json(dataset("ops.예약"), "domains", R"({"domains":["urn:li:domain:나"]})"),
           json(dataset("mart.매출"), "upstreamLineage", R"({"upstreams":[]})"),
           proposal(dataset("mart.현황"), UpstreamLineage{{{dataset("ops.예약")}}}),
           proposal(dataset("mart.건수"), UpstreamLineage{{{dataset("ops.예약")}}}),
           json(urn("urn:li:domain:나"), "domainProperties",
                R"({"name":"나","parentDomain":"urn:li:domain:다"})")});
    EXPECT_EQ(hit("예약").downstream, 2U);
    EXPECT_THAT(below(search::Facet::domain, "다"), UnorderedElementsAre("나", "예약"));
    EXPECT_THAT(below(search::Facet::domain, "가"), IsEmpty());
}

TEST_F(SignalsTest, VerifiesWhileLineageUsageAndDomainsChange)
{
    for (int i = 0; i < 20; ++i)
        write_table("ops.예약" + std::to_string(i), "표");
    for (int i = 0; i < 20; ++i)
        write_json(dataset("ops.예약" + std::to_string(i)), "domains", R"({"domains":["urn:li:domain:가"]})");
    std::atomic<bool> stop = false;
    std::thread writes([&] {
        for (int i = 0; !stop && i < 500; ++i) {
            write_lineage("mart.매출" + std::to_string(i % 5), {"ops.예약" + std::to_string(i % 20)});
            write_usage("ops.예약" + std::to_string(i % 20), 1'700'000'000'000 + i, i);
            write_json(urn("urn:li:domain:가"), "domainProperties",
                       R"({"name":"가","parentDomain":"urn:li:domain:)" + std::to_string(i) + R"("})");
        }
    });
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(catalog->verify().differences, 0U);
    stop = true;
    writes.join();
}

} // namespace
} // namespace colophon::service
