// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/json_parser.hpp"

#include <chrono>
#include <colophon/connector.hpp>
#include <deque>
#include <string>
#include <string_view>

namespace colophon::ingest {

/// Takes what a program says on its standard error: lines of JSON that are progress, warnings and failures go
/// to the emitter, other text to the log, as one printable line each. Of a flood, a part is logged and the
/// rest counted; of a long line, the beginning is kept. For one thread.
class ExecNotes {
public:
    using Clock = std::chrono::steady_clock;

    static constexpr std::size_t longest_line = 8'192;
    static constexpr double burst = 100;     ///< lines that are logged at once
    static constexpr double per_second = 20; ///< and from then on

    explicit ExecNotes(Emitter& out) : out_(out) {}

    void feed(std::string_view bytes, Clock::time_point now);
    /// After the last byte: what has no line feed, and how much was left out.
    void finish(Clock::time_point now);
    /// The last lines of text, joined, for whoever must say why the program failed; empty where it said
    /// nothing.
    std::string last_words() const;

private:
    void take(std::string_view line, Clock::time_point now);
    bool take_note(std::string_view line);
    void log_text(std::string_view text, Clock::time_point now);
    void tell_left_out();

    Emitter& out_;
    JsonParser parser_;
    std::string line_;
    std::deque<std::string> last_;
    Clock::time_point refilled_ = {};
    double allowance_ = burst;
    std::uint64_t left_out_ = 0;
};

} // namespace colophon::ingest
