// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/snapshot.hpp"

#include <string_view>
#include <vector>

namespace colophon::search {

/// Names, columns, tags, terms and people that begin with what was typed: what was typed whole first, then
/// the most popular, then names before what is named otherwise, then by the alphabet. Where these are few,
/// names that hold the words elsewhere follow, likewise ordered. Names that differ only in case and what
/// separates words are one suggestion, and so are a syllable and what it becomes as one types on.
///
/// Counts are exact. Which of the popular names of different segments make it into the list goes by what they
/// were when their segments were made. Takes about as long in an index of any size.
std::vector<Suggestion> suggest(const Snapshot& snapshot, std::string_view typed, std::size_t limit);

} // namespace colophon::search
