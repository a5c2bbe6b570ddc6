// SPDX-License-Identifier: Apache-2.0
#include "ingest/catalog_runs.hpp"

#include <gtest/gtest.h>

namespace colophon::ingest {
namespace {

/// A catalog that has seen the source once, people's words included.
CatalogRuns grown(const SampleSource& source)
{
    CatalogRuns runs;
    runs.options.limits = {7, 1u << 10}; // many batches
    runs.run(source);
    runs.catalog.write(SampleSource::table("s0", "표1").str(), "globalTags", R"({"tags":[]})");
    return runs;
}

/// The source after a working day: something of everything.
SampleSource changed(SampleSource source)
{
    source.schemas["s0"]["표2"].comment = "바뀐 설명";
    source.schemas["s0"].erase("표3");
    auto renamed = source.schemas["s0"].extract("표1");
    renamed.key() = "새이름";
    source.schemas["s0"].insert(std::move(renamed));
    source.schemas["s1"]["추가"].stable_id = "9/9";
    source.schemas["s2"]["첫째"].stable_id = "9/8";
    source.schemas["s1"]["표4"].rows = 99;
    return source;
}

/// As `kill -9` leaves it: nobody gives the lease back; it expires.
struct Killed {};

TEST(ResumedRun, EndsInTheCatalogOfAnUndisturbedOneWhereverItWasBrokenOff)
{
    const SampleSource before = SampleSource::of(2, 12);
    const SampleSource after = changed(before);
    CatalogRuns undisturbed = grown(before);
    undisturbed.catalog.calls.clear();
    ASSERT_EQ(undisturbed.run(after).exit_code, exit_ok);
    const std::size_t calls = undisturbed.catalog.calls.size();
    ASSERT_GT(calls, 10U);

    for (std::size_t k = 1; k <= calls; ++k) {
        CatalogRuns runs = grown(before);
        std::size_t call = 0;
        runs.catalog.on_call = [&](const std::string&) {
            if (++call >= k)
                throw Killed();
        };
        runs.run(after);
        runs.catalog.on_call = {};
        runs.catalog.pipelines["차량"].lease.clear();
        EXPECT_EQ(runs.run(after).exit_code, exit_ok) << k;
        EXPECT_EQ(runs.catalog.contents(), undisturbed.catalog.contents()) << "broken off at call " << k;
    }
}

TEST(ResumedRun, SendsOnlyTheRest)
{
    CatalogRuns runs;
    runs.options.limits = {7, 1u << 10};
    const SampleSource source = SampleSource::of(2, 12);
    int writes = 0;
    runs.catalog.on_call = [&](const std::string& call) {
        if (call == "write" && ++writes > 5)
            throw Error(Errc::unavailable, "끊김");
    };
    EXPECT_EQ(runs.run(source).exit_code, exit_partial);
    const std::uint64_t first = runs.catalog.proposals;
    EXPECT_GT(first, 0U);
    runs.catalog.on_call = {};
    EXPECT_EQ(runs.run(source).exit_code, exit_ok);
    CatalogRuns whole;
    whole.run(source);
    EXPECT_EQ(runs.catalog.proposals, whole.catalog.proposals);
    EXPECT_EQ(runs.catalog.contents(), whole.catalog.contents());
}

} // namespace
} // namespace colophon::ingest
