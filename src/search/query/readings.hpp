// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/node.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace colophon::search {

/// The index that is asked: readings may look up which words it has.
struct Snapshot;

/// One way to understand a query.
struct Reading {
    std::string_view name; ///< as answers say it in `relaxed`; empty for the exact one
    /// Nothing where it says no more than those before.
    std::optional<Node> (*read)(const ParsedQuery& query, const Snapshot& snapshot);
};

/// The one that takes words for what they may be meant for. It comes first where a query asks for it.
inline constexpr std::string_view fuzzy_reading = "fuzzy";

/// The readings in the order in which they are tried: the first that finds something is the answer.
std::span<const Reading> readings();

} // namespace colophon::search
