// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"
#include "core/proposal_codec.hpp"
#include "ingest/console_sink.hpp"
#include "ingest/file_sink.hpp"
#include "ingest/text_file.hpp"
#include "support/fake_connector.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>

namespace colophon::ingest {
namespace {

std::vector<Proposal> two_tables()
{
    std::vector<Proposal> proposals{table_proposal(1), table_proposal(2)};
    proposals[1].aspect = to_aspect(DatasetProperties{.name = "예약", .description = "차량 \"예약\"\n😀"});
    proposals[1].system = {1'700'000'000'123, "실행-1", "차량", {}};
    return proposals;
}

std::size_t entries(const std::filesystem::path& directory)
{
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory), {}));
}

TEST(FileSink, WritesWhatReadsBackEqual)
{
    const TempDir directory;
    const auto proposals = two_tables();
    FileSink sink(directory / "결과.json");
    EXPECT_EQ(sink.write({proposals.data(), 1}).accepted, 1U);
    EXPECT_EQ(sink.write({proposals.data() + 1, 1}).accepted, 1U);
    sink.close();

    const auto text = read_text_file(directory / "결과.json", 1u << 20);
    ASSERT_TRUE(text);
    simdjson::dom::parser parser;
    const simdjson::dom::array records = parser.parse(*text).get_array();
    ASSERT_EQ(records.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        const auto read = decode_proposal(EntityRegistry::builtin(), records.at(i));
        ASSERT_TRUE(read) << read.error().what();
        EXPECT_EQ(read->urn, proposals[i].urn);
        EXPECT_EQ(read->aspect, proposals[i].aspect);
        EXPECT_EQ(read->system, proposals[i].system);
    }
}

TEST(FileSink, WritesAnEmptyArrayForNothing)
{
    const TempDir directory;
    FileSink sink(directory / "빈.json");
    sink.close();
    EXPECT_EQ(read_text_file(directory / "빈.json", 100), "[]\n");
}

TEST(FileSink, LeavesTheOldFileUntilItIsClosed)
{
    const TempDir directory;
    std::ofstream(directory / "a.json") << "예전";
    {
        FileSink sink(directory / "a.json");
        sink.write(two_tables());
        EXPECT_EQ(read_text_file(directory / "a.json", 100), "예전");
    }
    EXPECT_EQ(read_text_file(directory / "a.json", 100), "예전");
    EXPECT_EQ(entries(directory.path()), 1U);
}

TEST(FileSink, FollowsALinkAndWritesIntoAPipeDirectly)
{
    const TempDir directory;
    std::ofstream(directory / "실제.json") << "예전";
    std::filesystem::create_symlink(directory / "실제.json", directory / "link.json");
    FileSink sink(directory / "link.json");
    sink.close();
    EXPECT_TRUE(std::filesystem::is_symlink(directory / "link.json"));
    EXPECT_EQ(read_text_file(directory / "실제.json", 100), "[]\n");
    FileSink nowhere("/dev/null");
    nowhere.write(two_tables());
    nowhere.close();
    EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST(FileSink, SaysWhereItCannotWrite)
{
    const TempDir directory;
    for (const auto& place : {directory / "없음/a.json", directory.path()})
        try {
            const FileSink sink(place);
            ADD_FAILURE() << place;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), Errc::invalid_argument);
            EXPECT_NE(std::string(error.what()).find(place.string()), std::string::npos);
        }
    FileSink full("/dev/full");
    EXPECT_THROW(full.close(), Error);
}

TEST(ConsoleSink, PrintsALineAProposal)
{
    std::ostringstream out;
    ConsoleSink sink(out);
    EXPECT_EQ(sink.write(two_tables()).accepted, 2U);
    sink.close();
    const std::string text = out.str();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
    EXPECT_NE(text.find("차량 \\\"예약\\\"\\n😀"), std::string::npos);
    out.setstate(std::ios::badbit);
    EXPECT_THROW(sink.write(two_tables()), Error);
}

} // namespace
} // namespace colophon::ingest
