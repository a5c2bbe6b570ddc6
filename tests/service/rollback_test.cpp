// SPDX-License-Identifier: Apache-2.0
#include "service/pipeline_fixture.hpp"

#include <gmock/gmock.h>

namespace colophon::service {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class RollbackTest : public testing::Test, protected PipelineFixture {
protected:
    RolledBack roll_back(const std::string& run, const std::string& pipeline = "매일")
    {
        auto result = pipelines->roll_back(writer, run, pipeline);
        EXPECT_EQ(catalog->verify().differences, 0);
        return result;
    }
    static std::vector<std::string> reasons(const RolledBack& result)
    {
        std::vector<std::string> all;
        for (const auto& kept : result.kept)
            all.push_back(kept.aspect + ": " + kept.reason);
        return all;
    }

    const Urn reservation = dataset("carsharing.ops.예약");
    const Urn vehicle = dataset("carsharing.ops.차량");
};

TEST_F(RollbackTest, PutsFormerContentBackAndTakesAwayWhatWasNotThere)
{
    write({raw(reservation, "datasetProperties", described("옛 설명"), "run-1")});
    write({raw(reservation, "datasetProperties", described("새 설명"), "run-2"),
           raw(reservation, "globalTags", tagged("개인정보"), "run-2")});
    const auto result = roll_back("run-2");
    EXPECT_EQ(result.run_id, "rollback-run-2");
    EXPECT_EQ(result.restored, 1);
    EXPECT_EQ(result.removed, 1);
    EXPECT_EQ(result.kept_total, 0);
    EXPECT_EQ(result.position, catalog->position());
    EXPECT_EQ(document(reservation), (Document{{"datasetProperties", described("옛 설명")}}));
    EXPECT_EQ(catalog->relationships({.urn = reservation}).total, 0) << "edges follow";
    const auto run = pipelines->run("rollback-run-2", "매일");
    EXPECT_EQ(run.changed, 2);
}

TEST_F(RollbackTest, AnEntityThatOnlyTheRunMadeGoesForGood)
{
    write({raw(reservation, "datasetProperties", R"({"customProperties":{},"name":"예약"})", "run-1"),
           raw(reservation, "datasetProfile", profile(7, 1'700'000'000'000), "run-1")});
    EXPECT_THAT(found("예약"), ElementsAre("예약"));
    EXPECT_EQ(roll_back("run-1").removed, 1);
    EXPECT_FALSE(document(reservation));
    EXPECT_THAT(found("예약", true), IsEmpty());
}

TEST_F(RollbackTest, WhatPeopleSaidOfANewEntityStays)
{
    write({raw(reservation, "datasetProperties", described("표"), "run-1"),
           raw(reservation, "status", status(false), "run-1")});
    write({raw(reservation, "globalTags", tagged("개인정보"))});
    const auto result = roll_back("run-1");
    EXPECT_EQ(result.removed, 2);
    EXPECT_EQ(document(reservation), (Document{{"globalTags", tagged("개인정보")}}));
}

TEST_F(RollbackTest, WhatOthersWroteSinceStaysAndIsTold)
{
    write({raw(reservation, "datasetProperties", described("하나"))});
    write({raw(reservation, "datasetProperties", described("둘"), "run-1"),
           raw(vehicle, "datasetProperties", described("차량"), "run-1")});
    write({raw(reservation, "datasetProperties", described("셋")),
           raw(vehicle, "datasetProperties", described("차량"))});
    const auto result = roll_back("run-1");
    EXPECT_EQ(result.kept_total, 2);
    EXPECT_THAT(reasons(result), ElementsAre("datasetProperties: others have written it since",
                                             "datasetProperties: others have since written the same"));
    EXPECT_EQ(json_of(reservation, "datasetProperties"), described("셋"));
    EXPECT_EQ(json_of(vehicle, "datasetProperties"), described("차량"));
}

TEST_F(RollbackTest, OnlyTheLastBlockOfTheRunsVersionsIsTakenBack)
{
    write({raw(reservation, "datasetProperties", described("하나"), "run-1")});
    write({raw(reservation, "datasetProperties", described("사람"))});
    write({raw(reservation, "datasetProperties", described("둘"), "run-1"),
           raw(reservation, "datasetProperties", described("셋"), "run-1")});
    EXPECT_EQ(roll_back("run-1").restored, 1);
    EXPECT_EQ(json_of(reservation, "datasetProperties"), described("사람"));
}

TEST_F(RollbackTest, WhatTheRunTookAwayComesBack)
{
    write({raw(reservation, "globalTags", tagged("개인정보")), raw(vehicle, "globalTags", tagged("차"))});
    write({removal(reservation, "globalTags", "run-1"), removal(vehicle, "globalTags", "run-1")});
    write({raw(vehicle, "globalTags", tagged("다른"), "run-1")});
    EXPECT_EQ(roll_back("run-1").restored, 2);
    EXPECT_EQ(json_of(reservation, "globalTags"), tagged("개인정보"));
    EXPECT_EQ(json_of(vehicle, "globalTags"), tagged("차")) << "behind the removal as well";
}

TEST_F(RollbackTest, ARemovedEntityIsFoundAgainAndClaimed)
{
    write({raw(reservation, "datasetProperties", R"({"customProperties":{},"name":"예약"})", "run-1")});
    const auto first = take("run-1");
    claim(first, {reservation});
    pipelines->conclude(writer, "매일", first, "{}", std::nullopt);
    const auto second = take("run-2");
    claim(second, {vehicle});
    pipelines->remove(writer, "매일", second, {reservation});
    pipelines->conclude(writer, "매일", second, "{}", std::nullopt);
    EXPECT_THAT(claimed(), ElementsAre(vehicle));
    roll_back("run-2");
    EXPECT_THAT(found("예약"), ElementsAre("예약"));
    EXPECT_THAT(claimed(), ElementsAre(reservation));
    EXPECT_EQ(pipelines->find("매일").claims, 1);
}

TEST_F(RollbackTest, ARenameIsTakenBackWhole)
{
    write({raw(reservation, "datasetProperties", described("표"), "run-1")});
    write({raw(reservation, "globalTags", tagged("개인정보"))});
    const auto before = document(reservation);
    const auto lease = take("run-2");
    write({raw(vehicle, "datasetProperties", described("표"), "run-2")});
    std::vector<Rename> renames{{reservation, vehicle}};
    pipelines->rename(writer, "매일", lease, renames);
    pipelines->free_lease(writer, "매일", lease);
    EXPECT_EQ(json_of(vehicle, "globalTags"), tagged("개인정보"));
    roll_back("run-2");
    EXPECT_EQ(document(reservation), before);
    EXPECT_FALSE(document(vehicle));
}

TEST_F(RollbackTest, PointsOfTheRunGoAndThoseOfOthersStay)
{
    write({raw(reservation, "datasetProfile", profile(1, 1'000), "run-1")});
    write({raw(reservation, "datasetProfile", profile(2, 2'000), "run-2"),
           raw(reservation, "datasetProfile", profile(3, 3'000), "run-2")});
    EXPECT_EQ(roll_back("run-2").removed, 1);
    EXPECT_EQ(document(reservation), (Document{{"datasetProfile@1000", profile(1, 1'000)}}));
    EXPECT_EQ(roll_back("run-2").removed, 0);
}

TEST_F(RollbackTest, AnEntityWithPointsOfOthersIsNotTheRunsAlone)
{
    write({raw(reservation, "status", status(false), "run-1")});
    write({raw(reservation, "datasetProfile", profile(1, 1'000))});
    roll_back("run-1");
    EXPECT_EQ(document(reservation), (Document{{"datasetProfile@1000", profile(1, 1'000)}}));
}

TEST_F(RollbackTest, WhatAnotherPipelineClaimsStaysAsItSawIt)
{
    write({raw(reservation, "datasetProperties", described("표"), "run-1"),
           raw(reservation, "status", status(false), "run-1")});
    write({raw(vehicle, "datasetProperties", described("옛 차량"))});
    write({raw(vehicle, "datasetProperties", described("새 차량"), "run-1")});
    claim(take("run-9", "매시"), {reservation, vehicle}, "매시");
    const auto result = roll_back("run-1");
    EXPECT_EQ(result.kept_total, 2);
    EXPECT_EQ(result.kept.at(0).reason, "another pipeline claims the entity: 매시");
    EXPECT_EQ(json_of(reservation, "datasetProperties"), described("표"));
    EXPECT_EQ(json_of(vehicle, "datasetProperties"), described("옛 차량"));
}

TEST_F(RollbackTest, ASecondTimeThereIsNothingLeftToDo)
{
    write({raw(reservation, "datasetProperties", described("하나"), "run-1")});
    write({raw(reservation, "datasetProperties", described("둘"), "run-2"),
           raw(vehicle, "status", status(false), "run-2"),
           raw(reservation, "globalTags", tagged("표"), "run-2")});
    roll_back("run-2");
    const auto again = roll_back("run-2");
    EXPECT_EQ(again.restored + again.removed + again.kept_total, 0);
    EXPECT_EQ(again.position, catalog->position());
    EXPECT_EQ(document(reservation), (Document{{"datasetProperties", described("하나")}}));
}

TEST_F(RollbackTest, RunsAreTakenBackOneAfterTheOther)
{
    write({raw(reservation, "datasetProperties", described("하나"), "run-1")});
    write({raw(reservation, "datasetProperties", described("둘"), "run-2"),
           raw(vehicle, "datasetProperties", described("차량"), "run-2")});
    write({raw(reservation, "datasetProperties", described("셋"), "run-3"),
           raw(vehicle, "datasetProperties", described("새 차량"), "run-3")});
    roll_back("run-3");
    EXPECT_EQ(json_of(reservation, "datasetProperties"), described("둘"));
    const auto result = roll_back("run-2");
    EXPECT_EQ(result.kept_total, 0);
    EXPECT_EQ(json_of(reservation, "datasetProperties"), described("하나"));
    EXPECT_FALSE(document(vehicle));
    roll_back("run-1");
    EXPECT_FALSE(document(reservation));
}

TEST_F(RollbackTest, ARollbackIsARunThatCanBeTakenBack)
{
    write({raw(reservation, "datasetProperties", described("하나"), "run-1")});
    write({raw(reservation, "datasetProperties", described("둘"), "run-2")});
    roll_back("run-2");
    EXPECT_EQ(roll_back("rollback-run-2").run_id, "rollback-rollback-run-2");
    EXPECT_EQ(json_of(reservation, "datasetProperties"), described("둘"));
}

TEST_F(RollbackTest, WhereTheHistoryIsTrimmedTheAspectStays)
{
    close();
    history = 1;
    open();
    write({raw(reservation, "datasetProperties", described("하나"))});
    write({raw(reservation, "datasetProperties", described("둘"), "run-1")});
    const auto result = roll_back("run-1");
    EXPECT_THAT(reasons(result), ElementsAre("datasetProperties: its history is not kept so far back"));
    EXPECT_EQ(json_of(reservation, "datasetProperties"), described("둘"));
}

TEST_F(RollbackTest, WhatARunRemovedForGoodCannotComeBack)
{
    write({raw(reservation, "datasetProperties", described("표"))});
    write({removal(reservation, "datasetKey", "run-1")});
    EXPECT_THAT(reasons(roll_back("run-1")), ElementsAre(": it was removed for good, with its history"));
}

TEST_F(RollbackTest, WaitsForNobodyWhoHoldsTheLease)
{
    write({raw(reservation, "status", status(false), "run-1")});
    const auto lease = take("run-2");
    EXPECT_THROW(pipelines->roll_back(writer, "run-1", "매일"), LeaseHeld);
    pipelines->free_lease(writer, "매일", lease);
    roll_back("run-1");
    EXPECT_FALSE(pipelines->find("매일").lease) << "its own lease is given back";
    take("run-3");
}

TEST_F(RollbackTest, ARunThatWasLateCannotGoOnAfterARollback)
{
    write({raw(reservation, "status", status(false), "run-1")});
    const auto lease = take("run-1");
    steady_now += pipelines->lease_time();
    roll_back("run-1");
    EXPECT_THROW(pipelines->renew("매일", lease), LeaseLost);
    close();
    open();
    EXPECT_THROW(pipelines->renew("매일", lease), LeaseLost) << "nor after a restart";
}

TEST_F(RollbackTest, TakesARunWithoutPipelineBackToo)
{
    write({raw(reservation, "status", status(false), "datahub-1", "")});
    roll_back("datahub-1", "");
    EXPECT_FALSE(document(reservation));
    EXPECT_THAT(pipelines->list(), IsEmpty()) << "nor does it make a pipeline";
}

TEST_F(RollbackTest, KnowsWhoseRunOfThatNameIsMeant)
{
    write({raw(reservation, "status", status(false), "run-1", "매일"),
           raw(vehicle, "status", status(false), "run-1", "매시")});
    roll_back("run-1", "매일");
    EXPECT_FALSE(document(reservation));
    EXPECT_TRUE(document(vehicle));
}

TEST_F(RollbackTest, GoesPageByPageAndSumsUp)
{
    std::vector<Proposal> before, run;
    for (int i = 0; i < 1'500; ++i) {
        const auto urn = dataset("a.b.표" + std::to_string(i));
        if (i % 2 == 0)
            before.push_back(raw(urn, "datasetProperties", described("처음")));
        run.push_back(raw(urn, "datasetProperties", described("나중"), "run-1"));
        run.push_back(raw(urn, "status", status(false), "run-1"));
    }
    write(std::move(before));
    write(std::move(run));
    const auto result = roll_back("run-1");
    EXPECT_EQ(result.restored, 750);
    EXPECT_EQ(result.removed, 1'500) << "750 entities, and the status of 750";
    EXPECT_EQ(store->status().entities, 750);
    EXPECT_EQ(document(dataset("a.b.표1498")), (Document{{"datasetProperties", described("처음")}}));
}

TEST_F(RollbackTest, OfALongListOfWhatStaysAFewAreTold)
{
    std::vector<Proposal> run, people;
    for (int i = 0; i < 150; ++i) {
        const auto urn = dataset("a.b.표" + std::to_string(i));
        run.push_back(raw(urn, "datasetProperties", described("기계"), "run-1"));
        people.push_back(raw(urn, "datasetProperties", described("사람")));
    }
    write(std::move(run));
    write(std::move(people));
    const auto result = roll_back("run-1");
    EXPECT_EQ(result.kept_total, 150);
    EXPECT_THAT(result.kept, SizeIs(100));
}

} // namespace
} // namespace colophon::service
