// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace colophon {

/// The exit codes of the program (DESIGN §2): Airflow and Kubernetes act on them.
enum ExitCode : int {
    exit_ok = 0,
    exit_warnings = 10, ///< under `--strict`
    exit_partial = 20,  ///< partial or nothing succeeded
    exit_bad_flags = 64,
    exit_unreachable = 69, ///< source or server
    exit_internal = 70,    ///< a bug or a failing disk
    exit_try_again = 75,
    exit_not_permitted = 77, ///< permission denied, or an over-privileged account
    exit_bad_recipe = 78,
    exit_guarded = 80,   ///< a person must look: removals guarded, or a plan out of date
    exit_lease_held = 99 ///< another run of the pipeline is at work
};

} // namespace colophon
