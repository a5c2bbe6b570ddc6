// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"
#include "ingest/recipe.hpp"
#include "support/fake_connector.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Environment nothing_set = [](std::string_view) { return std::nullopt; };

constexpr std::array fake_options{
    Option{.name = "host_port", .required = true}, Option{.name = "password", .type = Option::Type::secret},
    Option{.name = "pool", .help = "none", .standing = Option::Standing::ineffective}};
const ConnectorSpec fake_spec{"fake", "", fake_options,
                              [](Settings) -> std::unique_ptr<Connector> {
                                  return std::make_unique<FakeConnector>(
                                      [](Emitter&, const std::stop_token&) {});
                              },
                              nullptr};
constexpr std::array<const ConnectorSpec*, 1> fakes{&fake_spec};

Error refusal(std::string_view yaml)
{
    auto recipe = parse_recipe(yaml, "이름", nothing_set);
    if (!recipe)
        return recipe.error();
    auto source = make_source(*recipe, fakes);
    return source ? Error(Errc::internal, "was accepted: " + std::string(yaml)) : source.error();
}

TEST(Recipe, IsReadInDataHubsFormat)
{
    const Environment environment = [](std::string_view name) -> std::optional<std::string> {
        return name == "DB" ? std::optional<std::string>("예약DB") : std::nullopt;
    };
    const auto recipe = parse_recipe(R"(
source:
  type: fake
  config: {host_port: "${DB}:5432", password: '${PW:-canary-rec-1}'}
sink:
  type: file
  config: {filename: out.json}
pipeline_name: 차량
run_id: r1
privileges: warn
transformers: [{type: 변환, config: {b: 1, a: 2}}]
reporting: [{type: datahub}]
)",
                                     "이름", environment);
    ASSERT_TRUE(recipe) << recipe.error().what();
    EXPECT_EQ(recipe->source.type, "fake");
    EXPECT_EQ((*parse_json(recipe->source.config))["host_port"], "예약DB:5432");
    EXPECT_EQ(recipe->sink.type, "file");
    EXPECT_EQ(recipe->pipeline_name, "차량");
    EXPECT_EQ(recipe->run_id, "r1");
    EXPECT_EQ(recipe->privileges, PrivilegePolicy::warn);
    EXPECT_TRUE(recipe->pipeline_name_given);
    EXPECT_EQ(recipe->transformers, R"([{"type":"변환","config":{"b":1,"a":2}}])");
    EXPECT_THAT(recipe->warnings,
                ElementsAre("setting has no effect, --report FILE writes the report: reporting"));
}

TEST(Recipe, FallsBackOnFileNameRefusalAndTheCommonServer)
{
    const Environment environment = [](std::string_view name) -> std::optional<std::string> {
        if (name == "COLOPHON_SERVER")
            return "https://catalog";
        return name == "COLOPHON_TOKEN" ? std::optional<std::string>("canary-rec-2") : std::nullopt;
    };
    const TempDir directory;
    std::ofstream(directory / "예약.yaml") << "source: {type: fake}\n";
    const auto recipe = load_recipe(directory / "예약.yaml", environment);
    ASSERT_TRUE(recipe) << recipe.error().what();
    EXPECT_EQ(recipe->pipeline_name, "예약");
    EXPECT_FALSE(recipe->pipeline_name_given);
    EXPECT_EQ(recipe->run_id, "");
    EXPECT_TRUE(recipe->removals.enabled);
    EXPECT_EQ(recipe->transformers, "null");
    EXPECT_EQ(recipe->privileges, PrivilegePolicy::refuse);
    EXPECT_EQ(recipe->sink.type, "colophon-rest");
    EXPECT_EQ(*parse_json(recipe->sink.config),
              (nlohmann::json{{"server", "https://catalog"}, {"token", "canary-rec-2"}}));
}

TEST(Recipe, PrefersItsOwnServerToTheEnvironments)
{
    const Environment environment = [](std::string_view) { return std::optional<std::string>("예약"); };
    const auto recipe =
        parse_recipe("{source: {type: fake}, sink: {config: {server: own}}}", "이름", environment);
    ASSERT_TRUE(recipe);
    EXPECT_EQ((*parse_json(recipe->sink.config))["server"], "own");
    EXPECT_EQ((*parse_json(recipe->sink.config))["token"], "예약");
}

struct Refusal {
    std::string_view yaml;
    std::string_view path;
    std::string_view says;
};

