// SPDX-License-Identifier: Apache-2.0
#include "backup/archive.hpp"
#include "backup/sample_archive.hpp"
#include "backup/tar.hpp"
#include "support/temp_dir.hpp"

#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>

namespace colophon::backup::testing {

namespace {

using ::testing::HasSubstr;

/// Why an archive is refused; empty where it is not.
std::string refusal(std::string_view bytes)
{
    try {
        read_archive(bytes, 700);
        return {};
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::invalid_argument);
        return error.what();
    }
}

/// The sample with one text in the place of another of the same length, its manifest's sum and head mended:
/// what a liar would send.
std::string forged(const Manifest& manifest)
{
    ArchiveWriter writer(manifest);
    std::string text = writer.begin();
    for (const auto& member : manifest.members) {
        writer.add(std::string(member.size, 'x'));
        text += std::string(member.size, 'x') + writer.next();
    }
    return text;
}

TEST(Archive, ComesBackAsItWentInWhateverItIsCutInto)
{
    const Contents contents{{"catalog.db", "예약 원장"}, {"tokens.db", std::string(1024, 't')}};
    const auto archive = sample_archive(contents);
    for (const std::size_t step : {std::size_t{1}, std::size_t{511}, std::size_t{513}, SIZE_MAX})
        EXPECT_EQ(read_archive(archive, step), contents) << step;
    const Contents alone{{"catalog.db", ""}};
    EXPECT_EQ(refusal(sample_archive(alone)), "") << "an empty member is one";
}

TEST(Archive, KnowsItsSizeBeforehand)
{
    const auto archive = sample_archive();
    ArchiveReader reader({});
    reader.add(std::string_view(archive).substr(0, 1024));
    EXPECT_EQ(reader.size(), archive.size());
    EXPECT_EQ(reader.manifest().position, 42u);
    EXPECT_EQ(reader.manifest().file_name(), "colophon-20260131T090000Z-42.backup");
    EXPECT_EQ(archive.size() % tar_block, 0u);
}

TEST(Archive, IsReadByTheToolsThatPeopleHave)
{
    const TempDir temp;
    std::ofstream(temp / "백업.tar", std::ios::binary) << sample_archive();
    const std::string check =
        "cd '" + temp.path().string() +
        "' && tar -xf 백업.tar && sha256sum --quiet --strict -c SHA256SUMS && "
        "[ \"$(cat catalog.db)\" = '예약 원장' ] && [ \"$(stat -c %a tokens.db)\" = 600 ]";
    EXPECT_EQ(std::system(check.c_str()), 0);
}

TEST(Archive, IsRefusedWhereverItIsCutOff)
{
    const auto archive = sample_archive();
    for (std::size_t size = 0; size < archive.size(); ++size)
        ASSERT_NE(refusal(std::string_view(archive).substr(0, size)), "") << size;
    EXPECT_THAT(refusal(std::string_view(archive).substr(0, 2000)), HasSubstr("cut off"));
    EXPECT_THAT(refusal(""), HasSubstr("empty"));
    EXPECT_THAT(refusal(archive + '\0'), HasSubstr("after its end"));
}

TEST(Archive, IsRefusedWithAnyBitTurned)
{
    auto archive = sample_archive();
    for (std::size_t i = 0; i < archive.size(); ++i) {
        const char bit = static_cast<char>(1 << (i % 8));
        archive[i] = static_cast<char>(archive[i] ^ bit);
        ASSERT_NE(refusal(archive), "") << "byte " << i;
        archive[i] = static_cast<char>(archive[i] ^ bit);
    }
    EXPECT_EQ(refusal(archive), "");
}

TEST(Archive, SaysWhenAFileIsSomethingElse)
{
    for (const std::string& foreign :
         {std::string("SQLite format 3\0", 16) + std::string(4096, '\0'), std::string(600, '\0'),
          tar_head("catalog.db", 5, 0) + std::string(2000, 'x'), tar_head("manifest.json", 3, 0) + "{}\n",
          std::string("예약"), "\x1f\x8b" + std::string(600, 'z')})
        EXPECT_THAT(refusal(foreign), HasSubstr("not a backup of Colophon")) << foreign.substr(0, 20);
}

TEST(Archive, TakesNoNamesFromOutside)
{
    const Manifest good{"1", "20260131T090000Z", 1, 1, 2, {{"catalog.db", 3}}};
    EXPECT_EQ(refusal(forged(good)), "");
    for (const std::string name : {"../catalog.db", "/etc/passwd", "catalog.db/..", "", "lock", "예약.db"}) {
        auto bad = good;
        bad.members.push_back({name, 3});
        EXPECT_THAT(refusal(forged(bad)), HasSubstr("a member that no backup has")) << name;
    }
    auto twice = good;
    twice.members.push_back({"catalog.db", 3});
    EXPECT_NE(refusal(forged(twice)), "");
    auto no_catalog = good;
    no_catalog.members = {{"tokens.db", 3}};
    EXPECT_THAT(refusal(forged(no_catalog)), HasSubstr("no catalog.db"));
    auto endless = good;
    endless.members[0].size = std::uint64_t{1} << 60;
    EXPECT_FALSE(Manifest::parse(endless.json()));
}

TEST(Manifest, OfANewerFormatNamesTheWayOut)
{
    const auto parsed = Manifest::parse(R"({"format":"colophon-backup","version":2,"new":"뜻"})");
    ASSERT_FALSE(parsed);
    EXPECT_THAT(parsed.error().what(), HasSubstr("a newer Colophon made this backup"));
}

TEST(Manifest, HasOneForm)
{
    const Manifest manifest{"1", "20260131T090000Z", 1, 1, 2, {{"catalog.db", 3}}};
    EXPECT_EQ(*Manifest::parse(manifest.json()), manifest);
    EXPECT_FALSE(Manifest::parse(manifest.json() + " "));
    for (const std::string_view bad :
         {"", "null", "[]", "{}", R"({"format":"colophon-backup"})", R"({"format":1,"version":1})"})
        EXPECT_FALSE(Manifest::parse(bad)) << bad;
}

TEST(Manifest, OnlyItsOwnFileNamesAreTakenForBackups)
{
    EXPECT_EQ(created_in("colophon-20260131T090000Z-42.backup"), "20260131T090000Z");
    for (const std::string_view other :
         {"colophon-20260131T090000Z-42.backup.part", "colophon-20261331T090000Z-42.backup",
          "colophon-20260131T090000Z-.backup", "colophon-20260131T090000Z-4x.backup", "colophon-.backup",
          "other-20260131T090000Z-42.backup", "colophon-예약.backup", ""})
        EXPECT_FALSE(created_in(other)) << other;
}

TEST(Tar, WritesSizesThatOctalCannotHold)
{
    const std::uint64_t size = std::uint64_t{9} << 30;
    const auto head = tar_head("catalog.db", size, 0);
    EXPECT_EQ(head[124], static_cast<char>(0x80));
    std::uint64_t read = 0;
    for (std::size_t i = 125; i < 136; ++i)
        read = read * 256 + static_cast<unsigned char>(head[i]);
    EXPECT_EQ(read, size);
}

} // namespace

} // namespace colophon::backup::testing
