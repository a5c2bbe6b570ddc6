// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/run_report.hpp"

namespace colophon::ingest {

/// Where those who run the process look for its result.
struct HandoverPlaces {
    std::filesystem::path xcom = "/airflow/xcom";                   ///< Airflow's folder, where there is one
    std::filesystem::path termination_log = "/dev/termination-log"; ///< Kubernetes' file, where there is one
};

/// What the termination log holds of a report.
constexpr std::size_t longest_brief = 1'000;

/// Leaves in those of the places that there are that a run has begun. What ends it properly writes over that;
/// a process that was killed leaves it.
void hand_over_unfinished(const HandoverPlaces& places = {});
/// Leaves the report in those of the places that there are: whole as `return.json` in the XCom folder, in
/// brief in the termination log. Never throws: what cannot be written is logged.
void hand_over(const RunReport& report, const HandoverPlaces& places = {});
/// The same for a run that was refused before it began.
void hand_over(int exit_code, const std::string& message, const HandoverPlaces& places = {});
/// What is left of a run that was refused, as one line.
std::string refusal_json(int exit_code, const std::string& message);

} // namespace colophon::ingest
