// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/json_writer.hpp"
#include "search/search_index.hpp"

#include <bitset>
#include <chrono>
#include <span>
#include <string_view>

namespace colophon::api {

/// What is told of a hit.
enum class HitMember : std::uint8_t {
    urn,
    type,
    name,
    column,
    qualified_name,
    platform,
    env,
    sub_type,
    description,
    removed,
    deprecated,
    updated,
    usage,
    downstream,
    score,
    matches,
    explanation
};
inline constexpr std::size_t hit_member_count = 17;
using HitMembers = std::bitset<hit_member_count>;

/// In the order of HitMember, as answers and `fields` spell them.
std::span<const std::string_view> hit_member_names();

/// The members of an answer to a search, into an object that the caller opens and closes.
void write_search_page(JsonWriter& out, const search::SearchPage& page, HitMembers members,
                       std::chrono::steady_clock::time_point start);

/// As `[[begin,end],…]`, code points.
void write_highlight(JsonWriter& out, const std::vector<search::Range>& ranges);

/// For `took_ms`, to the microsecond.
double milliseconds_since(std::chrono::steady_clock::time_point start);

} // namespace colophon::api
