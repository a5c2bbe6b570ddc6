// SPDX-License-Identifier: Apache-2.0
#include "ingest/handover.hpp"

#include "core/json_writer.hpp"
#include "core/log.hpp"
#include "core/printable.hpp"
#include "core/redactor.hpp"
#include "core/text.hpp"
#include "ingest/atomic_file.hpp"
#include "ingest/timestamp.hpp"

#include <fstream>

namespace colophon::ingest {
namespace {

constexpr std::size_t longest_name = 100;
constexpr std::size_t longest_message = 300;

std::string shown(std::string_view text, std::size_t bytes)
{
    return std::string(truncate_utf8(printable(redact(text)), bytes));
}

std::string brief_of(const RunReport& report)
{
    std::string text;
    JsonWriter out(text);
    out.begin_object().member("outcome", outcome_name(report)).member("exit_code", report.exit_code);
    out.member("run_id", shown(report.run_id, longest_name));
    out.member("pipeline_name", shown(report.pipeline_name, longest_name));
    out.member("read", report.read).member("sent", report.sent);
    out.member("rejected", report.rejected.total).member("failures", report.failures.total);
    if (!report.failures.first.empty())
        out.member("message", shown(report.failures.first[0].message, longest_message));
    else if (report.removals && !report.removals->ruling.reasons.empty())
        out.member("message", shown(report.removals->ruling.reasons[0], longest_message));
    out.end_object();
    return text + '\n';
}

void leave_in_folder(const std::filesystem::path& folder, const std::string& text)
{
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error))
        return;
    AtomicFile file(folder / "return.json");
    file.write(text);
    file.commit();
}

void leave_in_log(const std::filesystem::path& file, const std::string& text)
{
    std::error_code error;
    if (!std::filesystem::exists(file, error) || std::filesystem::is_directory(file, error))
        return;
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << text << std::flush;
    if (!out)
        log::warn("the termination log cannot be written", {{"file", file.string()}});
}

void leave(const std::string& whole, const std::string& brief, const HandoverPlaces& places)
{
    try {
        leave_in_folder(places.xcom, whole);
    } catch (const std::exception& error) {
        log::warn("the report cannot be left for Airflow", {{"reason", error.what()}});
    }
    leave_in_log(places.termination_log, brief);
}

} // namespace

void hand_over(const RunReport& report, const HandoverPlaces& places)
{
    leave(report_json(report), brief_of(report), places);
}

void hand_over(int exit_code, const std::string& message, const HandoverPlaces& places)
{
    const std::string text = refusal_json(exit_code, message);
    leave(text, text, places);
}

void hand_over_unfinished(const HandoverPlaces& places)
{
    std::string text;
    JsonWriter(text)
        .begin_object()
        .member("outcome", "unfinished")
        .member("started", utc_text(epoch_ms(std::chrono::system_clock::now())))
        .member("message", "the run began and never came to its end: where it is not at work, it was killed")
        .end_object();
    text += '\n';
    leave(text, text, places);
}

std::string refusal_json(int exit_code, const std::string& message)
{
    std::string text;
    JsonWriter out(text);
    out.begin_object().member("outcome", "failed").member("exit_code", exit_code);
    out.member("message", shown(message, longest_message)).end_object();
    return text + '\n';
}

} // namespace colophon::ingest
