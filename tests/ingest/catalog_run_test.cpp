// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"
#include "ingest/catalog_runs.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Urn table(const std::string& schema, const std::string& name)
{
    return SampleSource::table(schema, name);
}

TEST(CatalogRun, WritesTheSourceAndLeavesItsReport)
{
    CatalogRuns runs;
    const RunReport report = runs.run(SampleSource::of(2, 3));
    EXPECT_EQ(report.exit_code, exit_ok);
    EXPECT_EQ(count_of(report, ChangeOperation::add), 9U) << "tables, schemas, and the audit's entity";
    EXPECT_EQ(runs.catalog.pipelines["차량"].claims.size(), 8U);
    EXPECT_EQ(runs.catalog.entities.size(), 9U);
    const auto left = parse_json(runs.catalog.reports.at(report.run_id));
    ASSERT_TRUE(left);
    EXPECT_EQ((*left)["outcome"], "ok");
    EXPECT_EQ((*left)["summary"]["total"]["added"], 9);
    EXPECT_TRUE(runs.catalog.pipelines["차량"].lease.empty());
}

TEST(CatalogRun, SendsNothingForAnUnchangedSource)
{
    CatalogRuns runs;
    SampleSource source = SampleSource::of(2, 3);
    runs.run(source);
    const auto before = runs.catalog.contents();
    runs.catalog.proposals = 0;
    runs.catalog.calls.clear();
    source.time_ms += 86'400'000;
    const RunReport report = runs.run(source);
    EXPECT_EQ(report.exit_code, exit_ok);
    EXPECT_EQ(runs.catalog.proposals, 0U);
    EXPECT_EQ(report.sent, 0U);
    EXPECT_EQ(report.accepted, report.unchanged);
    EXPECT_EQ(report.changes->total().changes(), 0U);
    EXPECT_EQ(runs.catalog.contents(), before);
    EXPECT_THAT(runs.catalog.calls, Not(Contains("claims"))) << "nobody has to ask what was claimed";
    EXPECT_THAT(runs.catalog.calls, Not(Contains("claim")));
}

TEST(CatalogRun, SendsOnlyTheAspectThatDiffers)
{
    CatalogRuns runs;
    SampleSource source = SampleSource::of(1, 3);
    runs.run(source);
    runs.catalog.proposals = 0;
    source.schemas["s0"]["표1"].comment = "대여";
    source.time_ms += 1'000; // the measurements are those of before
    const RunReport report = runs.run(source);
    EXPECT_EQ(runs.catalog.proposals, 1U);
    EXPECT_EQ(count_of(report, ChangeOperation::change), 1U);
    ASSERT_EQ(report.changes->changes().size(), 1U);
    const ChangeSummary::Change& change = report.changes->changes()[0];
    EXPECT_EQ(change.urn, table("s0", "표1"));
    ASSERT_EQ(change.aspects.size(), 1U);
    EXPECT_THAT(change.aspects[0].fields, ElementsAre(FieldChange{"comment", "예약", "대여"}));
    EXPECT_EQ(change.aspects[0].written_by, "");
}

TEST(CatalogRun, SaysWhoseWordsAreOverwritten)
{
    CatalogRuns runs;
    const SampleSource source = SampleSource::of(1, 1);
    runs.run(source);
    const std::string urn = table("s0", "표0").str();
    runs.catalog.write(urn, "datasetProperties", R"({"description":"사람의 말","name":"표0"})");
    const RunReport report = runs.run(source);
    EXPECT_EQ(report.changes->changes().at(0).aspects.at(0).written_by, "urn:li:corpuser:김");
    EXPECT_THAT(report_text(report), HasSubstr("last written by urn:li:corpuser:김"));
}

