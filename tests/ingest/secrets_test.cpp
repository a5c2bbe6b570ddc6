// SPDX-License-Identifier: Apache-2.0
#include "core/log.hpp"
#include "ingest/pipeline.hpp"
#include "ingest/sinks.hpp"
#include "support/fake_connector.hpp"
#include "support/fake_sink.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <gtest/gtest.h>

namespace colophon::ingest {
namespace {

/// A secret with everything in it that an encoding changes.
std::string canary(std::size_t number)
{
    return "Canary\"" + std::to_string(number) + "%&/\\ 비밀+=\t" + std::to_string(number * 7919);
}

/// What a leak of any canary would hold in some encoding.
bool leaks(const std::string& text)
{
    for (const char* sign : {"Canary", "Q2FuYXJ5", "NhbmFyeS", "DYW5hcn", "비밀", "%EB%B9%84", "%eb%b9%84"})
        if (text.find(sign) != std::string::npos)
            return true;
    return false;
}

constexpr std::array secret_options{Option{.name = "host_port"},
                                    Option{.name = "port", .type = Option::Type::integer},
                                    Option{.name = "password", .type = Option::Type::secret}};

/// A connector that says its password wherever it can.
class Blabbermouth final : public Connector {
public:
    Blabbermouth(std::string secret, int where) : secret_(std::move(secret)), where_(where) {}

    AuditReport audit() override
    {
        if (where_ == 0)
            throw Error(Errc::forbidden, "login failed with " + secret_);
        AuditReport audit{AuditReport::Verdict::clean, "reader:" + secret_, {}};
        audit.findings.push_back({AuditFinding::Severity::info, secret_, secret_, 1, {secret_}, {secret_}});
        return audit;
    }

    void extract(Emitter& out, std::stop_token) override
    {
        out.warn(secret_, "password=" + secret_);
        out.fail("dsn " + secret_, secret_);
        out.progress("reading " + secret_, 1, 2);
        out.emit(table_proposal(1));
        if (where_ == 1)
            throw Error(Errc::unavailable, "lost the connection with " + secret_);
        if (where_ == 2)
            throw std::runtime_error(secret_);
    }

private:
    std::string secret_;
    int where_;
};

ConnectorSpec blabbing_spec()
{
    return {"fake", "", secret_options,
            [](Settings settings) -> std::unique_ptr<Connector> {
                const int where = static_cast<int>(settings.integer("port"));
                return std::make_unique<Blabbermouth>(settings.secret("password").reveal(), where);
            },
            nullptr};
}

std::string everything_said(const Recipe& recipe,
                            const std::function<RunReport(const Recipe&, Progress&)>& act)
{
    std::string bar;
    Progress progress(Progress::Style::bar, [&](std::string_view text) { bar += text; });
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    const RunReport report = act(recipe, progress);
    std::string said = testing::internal::GetCapturedStderr() + testing::internal::GetCapturedStdout();
    return said + bar + report_json(report) + report_text(report) +
           (report.audit ? audit_json(*report.audit) + audit_text(*report.audit) : "");
}

TEST(Secrets, NeverComeOutHoweverAConnectorBlabs)
{
    const TempDir directory;
    const ConnectorSpec spec = blabbing_spec();
    const std::array<const ConnectorSpec*, 1> specs{&spec};
    for (std::size_t number = 0; number < 200; ++number) {
        const std::string secret = canary(number);
        std::ofstream(directory / "secret", std::ios::binary) << secret << '\n';
        const Environment environment = [&](std::string_view) { return std::optional(secret); };
        const std::string reference =
            number % 2 == 0 ? "${PW}" : "${file:" + (directory / "secret").string() + "}";
        const auto recipe = parse_recipe("source: {type: fake, config: {port: " + std::to_string(number % 4) +
                                             ", password: '" + reference + "'}}\nsink: {type: console}",
                                         "차량", environment);
        ASSERT_TRUE(recipe) << recipe.error().what();
        const std::string said = everything_said(*recipe, [&](const Recipe& parsed, Progress& progress) {
            auto source = value_or_throw(make_source(parsed, specs));
            RunOptions options;
            options.progress = &progress;
            FakeSink sink;
            sink.on_write = [&](std::span<const Proposal>) {
                Sink::Written written;
                written.rejected.push_back({0, secret, secret, secret, "server said " + secret});
                log::error("refused " + secret, {{"token", secret}});
                return written;
            };
            return run(parsed, *source.connector, sink, options);
        });
        ASSERT_FALSE(leaks(said)) << said;
        ASSERT_NE(said.find("***"), std::string::npos);
    }
}

TEST(Secrets, NeverStandInTheRefusalOfARecipe)
{
    const TempDir directory;
    const std::string secret = canary(7);
    std::ofstream(directory / "secret", std::ios::binary) << secret;
    const Environment environment = [&](std::string_view) { return std::optional(secret); };
    const ConnectorSpec spec = blabbing_spec();
    const std::array<const ConnectorSpec*, 1> specs{&spec};
    for (const char* recipe_text :
         {"source: {type: fake, config: {port: '${PW}'}}", "source: {type: fake, config: '${PW}'}",
          "source: {type: fake, config: {password: ['${PW}']}}",
          "source: {type: fake, config: {pasword: '${PW}'}}",
          "source: {type: fake, config: {password: '${PW}', port: x}}",
          "source: {type: fake, privileges: '${PW}'}", "source: {type: fake}\nprivileges: '${PW}'",
          "source: {type: fake}\ntransformers: '${PW}'",
          "source: {type: fake, config: {port: '${file:${PW}}'}}", "source: {type: fake}\nsink: '${PW}'",
          "source: {type: fake}\nsink: {config: {batch_size: '${PW}'}}",
          "source: {type: fake}\nsink: {config: {server: '${PW}'}}",
          "source: {type: fake}\nsink: {config: {token: '${PW}', extra_headers: {a: '${PW}'}}}"}) {
        std::string said;
        try {
            auto recipe = value_or_throw(parse_recipe(recipe_text, "차량", environment));
            value_or_throw(make_source(recipe, specs));
            value_or_throw(make_sink(recipe, {}));
            ADD_FAILURE() << recipe_text;
        } catch (const Error& error) {
            said = error.what() + error.path();
        }
        EXPECT_FALSE(leaks(said)) << said;
    }
}

TEST(Secrets, AreNotCarriedByTheErrorsOfTheRestSink)
{
    Recipe recipe;
    recipe.sink = {"colophon-rest",
                   R"({"server":"http://127.0.0.1:1","token":"Canary-rest-비밀","max_retries":0})"};
    auto made = make_sink(recipe, {});
    ASSERT_TRUE(made) << made.error().what();
    FakeConnector connector([](Emitter& out, const std::stop_token&) { out.emit(table_proposal(1)); });
    const std::string said = everything_said(
        recipe, [&](const Recipe& parsed, Progress&) { return run(parsed, connector, *made->sink); });
    EXPECT_FALSE(leaks(said)) << said;
    EXPECT_NE(said.find("exit code 69"), std::string::npos) << said;
}

} // namespace
} // namespace colophon::ingest
