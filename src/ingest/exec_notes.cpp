// SPDX-License-Identifier: Apache-2.0
#include "ingest/exec_notes.hpp"

#include "core/log.hpp"
#include "core/printable.hpp"
#include "core/text.hpp"

#include <algorithm>

namespace colophon::ingest {
namespace {

using simdjson::dom::element;

constexpr std::size_t kept_lines = 5;
constexpr std::size_t kept_bytes = 300;
constexpr std::size_t longest_text = 2'000;

std::string_view text_of(element note, const char* member)
{
    std::string_view text;
    if (note.at_key(member).get(text) != simdjson::SUCCESS)
        return {};
    return truncate_utf8(text, longest_text);
}

std::uint64_t number_of(element note, const char* member)
{
    std::uint64_t number = 0;
    return note.at_key(member).get(number) == simdjson::SUCCESS ? number : 0;
}

} // namespace

void ExecNotes::feed(std::string_view bytes, Clock::time_point now)
{
    const auto keep = [this](std::string_view piece) {
        line_ += piece.substr(0, longest_line - std::min(line_.size(), longest_line));
    };
    for (std::size_t end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
        keep(bytes.substr(0, end));
        bytes.remove_prefix(end + 1);
        take(std::exchange(line_, {}), now);
    }
    keep(bytes);
}

void ExecNotes::finish(Clock::time_point now)
{
    take(std::exchange(line_, {}), now);
    tell_left_out();
}

void ExecNotes::take(std::string_view line, Clock::time_point now)
{
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    if (!line.empty() && !(line.front() == '{' && take_note(line)))
        log_text(line, now);
}

bool ExecNotes::take_note(std::string_view line)
{
    const auto record = parser_.parse(line);
    element note;
    if (!record)
        return false;
    if (record->at_key("progress").get(note) == simdjson::SUCCESS)
        out_.progress(text_of(note, "stage"), number_of(note, "done"), number_of(note, "total"));
    else if (record->at_key("warning").get(note) == simdjson::SUCCESS)
        out_.warn(text_of(note, "subject"), text_of(note, "message"));
    else if (record->at_key("failure").get(note) == simdjson::SUCCESS)
        out_.fail(text_of(note, "subject"), text_of(note, "message"));
    else
        return false;
    return true;
}

void ExecNotes::log_text(std::string_view text, Clock::time_point now)
{
    std::string shown = printable(text);
    last_.emplace_back(truncate_utf8(shown, kept_bytes));
    if (last_.size() > kept_lines)
        last_.pop_front();
    const double seconds = std::chrono::duration<double>(now - refilled_).count();
    refilled_ = now;
    allowance_ = std::min(burst, allowance_ + std::max(seconds, 0.0) * per_second);
    if (allowance_ < 1) {
        ++left_out_;
        return;
    }
    allowance_ -= 1;
    tell_left_out();
    log::info("the program says", {{"text", std::move(shown)}});
}

void ExecNotes::tell_left_out()
{
    if (left_out_ > 0)
        log::warn("lines of the program are left out here", {{"lines", std::to_string(left_out_)}});
    left_out_ = 0;
}

std::string ExecNotes::last_words() const
{
    std::string words;
    for (const std::string& line : last_)
        words += (words.empty() ? "" : " | ") + line;
    return words;
}

} // namespace colophon::ingest
