// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace colophon::http {

/// The registered phrase of a status, "Unknown" for one that is not in our table.
std::string_view status_title(int status);
/// All that are in our table, the most frequent first.
std::span<const int> known_statuses();

} // namespace colophon::http
