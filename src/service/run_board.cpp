// SPDX-License-Identifier: Apache-2.0
#include "service/run_board.hpp"

#include "core/json_parser.hpp"

#include <algorithm>

namespace colophon::service {
namespace {

/// So many runs are looked at after a restart.
constexpr std::size_t remembered_runs = 1'000;

using simdjson::dom::element;
using simdjson::dom::object;

/// A report comes from a client: what is missing or of another kind is left as it is.
template <class T> void take(const object& from, std::string_view name, T& into)
{
    T value;
    if (from.at_key(name).get(value) == simdjson::SUCCESS)
        into = value;
}

std::size_t place_of(std::string_view outcome)
{
    const auto* const found = std::find(run_outcomes.begin(), run_outcomes.end() - 1, outcome);
    return static_cast<std::size_t>(found - run_outcomes.begin());
}

bool is_success(std::string_view outcome)
{
    return outcome == "ok" || outcome == "warnings";
}

LastRun last_run(const store::RunRecord& record)
{
    LastRun run{record.pipeline_name, record.run_id, std::string(run_outcomes[place_of(record.outcome)])};
    run.ended_ms = record.last_ms;
    run.success_ms = is_success(run.outcome) ? record.last_ms : 0;
    run.changed = record.changed;
    JsonParser parser;
    const auto report = parser.parse(record.report_json);
    object members;
    if (!report || report->get(members) != simdjson::SUCCESS)
        return run;
    std::int64_t exit_code = 0;
    std::int64_t duration_ms = 0;
    take(members, "exit_code", exit_code);
    take(members, "duration_ms", duration_ms);
    run.exit_code = static_cast<int>(std::clamp<std::int64_t>(exit_code, 0, 255));
    run.seconds = static_cast<double>(std::max<std::int64_t>(duration_ms, 0)) / 1000;
    object removals;
    if (members.at_key("removals").get(removals) == simdjson::SUCCESS) {
        take(removals, "guarded", run.guarded);
        take(removals, "removed", run.removed);
    }
    return run;
}

} // namespace

void RunBoard::restore(const store::CatalogStore& store)
{
    std::map<std::string, std::int64_t, std::less<>> successes;
    std::vector<store::RunRecord> last;
    for (auto& run : store.runs(remembered_runs)) {
        if (run.pipeline_name.empty() || run.outcome.empty())
            continue;
        const bool is_first = std::none_of(last.begin(), last.end(), [&](const store::RunRecord& newer) {
            return newer.pipeline_name == run.pipeline_name;
        });
        if (is_success(run.outcome))
            successes.try_emplace(run.pipeline_name, run.last_ms);
        if (is_first && last.size() < max_pipelines)
            last.push_back(std::move(run));
    }
    for (const auto& run : last)
        if (const auto whole = store.run(run.run_id, run.pipeline_name)) {
            auto entry = last_run(*whole);
            if (const auto success = successes.find(run.pipeline_name); success != successes.end())
                entry.success_ms = success->second;
            keep(std::move(entry));
        }
}

void RunBoard::add(const store::RunRecord& run)
{
    auto entry = last_run(run);
    ended_[place_of(entry.outcome)].add();
    if (!entry.pipeline.empty())
        keep(std::move(entry));
}

void RunBoard::keep(LastRun run)
{
    const std::lock_guard lock(mutex_);
    auto& entry = runs_[run.pipeline];
    run.success_ms = std::max(run.success_ms, entry.success_ms);
    entry = std::move(run);
    if (runs_.size() > max_pipelines)
        runs_.erase(std::min_element(runs_.begin(), runs_.end(), [](const auto& a, const auto& b) {
            return a.second.ended_ms < b.second.ended_ms;
        }));
}

std::vector<LastRun> RunBoard::newest() const
{
    std::vector<LastRun> all;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [pipeline, run] : runs_)
            all.push_back(run);
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const LastRun& a, const LastRun& b) { return a.ended_ms > b.ended_ms; });
    return all;
}

} // namespace colophon::service
