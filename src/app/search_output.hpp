// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>

namespace colophon::app {

/// A server's answer to a search, for people: what was understood, a table of hits or of columns, the parts
/// of scores and the facets where they were asked for.
void print_search_page(std::ostream& out, const nlohmann::json& page);

} // namespace colophon::app
