// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace colophon::postgres {

/// severity, code, object, statement that ends it or NULL; an object may come with several statements.
/// Ordered by severity, code, object. Reads privilege catalogs only.
std::string audit_query();

} // namespace colophon::postgres
