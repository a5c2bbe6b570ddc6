// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"

namespace colophon::search {

/// The parts of a hit's score, which sum to it: how the document stands to the query as a whole, what its
/// words say, and what speaks for it beside them. `has_words`: the query is not just filters.
std::vector<std::pair<std::string, double>> explain(const SearchDocument& document, std::uint64_t rank,
                                                    bool has_words);

} // namespace colophon::search
