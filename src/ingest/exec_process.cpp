// SPDX-License-Identifier: Apache-2.0
#include "ingest/exec_process.hpp"

#include <array>
#include <cerrno>
#include <colophon/error.hpp>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace colophon::ingest {
namespace {

[[noreturn]] void refuse(int code, const std::string& program)
{
    const bool passing = code == EAGAIN || code == ENOMEM || code == EMFILE || code == ENFILE;
    throw Error(passing ? Errc::unavailable : Errc::invalid_argument,
                std::string("the program cannot be started, ") + std::strerror(code) + ": " + program);
}

void check(int code, const std::string& program)
{
    if (code != 0)
        refuse(code, program);
}

struct Pipe {
    Descriptor reads;
    Descriptor writes;
};

/// Both ends above the standard streams, which the child's are put upon.
Pipe make_pipe(const std::string& program)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        refuse(errno, program);
    const Descriptor low_reads(ends[0]);
    const Descriptor low_writes(ends[1]);
    Pipe pipe{Descriptor(::fcntl(ends[0], F_DUPFD_CLOEXEC, STDERR_FILENO + 1)),
              Descriptor(::fcntl(ends[1], F_DUPFD_CLOEXEC, STDERR_FILENO + 1))};
    if (!pipe.reads.is_open() || !pipe.writes.is_open() ||
        ::fcntl(pipe.reads.number(), F_SETFL, O_NONBLOCK) != 0)
        refuse(errno, program);
    return pipe;
}

/// What the child does before it becomes the program.
class SpawnPlan {
public:
    SpawnPlan(const ExecCommand& command, const Pipe& output, const Pipe& errors)
    {
        const std::string& program = command.arguments.front();
        check(posix_spawn_file_actions_init(&actions_), program);
        check(posix_spawnattr_init(&attributes_), program);
        if (!command.directory.empty())
            check(posix_spawn_file_actions_addchdir_np(&actions_, command.directory.c_str()), program);
        check(posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0), program);
        check(posix_spawn_file_actions_adddup2(&actions_, output.writes.number(), STDOUT_FILENO), program);
        check(posix_spawn_file_actions_adddup2(&actions_, errors.writes.number(), STDERR_FILENO), program);
        // Another thread may have opened something without close-on-exec.
        check(posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1), program);
        sigset_t all;
        sigset_t none;
        ::sigfillset(&all);
        ::sigemptyset(&none);
        check(posix_spawnattr_setsigdefault(&attributes_, &all), program);
        check(posix_spawnattr_setsigmask(&attributes_, &none), program);
        check(posix_spawnattr_setpgroup(&attributes_, 0), program);
        constexpr auto flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
        check(posix_spawnattr_setflags(&attributes_, static_cast<short>(flags)), program);
    }
    ~SpawnPlan()
    {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;

    const posix_spawn_file_actions_t* actions() const { return &actions_; }
    const posix_spawnattr_t* attributes() const { return &attributes_; }

private:
    posix_spawn_file_actions_t actions_ = {};
    posix_spawnattr_t attributes_ = {};
};

std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> found;
    found.reserve(texts.size() + 1);
    for (std::string& text : texts)
        found.push_back(text.data());
    found.push_back(nullptr);
    return found;
}

ExecEnd end_of(const siginfo_t& info)
{
    if (info.si_code == CLD_EXITED)
        return {info.si_status, 0};
    return {0, info.si_status};
}

} // namespace

void Descriptor::close()
{
    if (number_ >= 0)
        ::close(std::exchange(number_, -1));
}

std::string ExecEnd::text() const
{
    if (signal == 0)
        return "exited with code " + std::to_string(exit_code);
    const char* name = ::sigabbrev_np(signal);
    return "was ended by signal " + std::to_string(signal) +
           (name == nullptr ? "" : std::string(" (SIG") + name + ')');
}

ExecProcess::ExecProcess(const ExecCommand& command)
{
    const std::string& program = command.arguments.front();
    std::error_code error;
    if (!command.directory.empty() && !std::filesystem::is_directory(command.directory, error))
        throw Error(Errc::invalid_argument,
                    "the program cannot be started, no such folder: " + command.directory);
    Pipe output = make_pipe(program);
    Pipe errors = make_pipe(program);
    const SpawnPlan plan(command, output, errors);
    std::vector<std::string> arguments = command.arguments;
    std::vector<std::string> environment;
    environment.reserve(command.environment.size());
    for (const auto& [name, value] : command.environment)
        environment.push_back(name + '=' + value);
    pid_t leader = -1;
    check(::posix_spawnp(&leader, program.c_str(), plan.actions(), plan.attributes(),
                         pointers(arguments).data(), pointers(environment).data()),
          program);
    group_ = leader;
    output_ = std::move(output.reads);
    errors_ = std::move(errors.reads);
}

ExecProcess::~ExecProcess()
{
    finish();
}

bool ExecProcess::has_ended() const
{
    siginfo_t info = {};
    const int done = ::waitid(P_PID, static_cast<id_t>(group_), &info, WEXITED | WNOHANG | WNOWAIT);
    return group_ < 0 || done != 0 || info.si_pid != 0;
}

void ExecProcess::terminate() const
{
    if (group_ > 0)
        ::kill(-group_, SIGTERM);
}

ExecEnd ExecProcess::finish()
{
    if (group_ < 0)
        return {};
    siginfo_t info = {};
    // The leader is reaped after the kill: until then nobody else can have the group's number.
    const bool ended = has_ended();
    ::kill(-group_, SIGKILL);
    while (::waitid(P_PID, static_cast<id_t>(group_), &info, WEXITED) != 0 && errno == EINTR) {
    }
    group_ = -1;
    output_.close();
    errors_.close();
    return ended ? end_of(info) : ExecEnd{0, SIGKILL};
}

} // namespace colophon::ingest