TEST(CatalogRun, TakesANewMeasurementForNoChange)
{
    CatalogRuns runs;
    SampleSource source = SampleSource::of(1, 2);
    runs.run(source);
    runs.catalog.proposals = 0;
    source.schemas["s0"]["표0"].rows = 11;
    const RunReport report = runs.run(source);
    EXPECT_EQ(runs.catalog.proposals, 1U);
    EXPECT_EQ(report.changes->total().changes(), 0U);
    EXPECT_EQ(report.changes->total().measured, 1U);
}

TEST(CatalogRun, RemovesWhatVanishedAndBringsItBackWithItsDocumentation)
{
    CatalogRuns runs;
    SampleSource source = SampleSource::of(2, 3);
    runs.run(source);
    const Urn urn = table("s1", "표2");
    runs.catalog.write(urn.str(), "editableDatasetProperties", R"({"description":"설명"})");
    const auto kept = source.schemas["s1"].extract("표2");
    RunReport report = runs.run(source);
    EXPECT_EQ(report.exit_code, exit_ok);
    EXPECT_FALSE(runs.has(urn));
    EXPECT_EQ(count_of(report, ChangeOperation::remove), 1U);
    EXPECT_EQ(report.removals->removed, 1U);

    source.schemas["s1"]["표2"] = kept.mapped();
    report = runs.run(source);
    EXPECT_TRUE(runs.has(urn));
    EXPECT_EQ(count_of(report, ChangeOperation::restore), 1U);
    EXPECT_TRUE(runs.catalog.entities[urn.str()].contains("editableDatasetProperties"));
    EXPECT_TRUE(runs.catalog.pipelines["차량"].claims.contains(urn.str()));
}

TEST(CatalogRun, RestoresWhatReappearsEvenWhenTheSourceSaysNoStatus)
{
    CatalogRuns runs;
    const auto emitting = [](bool with_second) {
        return FakeConnector([with_second](Emitter& out, const std::stop_token&) {
            for (const char* name : {"하나", "둘", "셋"})
                if (with_second || std::string_view(name) != "둘")
                    out.emit({table("s", name), to_aspect(DatasetProperties{.name = name})});
        });
    };
    FakeConnector all = emitting(true);
    FakeConnector fewer = emitting(false);
    runs.run(all);
    runs.run(fewer);
    EXPECT_FALSE(runs.has(table("s", "둘")));
    const RunReport report = runs.run(all);
    EXPECT_TRUE(runs.has(table("s", "둘")));
    EXPECT_EQ(count_of(report, ChangeOperation::restore), 1U);
    EXPECT_FALSE(runs.catalog.entities[table("s", "하나").str()].contains("status"));
}

TEST(CatalogRun, KnowsARenameByTheStableIdAndMovesPeoplesWords)
{
    CatalogRuns runs;
    SampleSource source = SampleSource::of(1, 30);
    runs.run(source);
    const Urn from = table("s0", "표7");
    const Urn to = table("s0", "새표");
    runs.catalog.write(from.str(), "globalTags", R"({"tags":[]})");
    auto moved = source.schemas["s0"].extract("표7");
    moved.key() = "새표";
    source.schemas["s0"].insert(std::move(moved));
    const RunReport report = runs.run(source);
    EXPECT_EQ(report.exit_code, exit_ok);
    EXPECT_EQ(count_of(report, ChangeOperation::rename), 1U);
    EXPECT_EQ(count_of(report, ChangeOperation::add), 0U);
    EXPECT_EQ(count_of(report, ChangeOperation::remove), 0U);
    EXPECT_FALSE(runs.has(from));
    EXPECT_TRUE(runs.catalog.entities[to.str()].contains("globalTags"));
    EXPECT_THAT(report_text(report), HasSubstr("> s0.표7 to 새표, with globalTags"));
}

TEST(CatalogRun, RenamesAreNoRemovalsToTheGuard)
{
    CatalogRuns runs;
    const SampleSource source = SampleSource::of(1, 20);
    runs.run(source);
    SampleSource renamed;
    for (const auto& [name, content] : source.schemas.at("s0"))
        renamed.schemas["s0"]["새" + name] = content;
    const RunReport report = runs.run(renamed);
    EXPECT_EQ(report.exit_code, exit_ok);
    EXPECT_EQ(count_of(report, ChangeOperation::rename), 20U);
}

