// SPDX-License-Identifier: Apache-2.0
#include "ingest/file_source.hpp"
#include "ingest/text_file.hpp"
#include "support/recording_emitter.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

/// URN, aspect and document of each, sorted.
std::vector<std::array<std::string, 3>> read(const std::filesystem::path& file)
{
    const nlohmann::json config{{"path", file}};
    RecordingEmitter out;
    file_source_spec
        .make(value_or_throw(Settings::parse(file_source_spec.options, config.dump(), "source.config")))
        ->extract(out, {});
    EXPECT_THAT(out.failures, ::testing::IsEmpty());
    EXPECT_THAT(out.warnings, ::testing::IsEmpty());
    std::vector<std::array<std::string, 3>> found;
    for (const Proposal& proposal : out.proposals)
        found.push_back({proposal.urn.str(), proposal.aspect.name, proposal.aspect.json});
    std::sort(found.begin(), found.end());
    return found;
}

TEST(FileSource, ReadsSnapshotsAsDataHubsOwnClientDoes)
{
    const char* python = std::getenv("COLOPHON_DATAHUB_PYTHON");
    if (python == nullptr)
        GTEST_SKIP() << "set COLOPHON_DATAHUB_PYTHON to the Python that has DataHub's client";
    const TempDir directory;
    const std::string run = "DATAHUB_TELEMETRY_ENABLED=false HOME='" + directory.path().string() + "' '" +
                            python + "' '" COLOPHON_SOURCE_DIR "/tests/compat/snapshots_of_datahub.py' '" +
                            (directory / "스냅샷.json").string() + "' '" +
                            (directory / "제안.json").string() + "' >'" + (directory / "log").string() +
                            "' 2>&1";
    ASSERT_EQ(std::system(run.c_str()), 0) << read_text_file(directory / "log", 1u << 20).value_or("");
    const auto proposals = read(directory / "제안.json");
    EXPECT_EQ(read(directory / "스냅샷.json"), proposals);
    EXPECT_EQ(proposals.size(), 20U);
}

} // namespace
} // namespace colophon::ingest
