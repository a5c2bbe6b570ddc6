// SPDX-License-Identifier: Apache-2.0

// Random operations on the embedded store and on the model of it: every answer must be the same.

#include "store/changes.hpp"
#include "store/model_store.hpp"
#include "store/sqlite_store.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>
#include <random>
#include <sstream>

namespace colophon::store::test {

namespace {

class Generator {
public:
    explicit Generator(unsigned seed) : engine_(seed) {}

    std::vector<Batch> group()
    {
        std::vector<Batch> group;
        for (int left = below(3); left >= 0; --left) {
            std::vector<Change> changes;
            for (int more = below(7); more > 0; --more)
                changes.push_back(change());
            now_ += below(50) - 5;
            group.push_back(batch(std::move(changes), now_));
            group.back().actor = "urn:li:corpuser:" + std::to_string(below(3));
            group.back().atomic = below(3) == 0;
            for (int more = below(3); more > 0; --more)
                group.back().pipelines.push_back(pipeline_change());
        }
        return group;
    }
    Urn urn() { return table(names[static_cast<std::size_t>(below(std::size(names)))]); }
    std::string run() { return "run" + std::to_string(below(3)); }
    std::string pipeline() { return below(2) == 0 ? "파이프라인" : "p"; }
    AsOf moment(Position last)
    {
        if (below(2) == 0)
            return static_cast<Position>(below(last + 2));
        return std::chrono::sys_time<std::chrono::milliseconds>(
            std::chrono::milliseconds(start_ms + below(static_cast<std::uint64_t>(now_ - start_ms) + 100)));
    }
    int below(std::uint64_t bound)
    {
        return static_cast<int>(std::uniform_int_distribution<std::uint64_t>(0, bound - 1)(engine_));
    }

    static constexpr const char* names[] = {"예약", "차량", "a", "b", "요금제.표", "c"};

private:
    static constexpr const char* reports[] = {R"({"outcome":"ok","요약":1})",
                                              R"({"outcome":"partial"})",
                                              R"({"outcome":3})",
                                              R"([])",
                                              R"({"a":{"outcome":"x"}})",
                                              ""};
    static constexpr const char* aspects[] = {"status", "container", "datasetProperties"};

    Change change()
    {
        Change made = kind();
        if (below(2) == 0)
            made.system = {below(2) * 1000 + below(3), run(), below(2) == 0 ? "" : pipeline(),
                           below(4) == 0 ? R"({"k":"v"})" : ""};
        return made;
    }
    PipelineChange pipeline_change()
    {
        PipelineChange made{pipeline(), run()};
        if (below(6) == 0) {
            made.undo = true;
            return made;
        }
        for (int more = below(5); more > 0; --more)
            made.taken.push_back(
                {urn(), below(2) == 0 ? std::nullopt : std::optional(table("통")), std::to_string(below(2))});
        for (int more = below(4); more > 0; --more)
            made.released.push_back(urn());
        if (below(4) == 0)
            made.forgotten.push_back(urn());
        made.free_lease = below(4) == 0;
        if (below(4) == 0)
            made.lease = LeaseRecord{made.run_id, "호스트:1", now_, std::to_string(below(9))};
        if (below(4) == 0)
            made.state_json = "{\"scope\":" + std::to_string(below(9)) + "}";
        if (below(4) == 0)
            made.report_json = reports[static_cast<std::size_t>(below(std::size(reports)))];
        return made;
    }
    Change removal_of_points()
    {
        Change made = removal(urn(), "datasetProfile");
        made.points_of_run = run();
        return made;
    }
    Change kind()
    {
        const std::string aspect = aspects[static_cast<std::size_t>(below(3))];
        const std::string json = "{\"v\":" + std::to_string(below(3)) + "}";
        switch (below(14)) {
        case 0:
            return create(urn(), aspect, json);
        case 1:
            return create_entity(urn(), aspect, json);
        case 2:
            return removal(urn(), aspect);
        case 3:
            return hard_removal(urn());
        case 4:
            return key(urn(), edges());
        case 5:
            return removal(urn(), "datasetProfile");
        case 6:
            return point(urn(), below(4), json);
        case 7:
            return point(urn(), below(2), "{\"messageId\":\"" + std::to_string(below(2)) + "\"}");
        case 8:
        case 9:
            return removal_of_points();
        default:
            return upsert(urn(), aspect, json, edges());
        }
    }
    std::vector<Edge> edges()
    {
        std::vector<Edge> made;
        for (int more = below(3); more > 0; --more)
            made.push_back({below(2) == 0 ? "IsPartOf" : "DownstreamOf", urn()});
        return made;
    }

