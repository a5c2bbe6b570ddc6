// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/connector.hpp>
#include <colophon/error.hpp>

namespace colophon::ingest {

/// The exit codes of an ingestion (DESIGN §2): Airflow and Kubernetes act on them.
enum ExitCode : int {
    exit_ok = 0,
    exit_warnings = 10,
    exit_partial = 20,
    exit_unreachable = 69,
    exit_internal = 70,
    exit_try_again = 75,
    exit_not_permitted = 77,
    exit_bad_recipe = 78
};

/// The server was there and asked to be left alone for longer than we wait: exit code 75, not 69.
class TryAgain final : public Error {
public:
    explicit TryAgain(const std::string& message) : Error(Errc::unavailable, message) {}
};

/// For an Error that ended a run before anything was read. Whatever a recipe is refused for is
/// exit_bad_recipe.
int exit_code(const Error& error);
int exit_code(AuditReport::Verdict verdict);

} // namespace colophon::ingest
