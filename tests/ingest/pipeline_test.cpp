// SPDX-License-Identifier: Apache-2.0
#include "ingest/pipeline.hpp"
#include "support/fake_connector.hpp"
#include "support/fake_sink.hpp"

#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

namespace colophon::ingest {
namespace {

using testing::HasSubstr;

Recipe sample_recipe()
{
    Recipe recipe;
    recipe.source.type = "fake";
    recipe.sink.type = "memory";
    recipe.pipeline_name = "차량";
    return recipe;
}

FakeConnector::Script emitting(std::uint64_t count)
{
    return [count](Emitter& out, const std::stop_token&) {
        for (std::uint64_t i = 0; i < count; ++i)
            out.emit(table_proposal(i));
    };
}

RunReport run_of(Connector& connector, Sink& sink, const RunOptions& options = {})
{
    return run(sample_recipe(), connector, sink, options);
}

TEST(Pipeline, BringsEverythingInOrderAndSaysWhichRunItIsOf)
{
    FakeConnector connector(emitting(1'234));
    FakeSink sink;
    RunOptions options;
    options.now = [] { return std::chrono::system_clock::from_time_t(1'700'000'000); };
    const RunReport report = run_of(connector, sink, options);
    EXPECT_EQ(report.exit_code, exit_ok);
    EXPECT_EQ(report.read, 1'234U);
    EXPECT_EQ(report.accepted, 1'234U);
    EXPECT_EQ(report.position, 1'234U);
    EXPECT_EQ(report.aspects.at("status"), 1'234U);
    EXPECT_EQ(report.entities.at("dataset"), 1'234U);
    EXPECT_TRUE(sink.closed);
    ASSERT_EQ(sink.written.size(), 1'234U);
    for (std::uint64_t i = 0; i < sink.written.size(); ++i) {
        ASSERT_EQ(sink.written[i].urn, table_proposal(i).urn);
        EXPECT_EQ(sink.written[i].system, (SystemMetadata{1'700'000'000'000, report.run_id, "차량", {}}));
    }
    EXPECT_THAT(report.run_id, HasSubstr("fake-2023_11_14-22_13_20-"));
}

TEST(Pipeline, KeepsMemoryBoundedWhileTheSinkIsSlow)
{
    constexpr std::uint64_t count = 50'000;
    std::atomic<std::uint64_t> emitted{0};
    std::atomic<std::uint64_t> sent{0};
    std::uint64_t most_in_flight = 0;
    FakeConnector connector([&](Emitter& out, const std::stop_token&) {
        for (std::uint64_t i = 0; i < count; ++i) {
            out.emit(table_proposal(i));
            most_in_flight = std::max(most_in_flight, ++emitted - sent);
        }
    });
    FakeSink sink;
    sink.on_write = [&](std::span<const Proposal> batch) {
        for (int i = 0; i < 50; ++i)
            std::this_thread::yield();
        sent += batch.size();
        Sink::Written written;
        written.accepted = batch.size();
        return written;
    };
    const RunReport report = run_of(connector, sink);
    EXPECT_EQ(report.accepted, count);
    // One batch filling, two waiting, one sending.
    EXPECT_LE(most_in_flight, 4 * BatchLimits{}.records);
    EXPECT_GT(most_in_flight, BatchLimits{}.records);
}

TEST(Pipeline, BoundsBatchesByBytesToo)
{
    FakeConnector connector([](Emitter& out, const std::stop_token&) {
        for (std::uint64_t i = 0; i < 40; ++i) {
            Proposal proposal = table_proposal(i);
            proposal.aspect = to_aspect(ViewProperties{.logic = std::string(1u << 20, 'x')});
            out.emit(std::move(proposal));
        }
    });
    std::size_t largest = 0;
    FakeSink sink;
    sink.on_write = [&](std::span<const Proposal> batch) {
        largest = std::max(largest, batch.size());
        Sink::Written written;
        written.accepted = batch.size();
        return written;
    };
    EXPECT_EQ(run_of(connector, sink).accepted, 40U);
    EXPECT_LE(largest, 4U);
}

AuditReport over_privileged()
{
    AuditReport audit{AuditReport::Verdict::over_privileged, "reader@차량", {}};
    audit.findings.push_back(
        {AuditFinding::Severity::critical, "readable-relation", "can read", 1, {"예약"}, {"REVOKE"}});
    return audit;
}

TEST(Pipeline, ReadsNothingWithAnOverPrivilegedAccount)
{
    FakeConnector connector(emitting(1));
    connector.report = over_privileged();
    FakeSink sink;
    const RunReport report = run_of(connector, sink);
    EXPECT_EQ(report.exit_code, exit_not_permitted);
    EXPECT_FALSE(connector.extracted);
    EXPECT_FALSE(sink.closed);
    ASSERT_TRUE(report.audit);
    EXPECT_EQ(report.audit->findings[0].mend[0], "REVOKE");
}

TEST(Pipeline, ReadsWithAnOverPrivilegedAccountWhenToldTo)
{
    for (const PrivilegePolicy policy : {PrivilegePolicy::warn, PrivilegePolicy::record}) {
        FakeConnector connector(emitting(1));
        connector.report = over_privileged();
        FakeSink sink;
        Recipe recipe = sample_recipe();
        recipe.privileges = policy;
        const RunReport report = run(recipe, connector, sink);
        EXPECT_EQ(report.exit_code, exit_ok);
        EXPECT_EQ(report.accepted, 1U);
        EXPECT_EQ(report.warnings.total, policy == PrivilegePolicy::warn ? 1U : 0U);
    }
}

TEST(Pipeline, WarnsWhenItCannotTellWhatTheAccountMayDo)
{
    FakeConnector connector(emitting(1));
    connector.report = {};
    FakeSink sink;
    const RunReport report = run_of(connector, sink);
    EXPECT_EQ(report.exit_code, exit_ok);
    EXPECT_EQ(report.warnings.total, 1U);
}

TEST(Pipeline, TellsByItsExitCodeWhyNothingWasRead)
{
    const std::vector<std::pair<Errc, int>> cases{{Errc::unavailable, 69},
                                                  {Errc::forbidden, 77},
                                                  {Errc::unauthenticated, 77},
                                                  {Errc::invalid_argument, 78},
                                                  {Errc::internal, 70}};
    for (const auto& [code, exit] : cases)
        for (const bool at_audit : {true, false}) {
            const auto trouble = [&code = code] { throw Error(code, "문제"); };
            FakeConnector connector([&](Emitter&, const std::stop_token&) { trouble(); });
            if (at_audit)
                connector.on_audit = trouble;
            FakeSink sink;
            const RunReport report = run_of(connector, sink);
            EXPECT_EQ(report.exit_code, exit);
            EXPECT_FALSE(sink.closed);
            ASSERT_EQ(report.failures.total, 1U);
            EXPECT_EQ(report.failures.first[0].message, "문제");
        }
}

TEST(Pipeline, IsPartialWhenTheSourceBreaksOff)
{
    FakeConnector connector([](Emitter& out, const std::stop_token&) {
        out.emit(table_proposal(1));
        throw Error(Errc::unavailable, "연결이 끊김");
    });
    FakeSink sink;
    const RunReport report = run_of(connector, sink);
    EXPECT_EQ(report.exit_code, exit_partial);
    EXPECT_EQ(report.accepted, 1U);
    EXPECT_FALSE(sink.closed);
    EXPECT_EQ(report.failures.first[0].subject, "source");
}

TEST(Pipeline, IsPartialWhenOneObjectCouldNotBeRead)
{
    FakeConnector connector([](Emitter& out, const std::stop_token&) {
        out.emit(table_proposal(1));
        out.fail("ops.예약", "dropped meanwhile");
    });
    FakeSink sink;
    const RunReport report = run_of(connector, sink);
    EXPECT_EQ(report.exit_code, exit_partial);
    EXPECT_TRUE(sink.closed);
}

TEST(Pipeline, IsNoSuccessWhenNothingWasRead)
{
    FakeConnector connector(emitting(0));
    FakeSink sink;
    EXPECT_EQ(run_of(connector, sink).exit_code, exit_partial);
}

TEST(Pipeline, ListsWhatWasRejectedAndCountsWhatWasNotListed)
{
    FakeConnector connector(emitting(1'000));
    FakeSink sink;
    sink.on_write = [](std::span<const Proposal> batch) {
        Sink::Written written;
        written.accepted = batch.size() - 200;
        for (std::size_t i = 0; i < 80; ++i)
            written.rejected.push_back({i, batch[i].urn.str(), "status", "aspect.json", "잘못됨"});
        return written;
    };
    const RunReport report = run_of(connector, sink);
    EXPECT_EQ(report.exit_code, exit_partial);
    EXPECT_EQ(report.accepted, 600U);
    EXPECT_EQ(report.rejected.total, 400U);
    EXPECT_EQ(report.rejected.first.size(), 100U);
    EXPECT_EQ(report.rejected.first[0].path, "aspect.json");
}

TEST(Pipeline, RejectsTextThatIsNotUtf8AndGoesOn)
{
    FakeConnector connector([](Emitter& out, const std::stop_token&) {
        Proposal broken = table_proposal(1);
        broken.aspect.json = "{\"name\":\"\xff\"}";
        out.emit(broken);
        out.emit(table_proposal(2));
    });
    FakeSink sink;
    const RunReport report = run_of(connector, sink);
    EXPECT_EQ(report.exit_code, exit_partial);
    EXPECT_EQ(report.accepted, 1U);
    EXPECT_EQ(report.rejected.total, 1U);
}

TEST(Pipeline, StopsTheSourceWhenTheSinkFails)
{
    bool told_to_stop = false;
    FakeConnector connector([&](Emitter& out, const std::stop_token& stop) {
        try {
            for (std::uint64_t i = 0;; ++i)
                out.emit(table_proposal(i));
        } catch (const Error&) {
            told_to_stop = stop.stop_requested();
            throw;
        }
    });
    FakeSink sink;
    sink.on_write = [](std::span<const Proposal>) -> Sink::Written { throw TryAgain("바쁨"); };
    const RunReport report = run_of(connector, sink);
    EXPECT_EQ(report.exit_code, exit_try_again);
    EXPECT_TRUE(told_to_stop);
    ASSERT_EQ(report.failures.total, 1U);
    EXPECT_EQ(report.failures.first[0].subject, "sink");
    EXPECT_FALSE(sink.closed);
}

TEST(Pipeline, IsPartialWhenTheSinkFailsAfterItTookSomething)
{
    FakeConnector connector(emitting(5'000));
    FakeSink sink;
    int writes = 0;
    sink.on_write = [&](std::span<const Proposal> batch) {
        if (++writes > 2)
            throw Error(Errc::unavailable, "끊김");
        Sink::Written written;
        written.accepted = batch.size();
        return written;
    };
    const RunReport report = run_of(connector, sink);
    EXPECT_EQ(report.exit_code, exit_partial);
    EXPECT_EQ(report.accepted, 1'000U);
}

TEST(Pipeline, ReportsASinkThatCannotBeClosed)
{
    FakeConnector connector(emitting(1));
    FakeSink sink;
    sink.on_close = [] { throw Error(Errc::storage_full, "디스크가 참"); };
    EXPECT_EQ(run_of(connector, sink).exit_code, exit_try_again);
}

TEST(Pipeline, SurvivesWhateverIsThrown)
{
    FakeConnector connector([](Emitter&, const std::stop_token&) { throw std::runtime_error("예약"); });
    FakeSink sink;
    EXPECT_EQ(run_of(connector, sink).exit_code, exit_internal);
    FakeConnector odd([](Emitter&, const std::stop_token&) { throw 7; });
    EXPECT_EQ(run_of(odd, sink).exit_code, exit_internal);
}

TEST(Pipeline, EndsWithAReportWhenItIsInterrupted)
{
    std::stop_source signal;
    RunOptions options;
    options.stop = signal.get_token();
    options.interruption = [] { return 130; };
    FakeConnector connector([&](Emitter& out, const std::stop_token& stop) {
        for (std::uint64_t i = 0; !stop.stop_requested(); ++i) {
            out.emit(table_proposal(i));
            if (i == 2'000)
                signal.request_stop();
        }
    });
    FakeSink sink;
    const RunReport report = run_of(connector, sink, options);
    EXPECT_EQ(report.exit_code, 130);
    EXPECT_EQ(report.read, 2'001U);
    EXPECT_FALSE(sink.closed);
}

TEST(Pipeline, WakesASourceThatWaitsForTheSinkWhenInterrupted)
{
    std::stop_source signal;
    RunOptions options;
    options.stop = signal.get_token();
    FakeConnector connector(emitting(1'000'000));
    FakeSink sink;
    sink.on_write = [&](std::span<const Proposal>) {
        signal.request_stop();
        return Sink::Written{};
    };
    EXPECT_EQ(run_of(connector, sink, options).exit_code, 143);
}

TEST(Pipeline, DoesNotBeginWhenItWasStoppedBefore)
{
    std::stop_source signal;
    signal.request_stop();
    RunOptions options;
    options.stop = signal.get_token();
    FakeConnector connector(emitting(1));
    FakeSink sink;
    EXPECT_EQ(run_of(connector, sink, options).exit_code, 143);
    EXPECT_FALSE(connector.extracted);
}

TEST(Pipeline, MakesWarningsCountUnderStrict)
{
    for (const bool strict : {true, false}) {
        FakeConnector connector(emitting(1));
        FakeSink sink;
        RunOptions options;
        options.strict = strict;
        options.warnings = {"설정이 효과 없음"};
        const RunReport report = run_of(connector, sink, options);
        EXPECT_EQ(report.exit_code, strict ? exit_warnings : exit_ok);
        EXPECT_EQ(report.warnings.first[0].message, "설정이 효과 없음");
    }
}

TEST(Pipeline, LetsProgressSpeakWhileItRuns)
{
    std::atomic<int> said{0};
    Progress progress(
        Progress::Style::bar, [&](std::string_view) { ++said; },
        [time = std::chrono::steady_clock::time_point{}]() mutable {
            return time += std::chrono::seconds(1);
        });
    RunOptions options;
    options.progress = &progress;
    FakeConnector connector([&](Emitter& out, const std::stop_token&) {
        out.progress("예약", 1, 2);
        out.emit(table_proposal(1));
        while (said == 0)
            std::this_thread::yield();
    });
    FakeSink sink;
    EXPECT_EQ(run_of(connector, sink, options).exit_code, exit_ok);
    EXPECT_GE(said, 2);
}

} // namespace
} // namespace colophon::ingest