TEST(CatalogRun, TakesEqualIdsOfAnotherSourceForNoRename)
{
    CatalogRuns runs;
    const SampleSource source = SampleSource::of(1, 3);
    runs.recipe.source.config = R"({"database":"차량"})";
    runs.run(source);
    runs.recipe.source.config = R"({"database":"배송"})";
    SampleSource other;
    for (const auto& [name, content] : source.schemas.at("s0"))
        other.schemas["s0"]["새" + name] = content;
    const RunReport report = runs.run(other);
    EXPECT_EQ(count_of(report, ChangeOperation::rename), 0U);
    EXPECT_EQ(report.exit_code, exit_guarded);
}

TEST(CatalogRun, FollowsATableThatWasMadeAnew)
{
    CatalogRuns runs;
    SampleSource source = SampleSource::of(1, 3);
    runs.run(source);
    source.schemas["s0"]["표1"].stable_id = "another";
    runs.run(source);
    EXPECT_EQ(runs.catalog.pipelines["차량"].claims[table("s0", "표1").str()].stable_id, "another");
    auto moved = source.schemas["s0"].extract("표1");
    moved.key() = "이름";
    source.schemas["s0"].insert(std::move(moved));
    EXPECT_EQ(count_of(runs.run(source), ChangeOperation::rename), 1U);
}

TEST(CatalogRun, LeavesWhatAnotherPipelineStillSees)
{
    CatalogRuns runs;
    SampleSource source = SampleSource::of(1, 3);
    runs.run(source);
    runs.recipe.pipeline_name = "둘째";
    runs.run(source);
    source.schemas["s0"].erase("표0");
    RunReport report = runs.run(source);
    EXPECT_TRUE(runs.has(table("s0", "표0")));
    EXPECT_EQ(report.removals->removed, 0U);
    runs.recipe.pipeline_name = "차량";
    report = runs.run(source);
    EXPECT_FALSE(runs.has(table("s0", "표0")));
}

TEST(CatalogRun, RefusesAPipelineOfAnotherSourceWhoseNameIsOnlyAFilesName)
{
    CatalogRuns runs;
    runs.recipe.pipeline_name_given = false;
    runs.recipe.source.config = R"({"database":"하나"})";
    const SampleSource source = SampleSource::of(1, 1);
    EXPECT_EQ(runs.run(source).exit_code, exit_ok);
    runs.recipe.source.config = R"({"database":"하나","host_port":"moved:1"})";
    EXPECT_EQ(runs.run(source).exit_code, exit_ok);
    runs.recipe.source.config = R"({"database":"둘"})";
    const RunReport report = runs.run(source);
    EXPECT_EQ(report.exit_code, exit_bad_recipe);
    EXPECT_THAT(report.failures.first.at(0).message,
                HasSubstr("belongs to another source, set pipeline_name"));
    EXPECT_TRUE(runs.catalog.pipelines["차량"].lease.empty());
}

TEST(CatalogRun, EndsWhenAnotherRunHoldsTheLease)
{
    CatalogRuns runs;
    runs.catalog.pipelines["차량"].lease = "다른 실행";
    FakeConnector connector = SampleSource::of(1, 1).connector();
    const RunReport report = runs.run(connector);
    EXPECT_EQ(report.exit_code, exit_lease_held);
    EXPECT_FALSE(connector.extracted);
    EXPECT_EQ(runs.catalog.pipelines["차량"].lease, "다른 실행");
}