    std::mt19937 engine_;
    std::int64_t now_ = start_ms;
};

void describe(std::ostream& out, const SystemMetadata& system)
{
    out << " seen " << system.last_observed_ms << " by " << system.run_id << "/" << system.pipeline_name
        << " " << system.properties_json;
}

void describe(std::ostream& out, const StoredEntity& entity)
{
    out << entity.urn.str() << " @" << entity.position << "\n";
    for (const StoredAspect& aspect : entity.aspects) {
        out << "  " << aspect.aspect.name << " v" << aspect.version << " @" << aspect.position << " "
            << aspect.created_ms << " " << aspect.actor << " " << aspect.aspect.json;
        describe(out, aspect.system);
        out << "\n";
    }
}

std::string text_of(const std::optional<StoredEntity>& entity)
{
    std::ostringstream out;
    if (entity)
        describe(out, *entity);
    return out.str();
}

std::string text_of(const std::vector<BatchOutcome>& outcomes)
{
    std::ostringstream out;
    for (const BatchOutcome& outcome : outcomes) {
        out << "batch @" << outcome.position;
        for (const auto& change : outcome.changes)
            out << " " << static_cast<int>(change.kind) << "@" << change.position
                << (change.new_entity ? "new" : "");
        for (const Urn& urn : outcome.dangling)
            out << " dangling " << urn.str();
        out << "\n";
    }
    return out.str();
}

void describe(std::ostream& out, const RunRecord& run)
{
    out << run.run_id << "/" << run.pipeline_name << " " << run.first_ms << " " << run.last_ms << " @"
        << run.first_position << " @" << run.last_position << " " << run.changed << " " << run.unchanged
        << " " << run.outcome << " " << run.report_json << "\n";
}

void describe_pipelines(std::ostream& out, const CatalogStore& store)
{
    for (const PipelineRecord& pipeline : store.pipelines()) {
        out << pipeline.name << " " << pipeline.claims << " " << pipeline.state_json;
        if (const auto& lease = pipeline.lease)
            out << " " << lease->run_id << " " << lease->holder << " " << lease->since_ms << " "
                << lease->secret_hash;
        out << (store.pipeline(pipeline.name)->lease == pipeline.lease ? "\n" : " is another\n");
        std::string after;
        for (std::size_t page = 0; page < std::size(Generator::names); ++page)
            for (const Claim& claim : store.claims(pipeline.name, after, 2)) {
                out << claim.urn.str() << " " << (claim.container ? claim.container->str() : "") << " "
                    << claim.stable_id << " of " << store.claimants({&claim.urn, 1}).at(0).size() << "\n";
                after = claim.urn.str();
            }
        for (const RunRecord& run : store.runs(100, pipeline.name))
            describe(out, *store.run(run.run_id, pipeline.name));
    }
}

/// Everything that can be asked about the present.
std::string text_of(const CatalogStore& store)
{
    std::ostringstream out;
    std::vector<Urn> urns;
    out << "scan @" << store.scan([&](const StoredEntity& entity) {
        describe(out, entity);
        urns.push_back(entity.urn);
        return true;
    }) << "\n";
    for (const Urn& urn : urns) {
        for (const auto& point : store.timeseries(urn, "datasetProfile", {})) {
            out << point.timestamp_ms << point.json;
            describe(out, point.system);
        }
        for (const auto direction : {Direction::outgoing, Direction::incoming})
            for (const auto& row : store.edges({urn, direction}).rows)
                out << row.relationship << " " << row.urn.str() << " " << row.aspect << "\n";
    }
    for (const RunRecord& run : store.runs(100))
        describe(out, run);
    describe_pipelines(out, store);
    for (const auto& names : store.claimants(urns)) {
        out << "claimed by";
        for (const std::string& name : names)
            out << " " << name;
        out << "\n";
    }
    out << store.status().position << " " << store.status().entities << "\n";
    return out.str();
}

std::string text_of(const std::vector<ChangeEvent>& events)
{
    std::ostringstream out;
    for (const ChangeEvent& event : events)
        out << event.position << " " << static_cast<int>(event.kind) << " " << event.urn.str() << " "
            << event.aspect << " v" << event.version << " " << event.time_ms << " " << event.actor << " "
            << event.run_id << "\n";
    return out.str();
}

class StoreProperty : public testing::TestWithParam<unsigned> {};

TEST_P(StoreProperty, AnswersAsTheModelDoes)
{
    const TempDir directory;
    const std::uint64_t history = GetParam() % 3;
    Generator random(GetParam());
    ModelStore model(history);
    auto store = open_sqlite_store({directory.path(), history, 1});
    Position told = 0;
    for (int step = 0; step < 120; ++step) {
        const auto group = random.group();
        ASSERT_EQ(text_of(store->apply(group)), text_of(model.apply(group))) << "step " << step;
        ASSERT_EQ(text_of(store->changes(told, 1000)), text_of(model.changes(told, 1000)));
        told = model.status().position;
        for (int more = 0; more < 5; ++more) {
            const Urn urn = random.urn();
            ReadOptions options;
            if (random.below(3) > 0)
                options.as_of = random.moment(told);
            if (random.below(3) == 0)
                options.version = static_cast<std::uint64_t>(random.below(8));
            ASSERT_EQ(text_of(store->read(urn, options)), text_of(model.read(urn, options)))
                << "step " << step << " version " << options.version;
        }
        const std::string run = random.run();
        const std::string pipeline = random.below(2) == 0 ? "" : random.pipeline();
        const auto since = static_cast<Position>(random.below(told + 1));
        ASSERT_EQ(text_of(store->run_changes(run, pipeline, since, 5)),
                  text_of(model.run_changes(run, pipeline, since, 5)))
            << "step " << step << " " << run << "/" << pipeline << " since " << since;
        if (step % 10 == 9) {
            ASSERT_EQ(text_of(*store), text_of(model)) << "step " << step;
        }
        if (step % 40 == 39) {
            store.reset();
            store = open_sqlite_store({directory.path(), history, 1});
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, StoreProperty, testing::Range(1u, 10u));

} // namespace

} // namespace colophon::store::test
