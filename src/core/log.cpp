// SPDX-License-Identifier: Apache-2.0
#include "core/log.hpp"

#include "core/json_writer.hpp"
#include "core/printable.hpp"
#include "core/redactor.hpp"

#include <atomic>
#include <chrono>
#include <ctime>
#include <memory>
#include <mutex>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace colophon::log {
namespace {

struct State {
    std::atomic<Level> level{Level::info};
    std::atomic<Format> format{Format::text};
    std::mutex mutex;
    std::shared_ptr<const std::vector<Member>> standing = std::make_shared<std::vector<Member>>();
    spdlog::logger logger{"colophon", std::make_shared<spdlog::sinks::stderr_sink_mt>()};

    State()
    {
        logger.set_pattern("%v");
        logger.set_level(spdlog::level::trace);
    }
};

State& state()
{
    static State instance;
    return instance;
}

std::string_view name_of(Level level)
{
    switch (level) {
    case Level::debug:
        return "debug";
    case Level::info:
        return "info";
    case Level::warn:
        return "warn";
    case Level::error:
        return "error";
    }
    return "error";
}

std::string time_now()
{
    using namespace std::chrono;
    const auto now = system_clock::now();
    const auto ms = duration_cast<milliseconds>(now.time_since_epoch()).count() % 1000;
    const std::time_t seconds = system_clock::to_time_t(now);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                       parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, ms);
}

void append_text(std::string& line, const Member& member)
{
    const std::string shown = printable(redact(member.text));
    line += ' ';
    line += member.name;
    line += '=';
    if (shown.empty() || shown.find_first_of(" \"=") != std::string::npos)
        append_json_string(line, shown);
    else
        line += shown;
}

void append_json(JsonWriter& out, const Member& member)
{
    out.key(member.name);
    if (member.number)
        out.raw(member.text);
    else
        out.value(printable(redact(member.text)));
}

thread_local Scope* current_scope = nullptr;
const std::vector<Member> no_members;

std::shared_ptr<const std::vector<Member>> standing()
{
    const std::lock_guard lock(state().mutex);
    return state().standing;
}

template <class Visit> void for_each_member(std::initializer_list<Member> own, Visit visit)
{
    for (const Member& member : own)
        visit(member);
    for (const Member& member : Scope::members())
        visit(member);
    for (const Member& member : *standing())
        visit(member);
}

std::string text_line(Level level, std::string_view message, std::initializer_list<Member> members)
{
    std::string line = time_now() + ' ' + std::string(name_of(level)) + ' ' + printable(redact(message));
    for_each_member(members, [&](const Member& member) { append_text(line, member); });
    return line;
}

std::string json_line(Level level, std::string_view message, std::initializer_list<Member> members)
{
    std::string line;
    JsonWriter out(line);
    out.begin_object().member("time", time_now()).member("level", name_of(level));
    out.member("message", printable(redact(message)));
    for_each_member(members, [&](const Member& member) { append_json(out, member); });
    out.end_object();
    return line;
}

} // namespace

bool is_on(Level level)
{
    return level >= state().level.load(std::memory_order_relaxed);
}

void write(Level level, std::string_view message, std::initializer_list<Member> members)
{
    if (!is_on(level))
        return;
    State& log = state();
    const bool json = log.format.load(std::memory_order_relaxed) == Format::json;
    const std::string line = json ? json_line(level, message, members) : text_line(level, message, members);
    log.logger.log(spdlog::level::info, spdlog::string_view_t(line));
}

Scope::Scope(std::vector<Member> members) : members_(std::move(members)), outer_(current_scope)
{
    current_scope = this;
}

Scope::~Scope()
{
    current_scope = outer_;
}

void Scope::add(Member member)
{
    if (current_scope != nullptr)
        current_scope->members_.push_back(std::move(member));
}

const std::vector<Member>& Scope::members()
{
    return current_scope != nullptr ? current_scope->members_ : no_members;
}

void set_standing(std::vector<Member> members)
{
    const std::lock_guard lock(state().mutex);
    state().standing = std::make_shared<const std::vector<Member>>(std::move(members));
}

void configure(Level level, Format format)
{
    state().level = level;
    state().format = format;
}

void debug(std::string_view message, std::initializer_list<Member> members)
{
    write(Level::debug, message, members);
}

void info(std::string_view message, std::initializer_list<Member> members)
{
    write(Level::info, message, members);
}

void warn(std::string_view message, std::initializer_list<Member> members)
{
    write(Level::warn, message, members);
}

void error(std::string_view message, std::initializer_list<Member> members)
{
    write(Level::error, message, members);
}

} // namespace colophon::log
