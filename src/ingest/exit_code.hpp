// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/exit_code.hpp"

#include <colophon/connector.hpp>
#include <colophon/error.hpp>

namespace colophon::ingest {

/// The server was there and asked to be left alone for longer than we wait: exit code 75, not 69.
class TryAgain final : public Error {
public:
    explicit TryAgain(const std::string& message) : Error(Errc::unavailable, message) {}
};

/// The plan cannot be applied as it is, and nothing of it was: exit code 80.
class PlanOutdated final : public Error {
public:
    explicit PlanOutdated(const std::string& message) : Error(Errc::conflict, message) {}
};

/// For an Error that ended a run before anything was read. Whatever a recipe is refused for is
/// exit_bad_recipe.
int exit_code(const Error& error);
int exit_code(Errc code);
int exit_code(AuditReport::Verdict verdict);

} // namespace colophon::ingest