TEST(Recipe, IsRefusedWithThePathAndAHint)
{
    const std::vector<Refusal> cases{
        {"", "", "a recipe is a map"},
        {"- 예약", "", "a recipe is a map"},
        {"source: [", "", "cannot be read as YAML"},
        {"sink: {type: file}", "source.type", "required setting is missing"},
        {"source: fake", "source", "must be a map"},
        {"source: {type: fake, confg: {}}", "source.confg", "unknown setting"},
        {"source: {type: fake}\nsnik: {}", "snik", "did you mean \"sink\"?"},
        {"source: {type: fake}\npipelin_name: 예약", "pipelin_name", "did you mean \"pipeline_name\"?"},
        {"source: {type: fake}\n예약: 1", "예약", "unknown setting"},
        {"source: {type: fake}\nprivileges: ignore", "privileges", "refuse|warn|record"},
        {"source: {type: fake}\nremovls: {}", "removls", "did you mean \"removals\"?"},
        {"source: {type: fake}\nremovals: {shar: 1}", "removals.shar", "did you mean \"share\"?"},
        {"source: {type: fake}\nremovals: {share: 2}", "removals.share", "must be a number from 0 to 1"},
        {"source: {type: fake}\nremovals: {share: 반}", "removals.share", "must be a number from 0 to 1"},
        {"source: {type: fake}\nremovals: {count: -1}", "removals.count", "must not be negative"},
        {"source: {type: fake}\nremovals: 7", "removals", "must be"},
        {"source: {type: fake, config: {stateful_ingestion: {enable: true}}}",
         "source.config.stateful_ingestion.enable", "did you mean \"enabled\"?"},
        {"source: {type: fake, config: {stateful_ingestion: {fail_safe_threshold: 101}}}",
         "source.config.stateful_ingestion.fail_safe_threshold", "must be a number from 0 to 100"},
        {"source: {type: fake}\npipeline_name: \"예\\n약\"", "pipeline_name", "no control characters"},
        {"source: {type: fake, config: [1]}", "source.config", "must be a map"},
        {"source: {type: fake, config: 예약}", "source.config", "must be a map"},
        {"source: {type: fake, config: {host_prot: x}}", "source.config.host_prot", "\"host_port\"?"},
        {"source: {type: fake, config: {}}", "source.config.host_port", "required setting is missing"},
        {"source: {type: fake, config: {host_port: '${NOT_SET}'}}", "source.config.host_port",
         "environment variable is not set, NOT_SET"},
        {"source: {type: faek}", "source.type", "unknown source.type, there are fake: faek; did you mean"},
        {"source: {type: file}", "source.type", "there are fake"},
    };
    for (const Refusal& row : cases) {
        const Error error = refusal(row.yaml);
        EXPECT_EQ(error.code(), Errc::invalid_argument) << row.yaml;
        EXPECT_EQ(error.path(), row.path) << error.what();
        EXPECT_THAT(error.what(), HasSubstr(std::string(row.says))) << row.yaml;
    }
}

TEST(Recipe, SaysWhenTheFileCannotBeRead)
{
    const TempDir directory;
    for (const auto& place :
         {directory / "없음.yaml", directory.path(), std::filesystem::path("/dev/zero")}) {
        const auto recipe = load_recipe(place, nothing_set);
        ASSERT_FALSE(recipe);
        EXPECT_THAT(recipe.error().what(), HasSubstr("recipe cannot be read: " + place.string()));
    }
    std::ofstream(directory / "깨짐.yaml") << "source: [";
    EXPECT_THAT(load_recipe(directory / "깨짐.yaml", nothing_set).error().what(),
                HasSubstr((directory / "깨짐.yaml").string() + ": cannot be read as YAML"));
}

TEST(Recipe, PassesOnWhatTheSourcesSettingsWarnOf)
{
    const auto recipe =
        parse_recipe("{source: {type: fake, config: {host_port: 예약, pool: 5}}}", "이름", nothing_set);
    ASSERT_TRUE(recipe);
    const auto source = make_source(*recipe, fakes);
    ASSERT_TRUE(source);
    EXPECT_NE(source->connector, nullptr);
    EXPECT_THAT(source->warnings, ElementsAre("setting has no effect, none: source.config.pool"));
}

RemovalLimits removals_of(std::string_view yaml)
{
    const auto recipe = parse_recipe(yaml, "이름", nothing_set);
    if (!recipe)
        throw recipe.error();
    EXPECT_THAT(recipe->source.config, testing::Not(HasSubstr("stateful_ingestion")));
    return recipe->removals;
}

TEST(Recipe, SaysHowMuchARunMayRemove)
{
    const RemovalLimits limits =
        removals_of("{source: {type: fake}, removals: {share: 0.25, count: 3, total: 40, enabled: false}}");
    EXPECT_FALSE(limits.enabled);
    EXPECT_EQ(limits.share, 0.25);
    EXPECT_EQ(limits.count, 3U);
    EXPECT_EQ(limits.total, 40U);
    EXPECT_FALSE(limits.percent);
}

TEST(Recipe, ObeysDataHubsStatefulIngestionForEverySource)
{
    EXPECT_EQ(removals_of("{source: {type: fake, config: {stateful_ingestion: {enabled: true, "
                          "fail_safe_threshold: 12.5}}}}")
                  .percent,
              12.5);
    for (const std::string member :
         {"enabled: false", "remove_stale_metadata: false", "ignore_old_state: true"})
        EXPECT_FALSE(
            removals_of("{source: {type: fake, config: {stateful_ingestion: {" + member + "}}}}").enabled)
            << member;
    const auto recipe = parse_recipe(
        "{source: {type: fake, config: {stateful_ingestion: {state_provider: {type: datahub}}}}}", "이름",
        nothing_set);
    ASSERT_TRUE(recipe);
    EXPECT_THAT(recipe->warnings, ElementsAre(HasSubstr("source.config.stateful_ingestion.state_provider")));
}

} // namespace
} // namespace colophon::ingest
