// SPDX-License-Identifier: Apache-2.0
#include "ingest/exec_source.hpp"
#include "ingest/text_file.hpp"
#include "support/fake_connector.hpp"
#include "support/recording_emitter.hpp"
#include "support/temp_dir.hpp"

#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace colophon::ingest {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;

/// Lines of the protocol, for scripts.
const std::string begin = R"(echo '{"colophon_exec": 1}'; )";
const std::string end = R"(echo '{"end": true}')";
const std::string table =
    R"j(echo '{"entityType":"dataset","entityUrn":"urn:li:dataset:(urn:li:dataPlatform:x,차량.예약,PROD)",)j"
    R"j("changeType":"UPSERT","aspectName":"status","aspect":{"json":{"removed":false}}}'; )j";

std::unique_ptr<Connector> source_of(json config)
{
    return exec_source_spec.make(
        value_or_throw(Settings::parse(exec_source_spec.options, config.dump(), "source.config")));
}

json shell(const std::string& script)
{
    return {{"command", {"/bin/sh", "-c", script}}};
}

/// What a program said, and how its run ended.
struct Heard {
    RecordingEmitter out;
    std::optional<Error> error;

    std::string text() const { return error ? error->what() : "no error"; }
};

Heard run(const json& config, const std::stop_token& stop = {})
{
    Heard heard;
    try {
        source_of(config)->extract(heard.out, stop);
    } catch (const Error& error) {
        heard.error = error;
    }
    return heard;
}

Heard run_script(const std::string& script)
{
    return run(shell(script));
}

std::size_t open_descriptors()
{
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}));
}

/// Whether the process is gone, or dead and waits for whoever inherited it.
bool is_dead(const std::string& pid)
{
    const auto stat = read_text_file("/proc/" + pid + "/stat", 4'096);
    return !stat || stat->find(") Z ") != std::string::npos || stat->find(") X ") != std::string::npos;
}

bool dies(const std::string& pid)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!is_dead(pid) && std::chrono::steady_clock::now() < deadline)
        std::this_thread::yield();
    return is_dead(pid);
}

