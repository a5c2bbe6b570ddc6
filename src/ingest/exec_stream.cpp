// SPDX-License-Identifier: Apache-2.0
#include "ingest/exec_stream.hpp"

#include "core/printable.hpp"
#include "core/text.hpp"
#include "ingest/proposal_record.hpp"

namespace colophon::ingest {
namespace {

constexpr std::size_t shown_bytes = 200;

std::string beginning_of(std::string_view line)
{
    // Bytes first: a line that is not UTF-8 is shown as well.
    const std::string shown = printable(line.substr(0, shown_bytes));
    return std::string(truncate_utf8(shown, shown_bytes));
}

} // namespace

void ExecStream::feed(std::string_view bytes)
{
    lines_.feed(bytes, [this](std::string_view line) { take(line); });
}

void ExecStream::finish()
{
    if (!lines_.rest().empty())
        feed("\n");
}

void ExecStream::take(std::string_view line)
{
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    if (line.empty())
        return;
    const std::string where = "line " + std::to_string(lines_.number());
    if (state_ == State::ended)
        throw Error(Errc::unavailable,
                    "the program printed something after its end, " + where + ": " + beginning_of(line));
    const auto record = parser_.parse(line);
    if (!record)
        throw Error(state_ == State::silent ? Errc::invalid_argument : Errc::unavailable,
                    std::string("the program printed what is not a record, ") + record.error().what() + ", " +
                        where + ": " + beginning_of(line));
    bool end = false;
    if (state_ == State::silent)
        begin(*record);
    else if (record->at_key("end").get(end) == simdjson::SUCCESS && end)
        state_ = State::ended;
    else
        emit_record(out_, *record, where);
}

void ExecStream::begin(simdjson::dom::element record)
{
    std::int64_t version = 0;
    if (record.at_key("colophon_exec").get(version) != simdjson::SUCCESS)
        throw Error(Errc::invalid_argument, "the program must print {\"colophon_exec\": " +
                                                std::to_string(exec_version) + "} as its first line");
    if (version != exec_version)
        throw Error(Errc::invalid_argument, "the program speaks version " + std::to_string(version) +
                                                " of the protocol, known is " + std::to_string(exec_version));
    state_ = State::begun;
}

} // namespace colophon::ingest
