// SPDX-License-Identifier: Apache-2.0
#include "service/pipeline_fixture.hpp"

#include <gmock/gmock.h>

namespace colophon::service {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class CompareTest : public testing::Test, protected PipelineFixture {
protected:
    static Comparison comparison(const Urn& urn, const std::vector<Proposal>& proposals)
    {
        Comparison asked{urn, {}, {}};
        std::vector<Aspect> aspects;
        for (const auto& proposal : proposals) {
            asked.aspects.push_back(proposal.aspect.name);
            aspects.push_back(proposal.aspect);
        }
        asked.fingerprint = fingerprint(aspects);
        return asked;
    }
    std::vector<Lacking> compare(const std::vector<Comparison>& asked, const std::string& pipeline = "매일")
    {
        return pipelines->compare(pipeline, asked);
    }

    const Urn reservation = dataset("carsharing.ops.예약");
    const std::vector<Proposal> source{raw(reservation, "datasetProperties", described("예약"), "run-1"),
                                       raw(reservation, "status", status(false), "run-1")};
};

TEST_F(CompareTest, LeavesOutWhatIsThereAndClaimed)
{
    write(source);
    claim(take("run-1"), {reservation});
    EXPECT_THAT(compare({comparison(reservation, source)}), IsEmpty());
    const auto other = compare({comparison(reservation, source)}, "매시");
    ASSERT_THAT(other, SizeIs(1)) << "another pipeline has yet to claim it";
    EXPECT_TRUE(other[0].exists);
    EXPECT_TRUE(other[0].equal);
    EXPECT_FALSE(other[0].claimed);
    EXPECT_THAT(other[0].current, IsEmpty());
}

TEST_F(CompareTest, SaysWhatIsThereInsteadAndWhoWroteIt)
{
    write(source);
    write({raw(reservation, "datasetProperties", described("사람이 고친 것"))});
    claim(take("run-1"), {reservation});
    const auto lacking = compare({comparison(dataset("x.y.없는"), source), comparison(reservation, source)});
    ASSERT_THAT(lacking, SizeIs(2));
    EXPECT_FALSE(lacking[0].exists);
    EXPECT_FALSE(lacking[0].equal);
    EXPECT_THAT(lacking[0].current, IsEmpty());
    EXPECT_EQ(lacking[1].index, 1);
    EXPECT_TRUE(lacking[1].claimed);
    EXPECT_TRUE(lacking[1].exists);
    ASSERT_THAT(lacking[1].current, SizeIs(2));
    EXPECT_EQ(lacking[1].current[0].aspect.json, described("사람이 고친 것"));
    EXPECT_EQ(lacking[1].current[0].actor, "urn:li:corpuser:작성자");
    EXPECT_EQ(lacking[1].current[0].system.run_id, "");
    EXPECT_EQ(lacking[1].current[1].system.run_id, "run-1");
    EXPECT_EQ(lacking[1].current[1].system.pipeline_name, "매일");
}

TEST_F(CompareTest, LooksAtTheAspectsAskedForAlone)
{
    write(source);
    write({raw(reservation, "globalTags", tagged("개인정보"))});
    claim(take("run-1"), {reservation});
    EXPECT_THAT(compare({comparison(reservation, source)}), IsEmpty());
    auto without_tags = comparison(reservation, source);
    without_tags.aspects.emplace_back("globalTags"); // of which the fingerprint knows nothing
    EXPECT_THAT(compare({without_tags}), SizeIs(1)) << "should be gone, and is not";
    without_tags.aspects.back() = "glossaryTerms";
    EXPECT_THAT(compare({without_tags}), IsEmpty());
}

TEST_F(CompareTest, AsksForExistenceWhereNoAspectIsNamed)
{
    write(source);
    claim(take("run-1"), {reservation, dataset("x.y.없는")});
    const std::string nothing = fingerprint(std::span<const Aspect>());
    const auto lacking = compare({{reservation, {}, nothing}, {dataset("x.y.없는"), {}, nothing}});
    ASSERT_THAT(lacking, SizeIs(1));
    EXPECT_EQ(lacking[0].index, 1);
    EXPECT_FALSE(lacking[0].exists);
    EXPECT_TRUE(lacking[0].claimed);
}

TEST_F(CompareTest, HoldsAGaugeAgainstItsNewestPointWithoutTheTime)
{
    write({raw(reservation, "datasetProfile", profile(7, 1'700'000'000'000), "run-1")});
    write({raw(reservation, "datasetProfile", profile(8, 1'700'000'100'000), "run-2")});
    claim(take("run-1"), {reservation});
    const auto at = [&](int rows) {
        return compare({comparison(reservation,
                                   {raw(reservation, "datasetProfile", profile(rows, 1'800'000'000'000))})});
    };
    EXPECT_THAT(at(8), IsEmpty());
    const auto lacking = at(7);
    ASSERT_THAT(lacking, SizeIs(1));
    ASSERT_THAT(lacking[0].current, SizeIs(1));
    EXPECT_EQ(lacking[0].current[0].aspect.json, profile(8, 1'700'000'100'000));
    EXPECT_EQ(lacking[0].current[0].system.run_id, "run-2");
}

TEST_F(CompareTest, KnowsNothingOfAPipelineThatNeverWas)
{
    EXPECT_THAT(compare({comparison(reservation, source)}, "처음"), SizeIs(1));
    EXPECT_THROW(pipelines->find("처음"), Error);
    EXPECT_THAT(pipelines->claims("처음", "", 10), IsEmpty());
}

} // namespace
} // namespace colophon::service