std::string word_in(const std::filesystem::path& file)
{
    std::string text = read_text_file(file, 4'096).value_or("");
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text;
}

TEST(ExecSource, EmitsWhatTheProgramPrints)
{
    const Heard heard = run_script(
        begin + R"(echo '{"identify":{"urn":"urn:li:tag:개인정보","stable_id":"7"}}'; )" + table + table +
        R"(echo '{"progress":{"stage":"표","done":1,"total":2}}' >&2; )"
        R"(echo '{"warning":{"subject":"예약","message":"설명이 없다"}}' >&2; )"
        R"(echo '{"failure":{"subject":"정비","message":"못 읽었다"}}' >&2; echo 그냥 말 >&2; )" +
        end);
    EXPECT_FALSE(heard.error) << heard.text();
    ASSERT_THAT(heard.out.proposals, SizeIs(2));
    EXPECT_EQ(heard.out.proposals[0].aspect, (Aspect{"status", R"({"removed":false})"}));
    EXPECT_THAT(heard.out.proposals[0].urn.str(), HasSubstr("차량.예약"));
    EXPECT_THAT(heard.out.identities, ElementsAre(Pair("urn:li:tag:개인정보", "7")));
    EXPECT_THAT(heard.out.stages, ElementsAre(Pair("표", "1/2")));
    EXPECT_THAT(heard.out.warnings, ElementsAre(Pair("예약", "설명이 없다")));
    EXPECT_THAT(heard.out.failures, ElementsAre(Pair("정비", "못 읽었다")));
}

TEST(ExecSource, TakesALastLineWithoutALineFeed)
{
    EXPECT_FALSE(run_script(begin + table + R"(printf '{"end": true}')").error);
}

TEST(ExecSource, ReportsWhatTheRegistryRefusesAndReadsTheRest)
{
    const Heard heard = run_script(begin + R"(echo '{"entityType":"dataset"}'; echo 7; )" + table + end);
    EXPECT_FALSE(heard.error) << heard.text();
    EXPECT_THAT(heard.out.proposals, SizeIs(1));
    EXPECT_THAT(heard.out.failures,
                ElementsAre(Pair("line 2", HasSubstr("entityUrn")), Pair("line 3", HasSubstr("object"))));
}

TEST(ExecSource, RunsTheExample)
{
    if (std::system("python3 -c '' 2>/dev/null") != 0)
        GTEST_SKIP() << "python3 is not there";
    const Heard heard = run({{"command", {"python3", "spreadsheet.py", "tables.csv"}},
                             {"working_directory", COLOPHON_SOURCE_DIR "/examples/exec"}});
    EXPECT_FALSE(heard.error) << heard.text();
    EXPECT_THAT(heard.out.failures, IsEmpty());
    ASSERT_THAT(heard.out.proposals, SizeIs(4));
    EXPECT_THAT(heard.out.proposals[1].aspect.json, HasSubstr("누가 빌렸는지, 이름이 아니라 번호"));
    EXPECT_THAT(heard.out.warnings, ElementsAre(Pair("차량.정비.차대번호", "has no description")));
    EXPECT_THAT(heard.out.stages, ElementsAre(Pair("tables", "1/0"), Pair("tables", "2/0")));
}

TEST(ExecSource, GivesTheProgramWhatTheRecipeSaysAndNothingElse)
{
    const TempDir directory;
    ::setenv("COLOPHON_TEST_LEAK", "새는 값", 1);
    const int leaked = ::open("/dev/null", O_RDONLY); // without close-on-exec
    json config = shell(R"j([ -z "$COLOPHON_TEST_LEAK" ] || exit 11; [ "$GIVEN" = '값 $x' ] || exit 12; )j"
                        R"j([ -n "$PATH" ] && [ -n "$HOME" ] && [ "$LANG" = ko ] || exit 13; )j"
                        R"j([ "$(pwd)" = "$WHERE" ] || exit 14; read x && exit 15; )j"
                        "[ ! -e /proc/self/fd/" +
                        std::to_string(leaked) + " ] || exit 16; " + begin + end);
    config["env"] = {{"GIVEN", "값 $x"}, {"LANG", "ko"}, {"WHERE", directory.path()}};
    config["working_directory"] = directory.path();
    EXPECT_EQ(run(config).text(), "no error");
    ::close(leaked);
    ::unsetenv("COLOPHON_TEST_LEAK");
}

TEST(ExecSource, SaysHowAProgramFailedAndWhatItSaidLast)
{
    const Heard exited = run_script(begin + table + "echo 데이터베이스가 없다 >&2; exit 3");
    ASSERT_TRUE(exited.error);
    EXPECT_EQ(exited.error->code(), Errc::unavailable);
    EXPECT_THAT(exited.text(), HasSubstr("exited with code 3; it said: 데이터베이스가 없다"));
    EXPECT_THAT(exited.out.proposals, SizeIs(1));
    EXPECT_THAT(run_script(begin + "kill -SEGV $$").text(), HasSubstr("signal 11 (SIGSEGV)"));
    EXPECT_THAT(run_script(begin + end + "; exit 4").text(), HasSubstr("exited with code 4"));
    EXPECT_THAT(run_script(begin + "printf '{\"entityType\"'; kill -9 $$").text(), HasSubstr("SIGKILL"));
    EXPECT_THAT(run_script("exit 5").text(), HasSubstr("exited with code 5"));
}

TEST(ExecSource, RefusesWhatDoesNotSpeakTheProtocol)
{
    const auto refused = [](const std::string& script) {
        const Heard heard = run_script(script);
        EXPECT_EQ(heard.error.value_or(Error(Errc::internal, "")).code(), Errc::invalid_argument)
            << heard.text();
        return heard.text();
    };
    EXPECT_THAT(refused("true"), HasSubstr("printed nothing"));
    EXPECT_THAT(refused("echo 안녕하세요"), HasSubstr("line 1: 안녕하세요"));
    EXPECT_THAT(refused(table + end), HasSubstr("as its first line"));
    EXPECT_THAT(refused(R"(echo '{"colophon_exec": 2}'; )" + end), HasSubstr("version 2"));
}

TEST(ExecSource, EndsWithGarbage)
{
    const auto ended = [](const std::string& script) {
        const Heard heard = run_script(begin + table + script);
        EXPECT_TRUE(heard.error);
        EXPECT_THAT(heard.out.proposals, SizeIs(1));
        return heard.text();
    };
    EXPECT_THAT(ended("echo Traceback; " + table + end), HasSubstr("line 3: Traceback"));
    EXPECT_THAT(ended(R"(printf '{"\377\376": 1}\n'; )" + end), HasSubstr("UTF-8"));
    EXPECT_THAT(ended(R"(printf '\033[31m\n'; )" + end), HasSubstr(R"(\u001b[31m)"));
    EXPECT_THAT(ended("head -c 20000000 /dev/zero | tr '\\0' x; " + end),
                HasSubstr("limit of 16777216 bytes"));
    EXPECT_THAT(ended("yes | tr -d '\\n'"), HasSubstr("limit of 16777216 bytes"));
    EXPECT_THAT(ended(end + "; " + table), HasSubstr("after its end, line 4"));
    EXPECT_THAT(ended("true"), HasSubstr("without its last line"));
    EXPECT_THAT(ended(R"(printf '{"end": tr')"), HasSubstr("line 3"));
}

TEST(ExecSource, StopsAProgramThatIsSilent)
{
    json config = shell(begin + "echo 기다린다 >&2; exec sleep 600");
    config["silence_timeout"] = "300ms";
    const Heard heard = run(config);
    EXPECT_EQ(heard.error.value_or(Error(Errc::internal, "")).code(), Errc::unavailable);
    EXPECT_THAT(heard.text(), HasSubstr("said nothing for 0.3 s"));
    EXPECT_THAT(heard.text(), HasSubstr("기다린다"));
}

TEST(ExecSource, KillsAProgramThatDoesNotListen)
{
    json config = shell("trap '' TERM; " + begin + "while :; do sleep 1; done");
    config["silence_timeout"] = "200ms";
    config["stop_grace"] = "200ms";
    EXPECT_THAT(run(config).text(), HasSubstr("said nothing"));
    config = shell("trap '' TERM; " + begin + end + "; exec >&-; while :; do sleep 1; done");
    config["stop_grace"] = "200ms";
    EXPECT_THAT(run(config).text(), HasSubstr("did not end within 0.2 s"));
}

TEST(ExecSource, LetsAProgramThatListensEndByItself)
{
    const TempDir directory;
    std::stop_source stop;
    RecordingEmitter out;
    out.on_emit = [&](const Proposal&) { stop.request_stop(); };
    const auto source = source_of(shell("trap 'echo 정리 > " + (directory / "끝").string() +
                                        "; exit 0' TERM; " + begin + table + "while :; do sleep 0.01; done"));
    source->extract(out, stop.get_token());
    EXPECT_EQ(word_in(directory / "끝"), "정리");
    EXPECT_THAT(out.proposals, SizeIs(1));
}

TEST(ExecSource, TakesItsDescendantsWithIt)
{
    const TempDir directory;
    const std::string file = (directory / "pid").string();
    const Heard heard = run_script("sleep 600 & echo $! > " + file + "; " + begin + table + end);
    EXPECT_FALSE(heard.error) << heard.text();
    EXPECT_TRUE(dies(word_in(file)));
    // One that floods the pipes that it inherited does not keep the run from its end either.
    const Heard flooded =
        run_script("yes >&2 & yes '' & echo $! > " + file + "; " + begin + table + "exit 3");
    EXPECT_THAT(flooded.text(), HasSubstr("exited with code 3"));
    EXPECT_TRUE(dies(word_in(file)));
}

TEST(ExecSource, DoesNotWaitForADescendantThatLeftItsGroup)
{
    const TempDir directory;
    const std::string file = (directory / "pid").string();
    const Heard heard = run_script("setsid sh -c 'echo $$ > " + file + "; exec sleep 600' & " + begin +
                                   table + "while [ ! -s " + file + " ]; do :; done; " + end);
    EXPECT_FALSE(heard.error) << heard.text();
    const std::string pid = word_in(file);
    ASSERT_FALSE(pid.empty());
    ::kill(std::stoi(pid), SIGKILL);
}

TEST(ExecSource, LogsAPartOfAFlood)
{
    ::testing::internal::CaptureStderr();
    const Heard heard = run_script(begin + table +
                                   "yes '홍수 \033[31m' | head -n 100000 >&2; "
                                   "head -c 1000000 /dev/zero | tr '\\0' x >&2; " +
                                   end);
    const std::string logged = ::testing::internal::GetCapturedStderr();
    EXPECT_FALSE(heard.error) << heard.text();
    EXPECT_THAT(heard.out.proposals, SizeIs(1));
    EXPECT_THAT(logged, HasSubstr("홍수"));
    EXPECT_THAT(logged, HasSubstr("left out"));
    EXPECT_THAT(logged, Not(HasSubstr("\033")));
    EXPECT_LT(logged.size(), 200'000U);
}

TEST(ExecSource, EndsTheProgramWhenNobodyListensAnyMore)
{
    RecordingEmitter out;
    out.on_emit = [](const Proposal&) { throw Error(Errc::unavailable, "the sink has ended"); };
    const auto source = source_of(shell(begin + "while :; do " + table + "done"));
    EXPECT_THROW(source->extract(out, {}), Error);
}

TEST(ExecSource, LeavesNothingOpenAndNoZombie)
{
    run_script(begin + end); // whatever is opened once
    const std::size_t before = open_descriptors();
    run_script(begin + table + end);
    run_script(begin + "exit 1");
    run_script("echo 쓰레기; sleep 600");
    run({{"command", {"/없는/프로그램"}}});
    EXPECT_EQ(open_descriptors(), before);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
}

TEST(ExecSource, RunsBesideItself)
{
    std::vector<Heard> heard(8);
    {
        std::vector<std::jthread> threads;
        threads.reserve(heard.size());
        for (Heard& one : heard)
            threads.emplace_back([&one] { one = run_script(begin + table + table + end); });
    }
    for (const Heard& one : heard) {
        EXPECT_FALSE(one.error) << one.text();
        EXPECT_THAT(one.out.proposals, SizeIs(2));
    }
}

TEST(ExecSource, CannotTellWhatTheProgramMayRead)
{
    const AuditReport report = source_of(shell("exit 1"))->audit();
    EXPECT_EQ(report.verdict, AuditReport::Verdict::cannot_tell);
    EXPECT_EQ(report.account, "program sh");
}

TEST(ExecSource, RefusesWrongSettings)
{
    const auto path_of = [](const json& config) -> std::string {
        try {
            source_of(config);
        } catch (const Error& error) {
            return error.path();
        }
        return {};
    };
    EXPECT_EQ(path_of(json::object()), "source.config.command");
    EXPECT_EQ(path_of({{"command", json::array()}}), "source.config.command");
    EXPECT_EQ(path_of({{"command", {""}}}), "source.config.command");
    EXPECT_EQ(path_of({{"command", "rm -rf /"}}), "source.config.command");
    EXPECT_EQ(path_of({{"command", {"true"}}, {"env", {{"A=B", "c"}}}}), "source.config.env.A=B");
    EXPECT_EQ(path_of({{"command", {"true"}}, {"silence_timeout", 0}}), "source.config.silence_timeout");
    EXPECT_EQ(path_of({{"command", {"true"}}, {"shell", true}}), "source.config.shell");
    for (const json& config : {json{{"command", {"/없는/프로그램"}}}, json{{"command", {"/etc/passwd"}}},
                               json{{"command", {"true"}}, {"working_directory", "/없는/폴더"}}}) {
        const Heard heard = run(config);
        ASSERT_TRUE(heard.error) << config;
        EXPECT_EQ(heard.error->code(), Errc::invalid_argument) << heard.text();
        EXPECT_THAT(heard.text(), HasSubstr("cannot be started"));
    }
}

} // namespace
} // namespace colophon::ingest
