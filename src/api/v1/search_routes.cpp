// SPDX-License-Identifier: Apache-2.0
#include "api/v1/search_routes.hpp"

#include "api/v1/handlers.hpp"
#include "api/v1/search_request.hpp"

namespace colophon::api {

using auth::Permission;
using http::Method;

std::vector<Route> search_routes(service::Catalog& catalog)
{
    const auto parameters = search_parameters();
    return {
        {Method::get,
         "/api/v1/search",
         Permission::read,
         "Search with facets.",
         {parameters.begin(), parameters.end()},
         Body::none,
         [&](const Call& call) { return get_search(catalog, call); }},
        {Method::post,
         "/api/v1/search",
         Permission::read,
         "The same with the parameters as members of a JSON object, for queries too long for an address.",
         {},
         Body::query,
         [&](const Call& call) { return post_search(catalog, call); }},
        {Method::post,
         "/api/v1/search/batch",
         Permission::read,
         "Up to 50 searches at once; each is answered in its place, or told what is wrong with it.",
         {},
         Body::queries,
         [&](const Call& call) { return post_search_batch(catalog, call); }},
        {Method::get,
         "/api/v1/search/report",
         Permission::admin,
         "What was looked for in vain since the server started, most frequent first.",
         {{"limit", "integer", "Queries of each kind, 1 to 1000 (100)."}},
         Body::none,
         [&](const Call& call) { return get_search_report(catalog, call); }},
        {Method::get,
         "/api/v1/search/synonyms",
         Permission::read,
         "Words that mean the same to a search.",
         {{"format", "string", "json, or text with one group on a line (json)."}},
         Body::none,
         [&](const Call& call) { return get_synonyms(catalog, call); }},
        {Method::put,
         "/api/v1/search/synonyms",
         Permission::admin,
         "Put a list of synonyms in place of the present one; If-Match guards against lost changes.",
         {},
         Body::synonyms,
         [&](const Call& call) { return put_synonyms(catalog, call); }},
        {Method::get,
         "/api/v1/suggest",
         Permission::read,
         "Completions of what is being typed: the best of all, and by groups.",
         {{"q", "string", "The beginning of a word."},
          {"limit", "integer", "Completions, 1 to 100 (10)."},
          {"group_limit", "integer", "Completions of each group, 1 to 20 (5)."}},
         Body::none,
         [&](const Call& call) { return get_suggest(catalog, call); }},
    };
}

} // namespace colophon::api
