// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connection.hpp"

#include <colophon/connector.hpp>

namespace colophon::postgres {

/// Adds what this account could do in the connection's database to the report. Rights are asked of the
/// privilege catalogs; nothing is tried. Findings of the same code are joined, so a report may collect
/// several databases; `name_database` tells them apart in the samples.
void audit_database(Connection& connection, AuditReport& report, bool name_database);

/// clean, unless a finding is critical.
void conclude(AuditReport& report);

} // namespace colophon::postgres
