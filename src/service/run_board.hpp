// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/figures.hpp"
#include "store/catalog_store.hpp"

#include <array>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::service {

/// How the last run of a pipeline ended, as its report says.
struct LastRun {
    std::string pipeline;
    std::string run_id;
    std::string outcome;         ///< one of run_outcomes
    int exit_code = 0;           ///< 0 to 255
    std::int64_t ended_ms = 0;   ///< by the server's clock
    std::int64_t success_ms = 0; ///< when a run ended well last; 0: not among those that are remembered
    double seconds = 0;          ///< that it took
    bool guarded = false;        ///< the guard kept it from removing
    std::uint64_t removed = 0;   ///< entities
    std::uint64_t changed = 0;   ///< aspects
};

/// What a report may call its run; `other` stands for anything else.
inline constexpr std::array<std::string_view, 7> run_outcomes{"ok",     "warnings",    "partial", "guarded",
                                                              "failed", "interrupted", "other"};

/// The last run of each pipeline that reports, at most `max_pipelines` of them: those heard of last. Safe to
/// use from many threads.
class RunBoard {
public:
    static constexpr std::size_t max_pipelines = 100;

    /// What the store remembers, from its newest runs.
    void restore(const store::CatalogStore& store);
    /// A run with its report.
    void add(const store::RunRecord& run);

    std::vector<LastRun> newest() const; ///< the one that ended last comes first
    /// Runs since the server started, by the place of their outcome in run_outcomes.
    const std::array<Counter, run_outcomes.size()>& ended() const { return ended_; }

private:
    void keep(LastRun run);

    mutable std::mutex mutex_;
    std::map<std::string, LastRun, std::less<>> runs_; ///< by pipeline
    std::array<Counter, run_outcomes.size()> ended_;
};

} // namespace colophon::service
