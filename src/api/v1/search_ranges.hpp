// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"
#include "search/search_index.hpp"

#include <vector>

namespace colophon::api {

/// `usage_from`, `usage_to`, `updated_from` and their like: both bounds are included, a date as the end of a
/// range is its last moment (UTC). Throws Error (invalid_argument, the path being the parameter's name),
/// saying what to write.
std::vector<search::NumberFilter> ranges_of(const http::Fields& given);

} // namespace colophon::api
