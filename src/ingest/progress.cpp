// SPDX-License-Identifier: Apache-2.0
#include "ingest/progress.hpp"

#include "core/display_width.hpp"
#include "core/log.hpp"
#include "core/printable.hpp"
#include "core/redactor.hpp"

#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace colophon::ingest {
namespace {

constexpr std::size_t bar_width = 24;
constexpr std::size_t line_width = 79;

} // namespace

Progress::Progress(Style style, std::function<void(std::string_view)> write, SteadyClock now)
    : style_(style), write_(std::move(write)), now_(std::move(now)), begin_(now_()), spoke_(begin_)
{
}

void Progress::stage(std::string_view name, std::uint64_t done, std::uint64_t total)
{
    std::string shown = printable(redact(name));
    const std::lock_guard lock(mutex_);
    stage_ = std::move(shown);
    done_ = done;
    total_ = total;
}

void Progress::add(std::uint64_t read, std::uint64_t accepted)
{
    const std::lock_guard lock(mutex_);
    read_ += read;
    accepted_ += accepted;
}

void Progress::tick()
{
    const std::lock_guard lock(mutex_);
    const auto now = now_();
    if (style_ == Style::bar && now - spoke_ >= redraw) {
        write_("\r" + bar() + "\x1b[K");
        drawn_ = true;
        spoke_ = now;
    } else if (style_ == Style::heartbeat && now - spoke_ >= heartbeat) {
        write_(line(now));
        spoke_ = now;
    }
}

void Progress::finish()
{
    const std::lock_guard lock(mutex_);
    if (drawn_)
        write_("\r\x1b[K");
    drawn_ = false;
}

std::string Progress::bar() const
{
    std::string text;
    if (total_ > 0) {
        const std::uint64_t done = std::min(done_, total_);
        const auto filled = static_cast<std::size_t>(done * bar_width / total_);
        text = '[' + std::string(filled, '#') + std::string(bar_width - filled, '.') + "] " +
               std::to_string(done * 100 / total_) + "% ";
    }
    text += stage_ + "  read " + std::to_string(read_) + "  accepted " + std::to_string(accepted_);
    return fit_width(text, line_width);
}

std::string Progress::line(std::chrono::steady_clock::time_point now) const
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - begin_).count();
    std::string text = stage_;
    if (total_ > 0)
        text += ' ' + std::to_string(done_) + " of " + std::to_string(total_);
    text += ", " + std::to_string(read_) + " read, " + std::to_string(accepted_) + " accepted in " +
            std::to_string(seconds) + " s";
    if (seconds > 0)
        text += ", " + std::to_string(accepted_ / static_cast<std::uint64_t>(seconds)) + " a second";
    return text;
}

Progress progress_on_stderr()
{
    if (::isatty(STDERR_FILENO) == 0)
        return {Progress::Style::heartbeat, [](std::string_view line) { log::info(line); }};
    return {Progress::Style::bar, [](std::string_view text) {
                std::fwrite(text.data(), 1, text.size(), stderr);
                std::fflush(stderr);
            }};
}

} // namespace colophon::ingest
