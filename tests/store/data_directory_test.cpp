// SPDX-License-Identifier: Apache-2.0
#include "store/data_directory.hpp"
#include "support/temp_dir.hpp"

#include <colophon/error.hpp>
#include <fstream>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

namespace colophon::store {

namespace {

using testing::HasSubstr;

mode_t mode_of(const std::filesystem::path& path)
{
    struct stat status = {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
}

Errc code_of_opening(const std::filesystem::path& path, std::string* message = nullptr)
{
    try {
        const DataDirectory directory(path);
    } catch (const Error& error) {
        if (message)
            *message = error.what();
        return error.code();
    }
    ADD_FAILURE() << "opened: " << path;
    return Errc::internal;
}

TEST(DataDirectory, KnowsNetworkFileSystemsByTheirNumber)
{
    EXPECT_EQ(network_file_system(0x6969), "NFS");
    EXPECT_EQ(network_file_system(0xff534d42), "CIFS");
    EXPECT_EQ(network_file_system(static_cast<std::int32_t>(0xff534d42)), "CIFS") << "sign-extended";
    EXPECT_EQ(network_file_system(0x65735546), "FUSE");
    EXPECT_EQ(network_file_system(0x01021997), "9p");
    for (const std::int64_t local :
         {0xef53L, 0x58465342L, 0x9123683eL, 0x01021994L, 0x794c7630L, 0x2fc12fc1L})
        EXPECT_FALSE(network_file_system(local)) << std::hex << local;
}

TEST(DataDirectory, IsMadeForItsOwnerAlone)
{
    const TempDir temp;
    const auto path = temp / "안쪽" / "자료";
    const DataDirectory directory(path);
    EXPECT_EQ(mode_of(path), 0700u);
    EXPECT_EQ(mode_of(directory.reserve("catalog.db")), 0600u);
}

TEST(DataDirectory, IsHeldByOneAndNamesTheHolder)
{
    const TempDir temp;
    {
        const DataDirectory held(temp.path());
        std::string message;
        EXPECT_EQ(code_of_opening(temp.path(), &message), Errc::conflict);
        EXPECT_THAT(message, HasSubstr("process " + std::to_string(::getpid())));
    }
    EXPECT_NO_THROW(DataDirectory(temp.path())) << "free again once it is let go";
}

TEST(DataDirectory, TakesOverTheLockFileOfOneThatDied)
{
    const TempDir temp;
    std::ofstream(temp / "lock") << "99999999 and much more than a process id";
    const DataDirectory directory(temp.path());
    std::string line;
    std::getline(std::ifstream(temp / "lock"), line);
    EXPECT_EQ(line, std::to_string(::getpid()));
}

TEST(DataDirectory, RefusesWhatIsNoDirectory)
{
    const TempDir temp;
    std::ofstream(temp / "파일") << "x";
    EXPECT_EQ(code_of_opening(temp / "파일"), Errc::invalid_argument);
    EXPECT_EQ(code_of_opening(temp / "파일" / "안쪽"), Errc::invalid_argument);
}

} // namespace

} // namespace colophon::store
