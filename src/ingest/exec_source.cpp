// SPDX-License-Identifier: Apache-2.0
#include "ingest/exec_source.hpp"

#include "core/redactor.hpp"
#include "core/text.hpp"
#include "ingest/exec_notes.hpp"
#include "ingest/exec_process.hpp"
#include "ingest/exec_stream.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <poll.h>
#include <unistd.h>

namespace colophon::ingest {
namespace {

using Type = Option::Type;
using Clock = std::chrono::steady_clock;
using Duration = Clock::duration;

constexpr auto options = std::to_array<Option>({
    {.name = "command",
     .type = Type::list,
     .help = "The program and its arguments, without a shell. Secrets do not belong here: everyone on the "
             "machine sees "
             "them.",
     .required = true},
    {.name = "env",
     .type = Type::map,
     .help = "Its environment besides PATH, HOME and LANG; nothing else of ours is there."},
    {.name = "working_directory", .help = "Where it runs; else where colophon does."},
    {.name = "silence_timeout",
     .type = Type::duration,
     .fallback = "60s",
     .help = "How long it may say nothing at all before it counts as hanging."},
    {.name = "stop_grace",
     .type = Type::duration,
     .fallback = "10s",
     .help = "How long it may take to end, when asked to (SIGTERM) and after its last line, before it is "
             "killed."},
});

/// How often a quiet program is looked after.
constexpr int tick_ms = 100;
constexpr int short_tick_ms = 10;
constexpr std::size_t block = 256u << 10;
/// More than a pipe holds.
constexpr int most_blocks = 64;

struct Request {
    ExecCommand command;
    Duration silence{};
    Duration grace{};
};

[[noreturn]] void refuse(const std::string& what, const std::string& member)
{
    const std::string path = "source.config." + member;
    throw Error(Errc::invalid_argument, what + ": " + path, path);
}

/// Whether a variable's name says that its value must not be shown.
bool speaks_of_a_secret(std::string_view name)
{
    static constexpr std::array<std::string_view, 6> words{"pass",  "pwd", "secret",
                                                           "token", "key", "credential"};
    const std::string folded = lower(name);
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return folded.find(word) != std::string::npos; });
}

std::vector<std::pair<std::string, std::string>>
environment_of(const std::vector<std::pair<std::string, std::string>>& given)
{
    std::vector<std::pair<std::string, std::string>> variables = given;
    for (const auto& [name, value] : given) {
        if (name.empty() || name.find('=') != std::string::npos || name.find('\0') != std::string::npos ||
            value.find('\0') != std::string::npos)
            refuse("not the name and value of an environment variable", "env." + name);
        if (speaks_of_a_secret(name))
            remember_secret(value);
    }
    for (const auto& [name, fallback] :
         {std::pair("PATH", "/usr/local/bin:/usr/bin:/bin"), {"HOME", "/"}, {"LANG", "C.UTF-8"}}) {
        const bool is_given = std::any_of(given.begin(), given.end(),
                                          [&](const auto& variable) { return variable.first == name; });
        const char* ours = std::getenv(name);
        if (!is_given)
            variables.emplace_back(name, ours == nullptr ? fallback : ours);
    }
    return variables;
}

