// SPDX-License-Identifier: Apache-2.0
#include "core/file_error.hpp"

#include <cerrno>
#include <colophon/error.hpp>
#include <gmock/gmock.h>
#include <string>
#include <unistd.h>

namespace colophon {
namespace {

using testing::HasSubstr;
using testing::Not;

/// What it says and which code it has.
Error refusal(int system_error)
{
    try {
        refuse_file("the data directory cannot be used", "/data/잠금", system_error);
    } catch (const Error& error) {
        return error;
    }
}

TEST(FileError, SaysWhatToDoAboutADirectoryOfAnotherUser)
{
    const auto owner = std::to_string(::geteuid()) + ":" + std::to_string(::getegid());
    for (const int error : {EACCES, EPERM}) {
        EXPECT_EQ(refusal(error).code(), Errc::forbidden);
        EXPECT_THAT(refusal(error).what(), HasSubstr("chown -R " + owner));
        EXPECT_THAT(refusal(error).what(), HasSubstr("fsGroup: " + std::to_string(::getegid())));
        EXPECT_THAT(refusal(error).what(), HasSubstr("/data/잠금"));
    }
}

TEST(FileError, SaysWhatToDoAboutAMountThatCannotBeWritten)
{
    EXPECT_EQ(refusal(EROFS).code(), Errc::forbidden);
    EXPECT_THAT(refusal(EROFS).what(), HasSubstr("mount it for writing"));
    EXPECT_THAT(refusal(EROFS).what(), Not(HasSubstr("chown")));
    EXPECT_EQ(refusal(ENOSPC).code(), Errc::storage_full);
    EXPECT_THAT(refusal(ENOSPC).what(), HasSubstr("no space left"));
    EXPECT_EQ(refusal(EDQUOT).code(), Errc::storage_full);
    EXPECT_EQ(refusal(EIO).code(), Errc::internal);
    EXPECT_EQ(refusal(ENOTDIR).code(), Errc::invalid_argument);
}

} // namespace
} // namespace colophon
