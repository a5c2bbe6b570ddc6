// SPDX-License-Identifier: Apache-2.0
#include "service/pipeline_fixture.hpp"

#include <gmock/gmock.h>

namespace colophon::service {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Operation = RunChange::Operation;

class RunChangesTest : public testing::Test, protected PipelineFixture {
protected:
    RunChangePage changes(const std::string& run, store::Position since = 0, std::size_t limit = 100)
    {
        return pipelines->changes(run, "매일", since, limit);
    }
    static std::vector<std::string> names(const RunChange& change)
    {
        std::vector<std::string> all;
        for (const auto& aspect : change.aspects)
            all.push_back(aspect.name);
        return all;
    }

    const Urn reservation = dataset("carsharing.ops.예약");
    const Urn vehicle = dataset("carsharing.ops.차량");
};

TEST_F(RunChangesTest, TellsWhatCameWithItsFields)
{
    const auto outcome = write({raw(reservation, "datasetProperties", described("표"), "run-1"),
                                raw(reservation, "status", status(false), "run-1")});
    const auto page = changes("run-1");
    ASSERT_THAT(page.changes, SizeIs(1));
    EXPECT_FALSE(page.next);
    const auto& change = page.changes[0];
    EXPECT_EQ(change.urn, reservation);
    EXPECT_EQ(change.operation, Operation::add);
    EXPECT_EQ(change.position, outcome.position);
    EXPECT_THAT(names(change), ElementsAre("datasetProperties", "status"));
    EXPECT_EQ(change.aspects[0].version, 1);
    EXPECT_THAT(change.aspects[1].fields, ElementsAre(FieldChange{"removed", std::nullopt, "false"}));
}

TEST_F(RunChangesTest, TellsFieldByFieldWhatChanged)
{
    write({raw(reservation, "datasetProperties", described("옛 설명"), "run-1"),
           raw(vehicle, "datasetProperties", described("차량"), "run-1")});
    write({raw(reservation, "datasetProperties", described("새 설명"), "run-2"),
           raw(vehicle, "datasetProperties", described("차량"), "run-2")});
    const auto page = changes("run-2");
    ASSERT_THAT(page.changes, SizeIs(1)) << "what is unchanged is not told";
    EXPECT_EQ(page.changes[0].operation, Operation::change);
    EXPECT_EQ(page.changes[0].aspects[0].version, 2);
    EXPECT_THAT(page.changes[0].aspects[0].fields, ElementsAre(FieldChange{"comment", "옛 설명", "새 설명"}));
}

TEST_F(RunChangesTest, TellsRemovalsAndWhatCameBack)
{
    write(
        {raw(reservation, "status", status(false), "run-1"), raw(vehicle, "status", status(true), "run-1")});
    write({raw(reservation, "status", status(true), "run-2"), raw(vehicle, "status", status(false), "run-2"),
           removal(dataset("없는"), "status", "run-2")});
    const auto page = changes("run-2");
    ASSERT_THAT(page.changes, SizeIs(2));
    EXPECT_EQ(page.changes[0].operation, Operation::remove);
    EXPECT_EQ(page.changes[1].operation, Operation::restore);
    EXPECT_EQ(changes("run-1").changes[1].operation, Operation::add);
    write({removal(reservation, "datasetKey", "run-3")});
    const auto gone = changes("run-3");
    ASSERT_THAT(gone.changes, SizeIs(1));
    EXPECT_EQ(gone.changes[0].operation, Operation::remove);
    EXPECT_THAT(gone.changes[0].aspects, IsEmpty());
}

TEST_F(RunChangesTest, AnAspectWrittenTwiceInARowIsOneChange)
{
    write({raw(reservation, "datasetProperties", described("하나"), "run-1")});
    write({raw(reservation, "datasetProperties", described("둘"), "run-2"),
           raw(reservation, "datasetProperties", described("셋"), "run-2")});
    const auto page = changes("run-2");
    ASSERT_THAT(page.changes, SizeIs(1));
    EXPECT_THAT(page.changes[0].aspects[0].fields, ElementsAre(FieldChange{"comment", "하나", "셋"}));
}

TEST_F(RunChangesTest, AnAspectThatIsTakenAwayIsToldAsGone)
{
    write({raw(reservation, "globalTags", tagged("개인정보"))});
    write({removal(reservation, "globalTags", "run-1")});
    const auto page = changes("run-1");
    ASSERT_THAT(page.changes, SizeIs(1));
    EXPECT_EQ(page.changes[0].operation, Operation::change);
    ASSERT_THAT(page.changes[0].aspects[0].fields, SizeIs(1));
    EXPECT_FALSE(page.changes[0].aspects[0].fields[0].to);
}

TEST_F(RunChangesTest, WhatARunMadeIsNewWheneverItComesUpAgain)
{
    write({raw(reservation, "status", status(false), "run-1"), raw(vehicle, "status", status(false), "run-1"),
           raw(reservation, "datasetProperties", described("표"), "run-1")});
    const auto page = changes("run-1");
    ASSERT_THAT(page.changes, SizeIs(3));
    for (const auto& change : page.changes)
        EXPECT_EQ(change.operation, Operation::add);
}

TEST_F(RunChangesTest, WhatAPersonMadeMeanwhileIsNotNew)
{
    write({raw(vehicle, "status", status(false), "run-1")});
    write({raw(reservation, "globalTags", tagged("개인정보"))});
    write({raw(reservation, "status", status(false), "run-1")});
    const auto page = changes("run-1");
    ASSERT_THAT(page.changes, SizeIs(2));
    EXPECT_EQ(page.changes[1].operation, Operation::change);
}

TEST_F(RunChangesTest, KeysSayNothing)
{
    const auto job = *Urn::parse("urn:li:dataJob:(urn:li:dataFlow:(airflow,정산,PROD),적재)");
    const auto other = *Urn::parse("urn:li:dataJob:(urn:li:dataFlow:(airflow,정산,PROD),정리)");
    write({raw(job, "status", status(false), "run-1"), raw(other, "status", status(false), "run-1")});
    const auto page = changes("run-1");
    ASSERT_THAT(page.changes, SizeIs(2)) << "the keys come behind both and are no changes of their own";
    EXPECT_THAT(names(page.changes[0]), ElementsAre("status"));
}

TEST_F(RunChangesTest, APointOfATimeseriesHasNoVersion)
{
    write({raw(reservation, "datasetProfile", profile(7, 1'700'000'000'000), "run-1")});
    const auto page = changes("run-1");
    ASSERT_THAT(page.changes, SizeIs(1));
    EXPECT_EQ(page.changes[0].operation, Operation::add);
    EXPECT_EQ(page.changes[0].aspects[0].version, 0);
    EXPECT_THAT(page.changes[0].aspects[0].fields, IsEmpty());
}

TEST_F(RunChangesTest, ComesInPagesThatMeet)
{
    std::vector<Proposal> proposals;
    for (int i = 0; i < 700; ++i) {
        const auto urn = dataset("a.b.표" + std::to_string(i));
        proposals.push_back(raw(urn, "status", status(false), "run-1"));
        proposals.push_back(raw(urn, "datasetProperties", described(std::to_string(i)), "run-1"));
    }
    write(std::move(proposals));
    std::vector<std::string> urns;
    std::optional<store::Position> since = 0;
    std::size_t pages = 0;
    for (; since; ++pages) {
        const auto page = changes("run-1", *since, 100);
        for (const auto& change : page.changes)
            urns.push_back(change.urn.str());
        since = page.next;
    }
    EXPECT_EQ(pages, 7);
    ASSERT_THAT(urns, SizeIs(700));
    EXPECT_EQ(urns[349], dataset("a.b.표349").str());
}

TEST_F(RunChangesTest, APageEndsWhereMuchHasBeenSaid)
{
    std::vector<Proposal> proposals;
    for (int i = 0; i < 12; ++i)
        proposals.push_back(raw(dataset("a.b.긴" + std::to_string(i)), "datasetProperties",
                                described(std::string(std::size_t{1} << 20, 'x')), "run-1"));
    write(std::move(proposals));
    const auto page = changes("run-1");
    EXPECT_THAT(page.changes, SizeIs(8));
    ASSERT_TRUE(page.next);
    EXPECT_THAT(changes("run-1", *page.next).changes, SizeIs(4));
}

TEST_F(RunChangesTest, SaysNothingOfWhatItsHistoryNoLongerHas)
{
    close();
    history = 1;
    open();
    write({raw(reservation, "datasetProperties", described("하나"), "run-1")});
    write({raw(reservation, "datasetProperties", described("둘"), "run-2")});
    const auto page = changes("run-2");
    ASSERT_THAT(page.changes, SizeIs(1));
    EXPECT_EQ(page.changes[0].operation, Operation::change);
    EXPECT_THAT(page.changes[0].aspects[0].fields, IsEmpty());
}

TEST_F(RunChangesTest, ARunThatNeverWasIsNotFound)
{
    try {
        changes("run-1");
        FAIL() << "was found";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::not_found);
    }
}

} // namespace
} // namespace colophon::service
