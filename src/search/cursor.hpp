// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/sort_key.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace colophon::search {

/// Where a page ended.
struct Cursor {
    std::size_t reading = 0;    ///< which reading of the query found the hits, see readings.hpp
    std::uint64_t snapshot = 0; ///< on the shelf
    SortKey last;
};

/// Opaque text for URLs, bound to everything in the query that the order of hits depends on.
std::string encode_cursor(const SearchQuery& query, const Cursor& cursor);

/// Refuses (invalid_argument, path `cursor`) what encode_cursor() did not make for this query.
Result<std::optional<Cursor>> decode_cursor(const SearchQuery& query);

} // namespace colophon::search
