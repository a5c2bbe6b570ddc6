// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/snapshot.hpp"

#include <string_view>
#include <vector>

namespace colophon::search {

/// Names and columns that begin with what was typed, the most frequent first; then those in which a later
/// word does. Names that differ only in case and what separates words are one suggestion.
std::vector<Suggestion> suggest(const Snapshot& snapshot, std::string_view typed, std::size_t limit);

} // namespace colophon::search
