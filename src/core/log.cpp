// SPDX-License-Identifier: Apache-2.0
#include "core/log.hpp"

#include "core/json_writer.hpp"
#include "core/printable.hpp"
#include "core/redactor.hpp"

#include <atomic>
#include <chrono>
#include <ctime>
#include <memory>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace colophon::log {
namespace {

struct State {
    std::atomic<Level> level{Level::info};
    std::atomic<Format> format{Format::text};
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

std::string text_line(Level level, std::string_view message, std::initializer_list<Member> members)
{
    std::string line = time_now() + ' ' + std::string(name_of(level)) + ' ' + printable(redact(message));
    for (const auto& [name, content] : members) {
        const std::string shown = printable(redact(content));
        const bool quote = shown.empty() || shown.find_first_of(" \"=") != std::string::npos;
        line += ' ';
        line += name;
        line += '=';
        if (quote)
            append_json_string(line, shown);
        else
            line += shown;
    }
    return line;
}

std::string json_line(Level level, std::string_view message, std::initializer_list<Member> members)
{
    std::string line;
    JsonWriter out(line);
    out.begin_object().member("time", time_now()).member("level", name_of(level));
    out.member("message", printable(redact(message)));
    for (const auto& [name, content] : members)
        out.member(name, printable(redact(content)));
    out.end_object();
    return line;
}

void write(Level level, std::string_view message, std::initializer_list<Member> members)
{
    State& log = state();
    if (level < log.level.load(std::memory_order_relaxed))
        return;
    const bool json = log.format.load(std::memory_order_relaxed) == Format::json;
    const std::string line = json ? json_line(level, message, members) : text_line(level, message, members);
    log.logger.log(spdlog::level::info, spdlog::string_view_t(line));
}

} // namespace

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
