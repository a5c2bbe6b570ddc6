// SPDX-License-Identifier: Apache-2.0
#include "service/pipeline_fixture.hpp"

#include <gtest/gtest.h>
#include <random>

namespace colophon::service {
namespace {

/// Two catalogs that live the same life, but that one of them knows a run more.
class RollbackPropertyTest : public testing::TestWithParam<unsigned> {
protected:
    struct Catalog : PipelineFixture {};

    unsigned pick(unsigned below) { return std::uniform_int_distribution<unsigned>(0, below - 1)(random); }

    Urn any_urn() { return PipelineFixture::dataset("a.b.표" + std::to_string(pick(6))); }

    enum class Who { before, run, others };

    /// Others remove no aspects meanwhile: to remove what the run has removed already leaves no trace. A run
    /// removes nothing for good: that cannot be taken back. And a batch of a run repeats none before it: of
    /// those who say the same, only the last is known.
    Proposal any_write(Who who, const std::string& run, const std::string& pipeline)
    {
        const auto urn = any_urn();
        const auto number = std::to_string(who == Who::run ? 3 * batch + pick(3) : pick(9));
        switch (pick(6)) {
        case 0:
            return PipelineFixture::raw(urn, "datasetProperties",
                                        PipelineFixture::described("설명 " + number), run, pipeline);
        case 1:
            return PipelineFixture::raw(urn, "status",
                                        R"({"lifecycleStage":"urn:li:lifecycleStageType:)" + number +
                                            R"(","removed":false})",
                                        run, pipeline);
        case 2: // at a time of its own: what a point said before it was written over is not kept
            return PipelineFixture::raw(urn, "datasetProfile",
                                        PipelineFixture::profile(static_cast<int>(pick(3)), ++point_ms), run,
                                        pipeline);
        case 3:
            if (who != Who::others)
                return PipelineFixture::removal(urn, pick(2) == 0 ? "globalTags" : "status", run, pipeline);
            break;
        case 4:
            if (who != Who::run && pick(3) == 0)
                return PipelineFixture::removal(urn, "datasetKey", run, pipeline);
            break;
        default:
            break;
        }
        return PipelineFixture::raw(urn, "globalTags", PipelineFixture::tagged("태그" + number), run,
                                    pipeline);
    }

    std::vector<Proposal> some_writes(Who who, const std::string& run = {}, const std::string& pipeline = {})
    {
        std::vector<Proposal> writes;
        for (unsigned left = 1 + pick(12); left > 0; --left)
            writes.push_back(any_write(who, run, pipeline));
        return writes;
    }

    void write_to_both(const std::vector<Proposal>& writes)
    {
        with.write(writes);
        without.write(writes);
    }

    std::mt19937 random{GetParam()};
    std::int64_t point_ms = 1'000;
    unsigned batch = 0; ///< of the run
    Catalog with, without;
};

TEST_P(RollbackPropertyTest, ARunThatIsTakenBackHasNeverBeen)
{
    for (unsigned epoch = 0; epoch < 8; ++epoch) {
        const auto run = "run-" + std::to_string(epoch);
        write_to_both(some_writes(Who::before, "before-" + run, "매일"));
        write_to_both(some_writes(Who::before));
        const unsigned batches = 1 + pick(3);
        for (batch = 0; batch < batches; ++batch) {
            with.write(some_writes(Who::run, run, "매일"));
            if (pick(2) == 0)
                write_to_both(some_writes(Who::others));
            if (pick(3) == 0)
                write_to_both(some_writes(Who::others, "other-" + run, "매시"));
        }
        with.pipelines->roll_back(with.writer, run, "매일");
        EXPECT_EQ(with.catalog->verify().differences, 0);
        for (int i = 0; i < 6; ++i) {
            const auto urn = PipelineFixture::dataset("a.b.표" + std::to_string(i));
            EXPECT_EQ(with.document(urn), without.document(urn)) << urn.str() << " after " << run;
        }
        ASSERT_FALSE(HasFailure());
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RollbackPropertyTest, testing::Range(1U, 9U));

} // namespace
} // namespace colophon::service
