// SPDX-License-Identifier: Apache-2.0
#include "ingest/exit_code.hpp"

#include "ingest/pipeline_state.hpp"

namespace colophon::ingest {

int exit_code(const Error& error)
{
    if (dynamic_cast<const TryAgain*>(&error) != nullptr)
        return exit_try_again;
    if (dynamic_cast<const LeaseHeld*>(&error) != nullptr)
        return exit_lease_held;
    if (dynamic_cast<const PlanOutdated*>(&error) != nullptr)
        return exit_guarded;
    return exit_code(error.code());
}

int exit_code(Errc code)
{
    switch (code) {
    case Errc::invalid_argument:
    case Errc::too_large:
        return exit_bad_recipe;
    case Errc::not_found:
    case Errc::unavailable:
        return exit_unreachable;
    case Errc::unauthenticated:
    case Errc::forbidden:
        return exit_not_permitted;
    case Errc::conflict:
    case Errc::storage_full:
        return exit_try_again;
    case Errc::internal:
        return exit_internal;
    }
    return exit_internal;
}

int exit_code(AuditReport::Verdict verdict)
{
    switch (verdict) {
    case AuditReport::Verdict::clean:
        return exit_ok;
    case AuditReport::Verdict::over_privileged:
        return exit_not_permitted;
    case AuditReport::Verdict::cannot_tell:
        return exit_partial;
    }
    return exit_partial;
}

} // namespace colophon::ingest
