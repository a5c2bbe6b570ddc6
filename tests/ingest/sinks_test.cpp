// SPDX-License-Identifier: Apache-2.0
#include "ingest/sinks.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace colophon::ingest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<Destination> made(const std::string& type, const std::string& config)
{
    Recipe recipe;
    recipe.sink = {type, config};
    return make_sink(recipe, {});
}

TEST(Sinks, AreMadeByType)
{
    const TempDir directory;
    EXPECT_TRUE(made("console", "{}"));
    EXPECT_TRUE(made("file", R"({"filename":")" + (directory / "결과.json").string() + R"("})"));
    const auto rest = made("colophon-rest", R"({"server":"http://127.0.0.1:1","token":"canary-sink-1",
        "timeout_sec":"2m","batch_size":50,"max_threads":4,"disable_ssl_verification":false})");
    ASSERT_TRUE(rest) << rest.error().what();
    EXPECT_EQ(rest->limits.records, 50U);
    EXPECT_THAT(
        rest->warnings,
        ElementsAre("setting has no effect, one connection keeps the order: sink.config.max_threads"));
}

struct Refusal {
    const char* type;
    const char* config;
    const char* path;
    const char* says;
};

TEST(Sinks, AreRefusedWithThePathAndAHint)
{
    const std::vector<Refusal> cases{
        {"datahub-rest", "{}", "sink.type",
         "not supported in this version, there are colophon-rest, file, console"},
        {"datahub-kafka", "{}", "sink.type", "not supported in this version"},
        {"colofon-rest", "{}", "sink.type", "did you mean \"colophon-rest\"?"},
        {"예약", "{}", "sink.type", "unknown sink.type"},
        {"file", "{}", "sink.config.filename", "required"},
        {"file", R"({"filename":"a","filenam":"b"})", "sink.config.filenam", "did you mean \"filename\"?"},
        {"console", R"({"예약":1})", "sink.config.예약", "unknown setting"},
        {"colophon-rest", R"({"servr":"x"})", "sink.config.servr", "did you mean \"server\"?"},
        {"colophon-rest", R"({"disable_ssl_verification":true})", "sink.config.disable_ssl_verification",
         "ca_file"},
        {"colophon-rest", R"({"server":"catalog:8080"})", "sink.config.server", "http:// or https:// URL"},
        {"colophon-rest", R"({"server":"http://u:p@예약"})", "sink.config.server", "without a user"},
        {"colophon-rest", R"({"batch_size":0})", "sink.config.batch_size", "from 1 to 10000"},
        {"colophon-rest", R"({"max_retries":-1})", "sink.config.max_retries", "from 0 to 1000"},
    };
    for (const Refusal& row : cases) {
        const auto destination = made(row.type, row.config);
        ASSERT_FALSE(destination) << row.config;
        EXPECT_EQ(destination.error().path(), row.path);
        EXPECT_THAT(destination.error().what(), HasSubstr(row.says));
    }
}

TEST(Sinks, ShowTheirSettings)
{
    EXPECT_FALSE(sink_options("colophon-rest").empty());
    EXPECT_TRUE(sink_options("예약").empty());
}

TEST(Sinks, ReachNoServerWithinTheirRetries)
{
    auto rest = made("colophon-rest", R"({"server":"http://127.0.0.1:1","max_retries":0})");
    ASSERT_TRUE(rest) << rest.error().what();
    const Proposal proposal{Urn::dataset("p", "예약", "PROD"), {"status", R"({"removed":false})"}};
    try {
        rest->sink->write({&proposal, 1});
        ADD_FAILURE();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::unavailable) << error.what();
    }
}

} // namespace
} // namespace colophon::ingest