TEST(CatalogRun, EndsWhenTheLeaseIsLostOnTheWay)
{
    for (const char* where : {"claim", "write", "conclude"}) {
        CatalogRuns runs;
        runs.catalog.on_call = [&](const std::string& call) {
            if (call == where)
                runs.catalog.pipelines["차량"].lease = "다른 실행";
        };
        const RunReport report = runs.run(SampleSource::of(1, 1));
        EXPECT_EQ(report.exit_code, exit_try_again) << where;
        EXPECT_EQ(runs.catalog.pipelines["차량"].lease, "다른 실행") << where;
        EXPECT_TRUE(runs.catalog.reports.empty()) << where;
    }
}

TEST(CatalogRun, EndsWhenAHeartbeatFindsTheLeaseLost)
{
    FakeCatalog catalog;
    FakePipelineState state(catalog);
    state.on_keep_alive = [] { throw LeaseLost(Errc::conflict, "빼앗김"); };
    FakeCatalogSink sink(catalog, state);
    RunOptions options;
    options.state = &state;
    FakeConnector endless([](Emitter& out, const std::stop_token& stop) {
        const SampleSource source = SampleSource::of(1, 1);
        while (!stop.stop_requested())
            source.emit(out);
    });
    const RunReport report = ingest::run(CatalogRuns::sample_recipe(), endless, sink, options);
    EXPECT_EQ(report.exit_code, exit_try_again);
    EXPECT_THAT(report.failures.first.at(0).message, HasSubstr("빼앗김"));
}

TEST(CatalogRun, LeavesTheReportOfARunThatFailed)
{
    CatalogRuns runs;
    FakeConnector broken([](Emitter&, const std::stop_token&) { throw Error(Errc::unavailable, "없음"); });
    const RunReport report = runs.run(broken);
    EXPECT_EQ(report.exit_code, exit_unreachable);
    EXPECT_EQ((*parse_json(runs.catalog.reports.at(report.run_id)))["outcome"], "failed");
    EXPECT_TRUE(runs.catalog.pipelines["차량"].state_json.empty());
}

TEST(CatalogRun, KeepsTheAuditsResultOfARefusedAccount)
{
    CatalogRuns runs;
    FakeConnector connector = SampleSource::of(1, 1).connector();
    connector.report.verdict = AuditReport::Verdict::over_privileged;
    EXPECT_EQ(runs.run(connector).exit_code, exit_not_permitted);
    ASSERT_EQ(runs.catalog.entities.size(), 1U);
    EXPECT_TRUE(runs.catalog.entities.begin()->second.contains("accessAudit"));
    EXPECT_TRUE(runs.catalog.pipelines["차량"].claims.empty());
}

TEST(CatalogRun, CountsAnEntityOnceHoweverItsAspectsAreScattered)
{
    CatalogRuns runs;
    FakeConnector scattered([](Emitter& out, const std::stop_token&) {
        for (const char* name : {"하나", "둘"})
            out.emit({table("s", name), to_aspect(Status{})});
        for (const char* name : {"하나", "둘"})
            out.emit({table("s", name), to_aspect(Container{SampleSource::schema("s")})});
        for (const char* name : {"하나", "둘"})
            out.emit({table("s", name), to_aspect(DatasetProperties{.name = name})});
    });
    const RunReport first = runs.run(scattered);
    EXPECT_EQ(first.changes->by_type().at("dataset")[ChangeOperation::add], 2U);
    EXPECT_EQ(runs.catalog.pipelines["차량"].claims.size(), 2U);
    EXPECT_EQ(runs.catalog.pipelines["차량"].claims[table("s", "둘").str()].container,
              SampleSource::schema("s"));
    runs.catalog.proposals = 0;
    EXPECT_EQ(runs.run(scattered).changes->total().kept, 3U);
    EXPECT_EQ(runs.catalog.proposals, 0U);
}

TEST(CatalogRun, TakesTheLastOfWhatIsSaidTwice)
{
    CatalogRuns runs;
    FakeConnector repeating([](Emitter& out, const std::stop_token&) {
        for (const char* comment : {"먼저", "나중"})
            out.emit({table("s", "예약"), to_aspect(DatasetProperties{.description = comment})});
    });
    const RunReport report = runs.run(repeating);
    EXPECT_EQ(report.read, 2U);
    EXPECT_EQ(runs.catalog.proposals, 2U) << "it, and what the audit found";
    EXPECT_THAT(runs.catalog.entities[table("s", "예약").str()]["datasetProperties"].json, HasSubstr("나중"));
}

