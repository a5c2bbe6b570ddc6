// SPDX-License-Identifier: Apache-2.0
#include "auth/admin_file.hpp"
#include "support/temp_dir.hpp"

#include <colophon/error.hpp>
#include <fstream>
#include <gtest/gtest.h>

namespace colophon::auth {
namespace {

constexpr std::string_view first = "a-token-of-an-operator-1";
constexpr std::string_view second = "a-token-of-an-operator-2-longer";

void replace(const std::filesystem::path& file, std::string_view text)
{
    const auto temporary = file.string() + ".tmp";
    std::ofstream(temporary) << text << "\n";
    std::filesystem::rename(temporary, file);
}

TEST(AdminFile, MatchesWhatTheFileHolds)
{
    const TempDir directory;
    replace(directory / "token", first);
    const AdminFile file(directory / "token", "key");
    EXPECT_TRUE(file.matches(first));
    EXPECT_FALSE(file.matches(second));
    EXPECT_FALSE(file.matches(""));
}

TEST(AdminFile, FollowsTheFileWhenItChanges)
{
    const TempDir directory;
    replace(directory / "token", first);
    const AdminFile file(directory / "token", "key");
    replace(directory / "token", second);
    EXPECT_TRUE(file.matches(second));
    EXPECT_FALSE(file.matches(first));
}

TEST(AdminFile, KeepsItsTokenWhileTheFileIsUnusable)
{
    const TempDir directory;
    replace(directory / "token", first);
    const AdminFile file(directory / "token", "key");
    std::filesystem::remove(directory / "token");
    EXPECT_TRUE(file.matches(first));
    replace(directory / "token", "short");
    EXPECT_TRUE(file.matches(first));
    EXPECT_FALSE(file.matches("short"));
}

TEST(AdminFile, RefusesAMissingFileAndAGuessableToken)
{
    const TempDir directory;
    replace(directory / "token", "관리자");
    EXPECT_THROW(AdminFile(directory / "none", "key"), Error);
    EXPECT_THROW(AdminFile(directory / "token", "key"), Error);
}

TEST(PrivateFile, IsReadableByItsOwnerAlone)
{
    const TempDir directory;
    write_private_file(directory / "secret", "비밀\n");
    EXPECT_EQ(std::filesystem::status(directory / "secret").permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_THROW(write_private_file(directory / "no" / "secret", "x"), Error);
}

} // namespace
} // namespace colophon::auth
