// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"
#include "core/log.hpp"
#include "core/printable.hpp"
#include "core/redactor.hpp"

#include <functional>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <thread>

namespace colophon {
namespace {

std::string logged(log::Level level, log::Format format, const std::function<void()>& act)
{
    log::configure(level, format);
    testing::internal::CaptureStderr();
    act();
    std::string text = testing::internal::GetCapturedStderr();
    log::configure(log::Level::info, log::Format::text);
    return text;
}

TEST(Log, WritesTimeLevelMessageAndMembersOnOneLine)
{
    const std::string line = logged(log::Level::info, log::Format::text, [] {
        log::info("table read", {{"table", "예약"}, {"note", "two words"}, {"empty", ""}});
    });
    EXPECT_TRUE(line.ends_with("Z info table read table=예약 note=\"two words\" empty=\"\"\n")) << line;
    EXPECT_EQ(line.find('T'), 10U) << line;
}

TEST(Log, WritesOneJsonObjectALine)
{
    const std::string line = logged(log::Level::info, log::Format::json, [] {
        log::warn("slow \"source\"", {{"table", "예약"}});
    });
    const auto document = parse_json(line);
    ASSERT_TRUE(document) << line;
    EXPECT_EQ((*document)["level"], "warn");
    EXPECT_EQ((*document)["message"], "slow \"source\"");
    EXPECT_EQ((*document)["table"], "예약");
}

TEST(Log, LeavesOutWhatIsBelowTheLevel)
{
    EXPECT_EQ(logged(log::Level::warn, log::Format::text,
                     [] {
                         log::debug("예약");
                         log::info("예약");
                     }),
              "");
}

TEST(Log, HidesSecretsInMessagesAndMembers)
{
    remember_secret("canary-log-비밀");
    for (const auto format : {log::Format::text, log::Format::json}) {
        const std::string line = logged(log::Level::info, format, [] {
            log::error("refused: canary-log-비밀", {{"dsn", "password=canary-log-비밀"}});
        });
        EXPECT_EQ(line.find("canary-log"), std::string::npos) << line;
    }
}

TEST(Log, LetsNoNameForgeALineOrMoveTheCursor)
{
    const std::string line = logged(log::Level::info, log::Format::text, [] {
        log::info("read", {{"table", "a\n2026-01-01T00:00:00.000Z info all is well\x1b[2J"}});
    });
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << line;
    EXPECT_EQ(line.find('\x1b'), std::string::npos) << line;
}

TEST(Log, WritesNumbersAsNumbersInJson)
{
    const std::string line = logged(log::Level::info, log::Format::json, [] {
        log::info("answered", {{"status", 200}, {"seconds", 0.25}, {"id", "0042"}});
    });
    const auto document = parse_json(line);
    ASSERT_TRUE(document) << line;
    EXPECT_EQ((*document)["status"], 200);
    EXPECT_EQ((*document)["seconds"], 0.25);
    EXPECT_EQ((*document)["id"], "0042");
}

TEST(Log, EndsEveryLineOfAScopeWithItsMembers)
{
    const std::string lines = logged(log::Level::info, log::Format::text, [] {
        const log::Scope outer(std::vector<log::Member>{{"request", "하나"}});
        log::info("first");
        {
            const log::Scope inner(std::vector<log::Member>{{"request", "둘"}});
            log::Scope::add({"actor", "작성자"});
            log::info("second", {{"table", "예약"}});
        }
        std::thread([] { log::info("elsewhere"); }).join();
        log::info("third");
    });
    EXPECT_NE(lines.find("first request=하나\n"), std::string::npos) << lines;
    EXPECT_NE(lines.find("second table=예약 request=둘 actor=작성자\n"), std::string::npos) << lines;
    EXPECT_NE(lines.find("elsewhere\n"), std::string::npos) << lines;
    EXPECT_NE(lines.find("third request=하나\n"), std::string::npos) << lines;
}

TEST(Log, EndsEveryLineWithTheStandingMembers)
{
    const std::string line = logged(log::Level::info, log::Format::json, [] {
        log::set_standing({{"run", "밤-1"}});
        log::info("read");
        log::set_standing({});
    });
    EXPECT_NE(line.find(R"("message":"read","run":"밤-1"})"), std::string::npos) << line;
}

TEST(Log, HidesSecretsInScopesToo)
{
    remember_secret("canary-scope-비밀");
    const std::string line = logged(log::Level::info, log::Format::json, [] {
        const log::Scope scope(std::vector<log::Member>{{"request", "canary-scope-비밀"}});
        log::info("asked");
    });
    EXPECT_EQ(line.find("canary-scope"), std::string::npos) << line;
}

TEST(Printable, EscapesControlsDirectionMarksAndBrokenUtf8)
{
    EXPECT_EQ(printable("예약 é😀"), "예약 é😀");
    EXPECT_EQ(printable("a\tb\r\n"), "a\\tb\\r\\n");
    EXPECT_EQ(printable("\xc2\x9b|\xe2\x80\xae|\xe2\x80\xa8"), "\\u009b|\\u202e|\\u2028");
    EXPECT_EQ(printable("\xff\xec\x98"), "\\xff\\xec\\x98");
}

} // namespace
} // namespace colophon
