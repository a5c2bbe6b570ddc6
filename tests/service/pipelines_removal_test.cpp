// SPDX-License-Identifier: Apache-2.0
#include "service/pipeline_fixture.hpp"

#include <gmock/gmock.h>

namespace colophon::service {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class PipelineWritesTest : public testing::Test, protected PipelineFixture {
protected:
    Removed remove(const std::string& lease, const std::vector<Urn>& urns)
    {
        return pipelines->remove(writer, "매일", lease, urns);
    }
    std::vector<Rename> rename(const std::string& lease, std::vector<Rename> renames)
    {
        pipelines->rename(writer, "매일", lease, renames);
        return renames;
    }

    const Urn reservation = dataset("carsharing.ops.예약");
    const Urn booking = dataset("carsharing.ops.예약_이력");
};

TEST_F(PipelineWritesTest, RemovalHidesReleasesAndBelongsToTheRun)
{
    write({raw(reservation, "datasetProperties",
               R"({"customProperties":{},"name":"예약","description":"표"})", "run-1")});
    write({raw(reservation, "status",
               R"({"removed":false,"lifecycleStage":"urn:li:lifecycleStageType:초안"})", "run-1")});
    const auto lease = take("run-2");
    claim(lease, {reservation});
    EXPECT_THAT(found("예약"), ElementsAre("예약"));
    const auto removed = remove(lease, {reservation, reservation, dataset("x.y.없는")});
    EXPECT_EQ(removed.removed, 1);
    EXPECT_THAT(removed.kept, IsEmpty());
    EXPECT_EQ(removed.position, catalog->position());
    EXPECT_THAT(found("예약"), IsEmpty());
    EXPECT_EQ(json_of(reservation, "status"),
              R"({"lifecycleStage":"urn:li:lifecycleStageType:초안","removed":true})");
    EXPECT_THAT(claimed(), IsEmpty());
    const auto run = pipelines->run("run-2", "매일");
    EXPECT_EQ(run.changed, 1);
    EXPECT_EQ(run.last_position, removed.position);
    EXPECT_EQ(remove(lease, {reservation}).removed, 0) << "what is removed already is only released";
    EXPECT_EQ(catalog->position(), removed.position);
    EXPECT_EQ(catalog->verify().differences, 0);
}

TEST_F(PipelineWritesTest, RemovalSparesWhatAnotherPipelineSees)
{
    write_table("carsharing.ops.예약", "표");
    const auto lease = take("run-1");
    claim(lease, {reservation});
    claim(take("run-9", "매시"), {reservation}, "매시");
    const auto removed = remove(lease, {reservation});
    EXPECT_EQ(removed.removed, 0);
    ASSERT_THAT(removed.kept, SizeIs(1));
    EXPECT_EQ(removed.kept[0].urn, reservation);
    EXPECT_EQ(removed.kept[0].claimed_by, "매시");
    EXPECT_EQ(json_of(reservation, "status"), "");
    EXPECT_THAT(claimed(), IsEmpty()) << "it no longer answers for it";
    EXPECT_THAT(claimed("매시"), ElementsAre(reservation));
}

TEST_F(PipelineWritesTest, ClaimsComeInPages)
{
    const auto lease = take("run-1");
    const auto folder = Urn::container("0123456789abcdef0123456789abcdef");
    pipelines->claim(writer, "매일", lease, {{reservation, folder, "1/2/3"}, {booking, std::nullopt, ""}});
    const auto first = pipelines->claims("매일", "", 1);
    ASSERT_THAT(first, SizeIs(1));
    EXPECT_EQ(first[0], (store::Claim{reservation, folder, "1/2/3"}));
    EXPECT_THAT(pipelines->claims("매일", reservation.str(), 9), ElementsAre(store::Claim{booking}));
    EXPECT_EQ(pipelines->find("매일").claims, 2);
}

TEST_F(PipelineWritesTest, ARenameTakesAlongWhatPeopleWrote)
{
    write(
        {raw(reservation, "datasetProperties", described("표"), "run-1"),
         raw(reservation, "container", R"({"container":"urn:li:container:c"})"),
         raw(reservation, "globalTags", tagged("개인정보")),
         raw(reservation, "glossaryTerms",
             R"({"auditStamp":{"actor":"urn:li:corpuser:사람","time":0},"terms":[{"urn":"urn:li:glossaryTerm:예약"}]})",
             "밖-1", "다른"),
         raw(booking, "datasetProperties", described("새 표"), "run-2")});
    const auto lease = take("run-2");
    claim(lease, {reservation, booking});
    const auto renamed = rename(lease, {{reservation, booking}});
    EXPECT_THAT(renamed[0].moved, ElementsAre("globalTags", "glossaryTerms"));
    EXPECT_EQ(json_of(booking, "globalTags"), tagged("개인정보"));
    EXPECT_EQ(json_of(booking, "datasetProperties"), described("새 표"));
    EXPECT_EQ(json_of(booking, "container"), "");
    EXPECT_EQ(json_of(reservation, "status"), status(true));
    EXPECT_THAT(claimed(), ElementsAre(booking));
    EXPECT_EQ(catalog->relationships({.urn = booking, .relationships = {"TaggedWith"}}).total, 1);
    EXPECT_EQ(catalog->verify().differences, 0);
}

TEST_F(PipelineWritesTest, ARenameDoesNotWriteOverPeoplesWords)
{
    write({raw(reservation, "globalTags", tagged("옛것")), raw(booking, "globalTags", tagged("새것")),
           raw(reservation, "editableDatasetProperties", R"({"description":"옛 설명"})"),
           raw(booking, "editableDatasetProperties", R"({"description":"기계"})", "run-2")});
    const auto renamed = rename(take("run-2"), {{reservation, booking}});
    EXPECT_THAT(renamed[0].moved, ElementsAre("editableDatasetProperties"));
    EXPECT_EQ(json_of(booking, "globalTags"), tagged("새것"));
    EXPECT_EQ(json_of(booking, "editableDatasetProperties"), R"({"description":"옛 설명"})");
}

TEST_F(PipelineWritesTest, WhatCameAlongOnceComesAlongAgain)
{
    write({raw(reservation, "globalTags", tagged("개인정보"))});
    const auto again = dataset("carsharing.ops.예약_최종");
    const auto lease = take("run-1");
    rename(lease, {{reservation, booking}});
    EXPECT_THAT(rename(lease, {{booking, again}})[0].moved, ElementsAre("globalTags"));
    EXPECT_EQ(json_of(again, "globalTags"), tagged("개인정보"));
}

TEST_F(PipelineWritesTest, ARenameOfNothingMovesNothing)
{
    const auto lease = take("run-1");
    claim(lease, {reservation});
    EXPECT_THAT(rename(lease, {{reservation, booking}})[0].moved, IsEmpty());
    EXPECT_THAT(claimed(), IsEmpty());
    EXPECT_FALSE(document(booking));
}

TEST_F(PipelineWritesTest, RefusesRenamesThatCannotBe)
{
    const auto lease = take("run-1");
    const auto last = dataset("a.b.셋");
    for (const auto& renames : {std::vector<Rename>{{reservation, reservation}},
                                {{reservation, Urn::container("c")}},
                                {{reservation, booking}, {booking, last}}})
        EXPECT_THROW(rename(lease, renames), Error);
}

TEST_F(PipelineWritesTest, AConclusionLeavesReportAndStateAndFreesTheLease)
{
    const auto lease = take("run-1");
    const std::string report = R"({"outcome":"warnings","summary":{"추가":1}})";
    pipelines->conclude(writer, "매일", lease, report, R"({"scope":["예약"]})");
    const auto pipeline = pipelines->find("매일");
    EXPECT_FALSE(pipeline.lease);
    EXPECT_EQ(pipeline.state_json, R"({"scope":["예약"]})");
    const auto run = pipelines->run("run-1", "매일");
    EXPECT_EQ(run.report_json, report);
    EXPECT_EQ(run.outcome, "warnings");
    pipelines->conclude(writer, "매일", take("run-2"), "{}", std::nullopt);
    EXPECT_EQ(pipelines->find("매일").state_json, R"({"scope":["예약"]})") << "kept where none is given";
    EXPECT_THAT(pipelines->runs(10, "매일"), SizeIs(2));
    EXPECT_THROW(pipelines->run("run-3", "매일"), Error);
}

TEST_F(PipelineWritesTest, RefusesReportsAndStatesThatAreTooLargeAndKeepsTheLease)
{
    const auto lease = take("run-1");
    const auto large = [](std::size_t bytes) { return '"' + std::string(bytes - 1, 'x') + '"'; };
    for (const auto& [report, state] : {std::pair{large(Pipelines::max_report_bytes), std::string("{}")},
                                        std::pair{std::string("{}"), large(Pipelines::max_state_bytes)}})
        try {
            pipelines->conclude(writer, "매일", lease, report, state);
            ADD_FAILURE() << "was taken";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), Errc::too_large);
        }
    pipelines->renew("매일", lease);
}

} // namespace
} // namespace colophon::service
