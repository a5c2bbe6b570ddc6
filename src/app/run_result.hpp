// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/run_report.hpp"

#include <colophon/settings.hpp>
#include <functional>

namespace colophon::app {

inline constexpr Option report_flag{"report", Option::Type::text, "",
                                    "Write the run's report to this file, as JSON."};

/// Runs, and tells everyone who waits for the result, whatever becomes of the run: Airflow and Kubernetes by
/// their files, the file of --report, and last standard output, where `print` shows the report. A run that is
/// refused (an Error) is told as such, with --json as the only line of standard output. The exit code.
int tell_result(const Settings& flags, const std::function<ingest::RunReport()>& run,
                const std::function<void(const ingest::RunReport&)>& print);

} // namespace colophon::app