Duration duration_of(const Settings& settings, const std::string& name)
{
    const double seconds = settings.seconds(name);
    if (seconds <= 0)
        refuse("must be more than nothing", name);
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

Request read_request(const Settings& settings)
{
    Request request;
    request.command.arguments = settings.list("command");
    if (request.command.arguments.empty() || request.command.arguments.front().empty())
        refuse("must name a program", "command");
    request.command.environment = environment_of(settings.map("env"));
    request.command.directory = settings.text("working_directory");
    request.silence = duration_of(settings, "silence_timeout");
    request.grace = duration_of(settings, "stop_grace");
    return request;
}

/// One run of the program.
class Session {
public:
    Session(const Request& request, Emitter& out)
        : request_(request), process_(request.command), stream_(out), notes_(out), bytes_(block),
          heard_(Clock::now())
    {
    }

    void run(const std::stop_token& stop)
    {
        try {
            while (process_.output().is_open() && !stop.stop_requested())
                listen();
        } catch (...) {
            end_program();
            throw;
        }
        if (stop.stop_requested())
            end_program();
        else
            conclude();
    }

private:
    /// Waits for the program to say something, but not for ever.
    void listen()
    {
        wait(tick_ms);
        const bool spoke = drain(process_.output(), [this](std::string_view text) { stream_.feed(text); });
        const bool noted = drain_errors();
        const Clock::time_point now = Clock::now();
        if (spoke || noted)
            heard_ = now;
        if (now < look_)
            return;
        look_ = now + std::chrono::milliseconds(tick_ms);
        if (process_.has_ended())
            leave_descendants();
        else if (now - heard_ > request_.silence)
            throw Error(Errc::unavailable, "the program said nothing for " + seconds_of(request_.silence) +
                                               " and was stopped, see silence_timeout" + said());
    }

    /// Whom the program left behind could hold its pipes open, or fill them, for ever: what it said itself is
    /// in them now.
    void leave_descendants()
    {
        for (int blocks = 0; blocks < most_blocks; ++blocks)
            if (!drain(process_.output(), [this](std::string_view text) { stream_.feed(text); }))
                break;
        process_.output().close();
    }

    void wait(int milliseconds)
    {
        // A descriptor that is closed is -1, which poll passes over.
        std::array<pollfd, 2> watched{
            {{process_.output().number(), POLLIN, 0}, {process_.errors().number(), POLLIN, 0}}};
        ::poll(watched.data(), watched.size(), milliseconds);
    }

    /// Reads one block where there is something; closes at the end. Says whether anything came.
    template <class Take> bool drain(Descriptor& from, const Take& take)
    {
        if (!from.is_open())
            return false;
        const ssize_t size = ::read(from.number(), bytes_.data(), bytes_.size());
        if (size > 0) {
            take(std::string_view(bytes_.data(), static_cast<std::size_t>(size)));
            return true;
        }
        if (size == 0 || (errno != EAGAIN && errno != EINTR))
            from.close();
        return size == 0;
    }

    bool drain_errors()
    {
        return drain(process_.errors(), [this](std::string_view text) { notes_.feed(text, Clock::now()); });
    }

    /// Lets the program end by itself; what it says meanwhile is heard, what it prints is not.
    void wait_for_end()
    {
        const Clock::time_point deadline = Clock::now() + request_.grace;
        while (!process_.has_ended() && Clock::now() < deadline) {
            wait(short_tick_ms);
            drain(process_.output(), [](std::string_view) {});
            drain_errors();
        }
        for (int blocks = 0; blocks < most_blocks && drain_errors(); ++blocks) {
        }
        notes_.finish(Clock::now());
    }

    void end_program()
    {
        process_.terminate();
        wait_for_end();
        process_.finish();
    }

    /// After the last byte of output. How the program ended says more than what is missing at its end.
    void conclude()
    {
        wait_for_end();
        const bool ended = process_.has_ended();
        const ExecEnd end = process_.finish();
        if (!ended)
            throw Error(Errc::unavailable, "the program closed its output and did not end within " +
                                               seconds_of(request_.grace) + ", see stop_grace" + said());
        if (!end.good())
            throw Error(Errc::unavailable, "the program failed, it " + end.text() + said());
        stream_.finish();
        if (!stream_.has_begun())
            throw Error(Errc::invalid_argument, "the program printed nothing" + said());
        if (!stream_.has_ended())
            throw Error(Errc::unavailable,
                        "the program stopped without its last line, {\"end\": true}" + said());
    }

    std::string said() const
    {
        const std::string words = notes_.last_words();
        return words.empty() ? "" : "; it said: " + words;
    }

    static std::string seconds_of(Duration duration)
    {
        std::array<char, 32> text{};
        const double seconds = std::chrono::duration<double>(duration).count();
        const auto [end, error] = std::to_chars(text.begin(), text.end(), seconds);
        return std::string(text.begin(), end) + " s";
    }

    const Request& request_;
    ExecProcess process_;
    ExecStream stream_;
    ExecNotes notes_;
    std::vector<char> bytes_;
    Clock::time_point heard_;
    Clock::time_point look_ = {}; ///< when the program itself is looked after again
};

class ExecSource final : public Connector {
public:
    explicit ExecSource(Request request) : request_(std::move(request)) {}

    AuditReport audit() override
    {
        AuditReport report;
        report.account =
            "program " + std::filesystem::path(request_.command.arguments.front()).filename().string();
        report.findings.push_back({AuditFinding::Severity::info,
                                   "not-asked",
                                   "what the program can read where it runs, only its author can say",
                                   0,
                                   {},
                                   {}});
        return report;
    }

    void extract(Emitter& out, std::stop_token stop) override { Session(request_, out).run(stop); }

private:
    Request request_;
};

std::unique_ptr<Connector> make(Settings settings)
{
    return std::make_unique<ExecSource>(read_request(settings));
}

std::string grants(const GrantRequest&)
{
    return "-- A program of your own: what it needs, it must say itself.\n";
}

} // namespace

const ConnectorSpec exec_source_spec{
    .name = "exec",
    .summary = "a program of your own that prints proposals as lines of JSON",
    .options = options,
    .make = make,
    .grants = grants,
};

} // namespace colophon::ingest
