// SPDX-License-Identifier: Apache-2.0
#include "api/v1/api.hpp"
#include "api/v1/handlers.hpp"
#include "api/v1/page.hpp"

namespace colophon::api {
namespace {

using auth::Permission;
using http::Method;

const std::vector<Parameter> search_parameters{
    {"q", "string", "What to search for; empty or * matches everything."},
    {"limit", "integer", "Hits of a page, 1 to 1000 (20)."},
    {"cursor", "string", "`next` of the page before."},
    {"sort", "string", "relevance, name or updated (relevance)."},
    {"explain", "boolean", "Show the parts of each score."},
    {"removed", "boolean", "Find soft-deleted entities too."},
    {"facets", "string", "Facets to count, separated by commas, or none (all)."},
    {"facet_limit", "integer", "Values of each facet, 1 to 1000 (20)."},
    {"type", "string", "Only entities of this type.", true},
    {"platform", "string", "Only entities of this platform.", true},
    {"instance", "string", "Only entities of this platform instance.", true},
    {"env", "string", "Only entities of this environment.", true},
    {"container", "string", "Only entities in this container.", true},
    {"owner", "string", "Only entities of this owner.", true},
    {"tag", "string", "Only entities with this tag.", true},
    {"term", "string", "Only entities with this glossary term.", true},
    {"domain", "string", "Only entities of this domain.", true},
    {"sub_type", "string", "Only entities of this sub-type.", true},
    {"has_description", "string", "true or false.", true}};

const std::vector<Parameter> entity_parameters{
    {"aspect", "string", "Only this aspect; a timeseries aspect gives its newest point.", true},
    {"version", "integer", "This version of each aspect; 0 is the latest."},
    {"as_of", "string", "A position, or a time by RFC 3339."},
    {"details", "boolean", "Who wrote each aspect, when and in which run."}};

http::Response probe(bool healthy, std::string_view trouble)
{
    if (healthy)
        return {200, "ok\n", "text/plain; charset=utf-8"};
    auto response = http::problem(503, trouble);
    response.headers.emplace_back("Retry-After", "1");
    return response;
}

std::vector<Route> data_routes(service::Catalog& catalog)
{
    return {
        {Method::post,
         "/api/v1/proposals",
         Permission::ingest,
         "Write proposals; every record gets an outcome.",
         {{"atomic", "boolean", "Store all or nothing."}},
         Body::proposals,
         [&](const Call& call) { return post_proposals(catalog, call); }},
        {Method::get, "/api/v1/entities/{urn}", Permission::read, "An entity with its aspects.",
         entity_parameters, Body::none, [&](const Call& call) { return get_entity(catalog, call); }},
        {Method::delete_,
         "/api/v1/entities/{urn}",
         Permission::ingest,
         "Remove an entity, softly unless told otherwise.",
         {{"hard", "boolean", "Remove every version and edge for good."}},
         Body::none,
         [&](const Call& call) { return delete_entity(catalog, call); }},
        {Method::get,
         "/api/v1/entities/{urn}/relationships",
         Permission::read,
         "Edges of an entity.",
         {{"direction", "string", "outgoing or incoming (outgoing)."},
          {"relationship", "string", "Only this relationship.", true},
          {"start", "integer", "Edges to pass over (0)."},
          {"limit", "integer", "Edges of a page, 1 to 1000 (100)."}},
         Body::none,
         [&](const Call& call) { return get_relationships(catalog, call); }},
        {Method::get,
         "/api/v1/entities/{urn}/timeseries/{aspect}",
         Permission::read,
         "Points of a timeseries aspect, newest first.",
         {{"from", "string", "Not before this time (RFC 3339)."},
          {"to", "string", "Not after this time (RFC 3339)."},
          {"limit", "integer", "Points, 1 to 1000 (100)."}},
         Body::none,
         [&](const Call& call) { return get_timeseries(catalog, call); }},
        {Method::get, "/api/v1/search", Permission::read, "Search with facets.", search_parameters,
         Body::none, [&](const Call& call) { return get_search(catalog, call); }},
        {Method::get,
         "/api/v1/suggest",
         Permission::read,
         "Completions of what is being typed.",
         {{"q", "string", "The beginning of a word."}, {"limit", "integer", "Completions, 1 to 100 (10)."}},
         Body::none,
         [&](const Call& call) { return get_suggest(catalog, call); }},
        {Method::get,
         "/api/v1/changes",
         Permission::read,
         "The change log, oldest first.",
         {{"since", "integer", "Only changes after this position (0)."},
          {"limit", "integer", "Changes, 1 to 10000 (100)."}},
         Body::none,
         [&](const Call& call) { return get_changes(catalog, call); }},
        {Method::get,
         "/api/v1/runs",
         Permission::read,
         "Ingestion runs, newest first.",
         {{"limit", "integer", "Runs, 1 to 1000 (20)."}},
         Body::none,
         [&](const Call& call) { return get_runs(catalog, call); }},
        {Method::get,
         "/api/v1/verify",
         Permission::admin,
         "Compare store, search and graph.",
         {},
         Body::none,
         [&](const Call& call) { return get_verify(catalog, call); }},
    };
}

std::vector<Route> token_routes(auth::TokenRegistry& tokens)
{
    return {
        {Method::post,
         "/api/v1/tokens",
         Permission::admin,
         "Make a token; its text is shown once.",
         {},
         Body::json,
         [&](const Call& call) { return post_token(tokens, call); }},
        {Method::get,
         "/api/v1/tokens",
         Permission::admin,
         "All tokens, without their secrets.",
         {},
         Body::none,
         [&](const Call& call) { return get_tokens(tokens, call); }},
        {Method::delete_,
         "/api/v1/tokens/{id}",
         Permission::admin,
         "Revoke a token.",
         {},
         Body::none,
         [&](const Call& call) { return delete_token(tokens, call); }},
    };
}

std::vector<Route> server_routes(const Context& context)
{
    auto& catalog = context.catalog;
    const auto& started = context.started;
    const auto& metrics = context.metrics;
    return {
        {Method::get,
         "/livez",
         Permission::anyone,
         "The process answers.",
         {},
         Body::none,
         [](const Call&) { return probe(true, {}); }},
        {Method::get,
         "/startupz",
         Permission::anyone,
         "The index has caught up with the store.",
         {},
         Body::none,
         [&](const Call&) { return probe(started, "starting"); }},
        {Method::get,
         "/readyz",
         Permission::anyone,
         "Reads and writes are taken.",
         {},
         Body::none,
         [&](const Call&) {
             return probe(started && !catalog.status().failed, started ? "the disk has failed" : "starting");
         }},
        {Method::get,
         "/metrics",
         Permission::read,
         "Prometheus metrics.",
         {},
         Body::none,
         [&](const Call&) {
             return http::Response{200, metrics.render(catalog.status()),
                                   "text/plain; version=0.0.4; charset=utf-8"};
         }},
        {Method::get,
         "/api/v1/whoami",
         Permission::read,
         "Who the token stands for.",
         {},
         Body::none,
         [](const Call& call) { return get_whoami(call); }},
        {Method::get,
         "/",
         Permission::anyone,
         "The search page.",
         {},
         Body::none,
         [](const Call&) { return page(); }},
    };
}

} // namespace

std::vector<Route> routes(const Context& context)
{
    auto all = data_routes(context.catalog);
    const auto append = [&](std::vector<Route> more) {
        all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    };
    append(server_routes(context));
    if (context.tokens != nullptr)
        append(token_routes(*context.tokens));
    all.push_back(
        {Method::get, "/openapi.json", Permission::anyone, "This description.", {}, Body::none, {}});
    all.back().handler = [text = openapi(all)](const Call&) { return http::Response{200, text}; };
    return all;
}

} // namespace colophon::api
