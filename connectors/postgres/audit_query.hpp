// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace colophon::postgres {

/// code of a finding, object, the key of the statement that ends it or NULL, and up to three times the name
/// of a placeholder and its value; an object may come with several statements. Ordered by code and object.
/// Codes and keys are those of permissions.yaml. Reads privilege catalogs only.
std::string audit_query();

} // namespace colophon::postgres
