// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/v1/route.hpp"
#include "api/v1/search_answer.hpp"
#include "core/json_parser.hpp"

namespace colophon::api {

/// What a search asks, and what of each hit it wants to be told.
struct SearchAsk {
    search::SearchQuery query;
    HitMembers members;
};

/// THE table of what a search takes: as parameters of GET, as members of a body.
std::span<const Parameter> search_parameters();

/// Reads what was given under those names, which have been checked. Throws Error (invalid_argument, the path
/// being the name), saying what to write.
SearchAsk read_search(const http::Fields& given);

/// The members of a JSON object as if they were parameters: texts, whole numbers and booleans; an array
/// stands for a repeated parameter, or for a list with commas. Names are checked. Throws Error
/// (invalid_argument).
http::Fields read_members(simdjson::dom::element query);

} // namespace colophon::api
