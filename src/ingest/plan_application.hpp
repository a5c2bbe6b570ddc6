// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/change_taker.hpp"
#include "ingest/plan_file.hpp"
#include "ingest/run_report.hpp"
#include "ingest/spool.hpp"

#include <unordered_map>

namespace colophon::ingest {

/// Makes exactly what a plan says: everything is made out anew and kept aside, and only when it is what the
/// plan says it goes on to the writer. Otherwise finish() throws PlanOutdated, nothing was done, and
/// differences() tell why.
class PlanApplication final : public ChangeTaker {
public:
    static constexpr std::size_t most_differences = 20;

    /// Both must outlive the object. Throws PlanOutdated where the plan is of another pipeline or source.
    PlanApplication(const PlanFile& plan, ChangeTaker& writer, const PlanHead& run);

    void take(std::vector<EntityChange> changes) override;
    void finish(Ending& ending) override;

    const RunReport::Notes& differences() const { return differences_; }

private:
    void check(const PlanEntry& entry);
    /// What the plan has and this run has not.
    void find_left_over();
    void differ(const PlanEntry& entry, const std::string& how);

    const PlanFile& plan_;
    ChangeTaker& writer_;
    std::unordered_map<std::string, std::uint64_t> planned_; ///< entries not met yet, by fingerprint
    Spool spool_;
    RunReport::Notes differences_;
};

} // namespace colophon::ingest