TEST(CatalogRun, KeepsHostileStableIdsSmallAndApart)
{
    CatalogRuns runs;
    SampleSource source = SampleSource::of(1, 3);
    source.schemas["s0"]["표0"].stable_id = std::string(10'000, 'x') + "1";
    source.schemas["s0"]["표1"].stable_id = std::string(10'000, 'x') + "2";
    source.schemas["s0"]["표2"].stable_id = "\xff\xfe";
    EXPECT_EQ(runs.run(source).exit_code, exit_ok);
    std::set<std::string> ids;
    for (const auto& [urn, claim] : runs.catalog.pipelines["차량"].claims)
        if (urn.starts_with("urn:li:dataset"))
            ids.insert(claim.stable_id);
    EXPECT_EQ(ids.size(), 3U);
    for (const std::string& id : ids)
        EXPECT_EQ(id.size(), 32U);
}

/// Puts a description onto every data set, as it is given.
struct Describe final : Transformer {
    explicit Describe(std::string json) : json_(std::move(json)) {}
    void apply(EntityGroup& group) override
    {
        if (EntityGroup::Write* properties = group.find("datasetProperties"))
            properties->aspect.json = json_;
    }
    std::string json_;
};

TEST(CatalogRun, ComparesWhatTransformersMadeInItsCanonicalForm)
{
    CatalogRuns runs;
    TransformerChain chain;
    chain.steps.push_back(std::make_unique<Describe>(R"({ "name" : null, "description" : "바꾼 설명" })"));
    runs.options.transformers = &chain;
    const SampleSource source = SampleSource::of(1, 2);
    runs.run(source);
    EXPECT_EQ(runs.catalog.entities[table("s0", "표0").str()]["datasetProperties"].json,
              R"({"description":"바꾼 설명"})");
    EXPECT_EQ(runs.run(source).sent, 0U);
}

TEST(CatalogRun, RefusesWhatATransformerMadeWrong)
{
    CatalogRuns runs;
    TransformerChain chain;
    chain.steps.push_back(std::make_unique<Describe>(R"({"description":7})"));
    runs.options.transformers = &chain;
    const RunReport report = runs.run(SampleSource::of(1, 2));
    EXPECT_EQ(report.exit_code, exit_partial);
    EXPECT_EQ(report.rejected.total, 2U);
    EXPECT_EQ(report.rejected.first[0].path, "aspect.json.description");
}

TEST(CatalogRun, MergesWithWhatPeopleAdded)
{
    CatalogRuns runs;
    const SampleSource source = SampleSource::of(1, 1);
    struct AddOwner final : Transformer {
        void apply(EntityGroup& group) override
        {
            if (group.urn.type() == "dataset")
                group.writes.push_back(
                    {{"ownership", R"({"owners":[{"owner":"urn:li:corpuser:이","type":"DATAOWNER"}]})"},
                     ChangeType::upsert,
                     true});
        }
    };
    TransformerChain chain;
    chain.steps.push_back(std::make_unique<AddOwner>());
    runs.options.transformers = &chain;
    const std::string urn = table("s0", "표0").str();
    runs.catalog.write(urn, "ownership", R"({"owners":[{"owner":"urn:li:corpuser:김","type":"DATAOWNER"}]})");
    runs.run(source);
    const std::string merged = runs.catalog.entities[urn]["ownership"].json;
    EXPECT_THAT(merged, HasSubstr("김"));
    EXPECT_THAT(merged, HasSubstr("이"));
    runs.catalog.proposals = 0;
    runs.run(source);
    EXPECT_EQ(runs.catalog.proposals, 0U);
}

} // namespace
} // namespace colophon::ingest
