// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/node.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace colophon::search {

/// One way to understand a query.
struct Reading {
    std::string_view name; ///< as answers say it in `relaxed`; empty for the exact one
    std::optional<Node> (*read)(
        const ParsedQuery& query); ///< nothing where it says no more than those before
};

/// The readings in the order in which they are tried: the first that finds something is the answer.
std::span<const Reading> readings();

} // namespace colophon::search
