// SPDX-License-Identifier: Apache-2.0
#include "api/v1/api.hpp"
#include "api/v1/handlers.hpp"
#include "api/v1/page.hpp"
#include "api/v1/search_routes.hpp"

namespace colophon::api {
namespace {

using auth::Permission;
using http::Method;

const std::vector<Parameter> entity_parameters{
    {"aspect", "string", "Only this aspect; a timeseries aspect gives its newest point.", true},
    {"version", "integer", "This version of each aspect; 0 is the latest."},
    {"as_of", "string", "A position, or a time by RFC 3339."},
    {"details", "boolean", "Who wrote each aspect, when and in which run."}};

http::Response probe(std::string_view trouble)
{
    if (trouble.empty())
        return {200, "ok\n", "text/plain; charset=utf-8"};
    auto response = http::problem(503, trouble);
    response.headers.emplace_back("Retry-After", "1");
    return response;
}

/// Search that is behind for so long does not catch up by itself.
constexpr std::chrono::seconds most_lag{60};

/// Why the server should be asked nothing now; empty where it should.
std::string_view reluctance(const Phase& phase, const service::Catalog& catalog)
{
    if (!phase.started)
        return "starting";
    if (phase.draining)
        return "draining";
    const auto health = catalog.health();
    if (health.failed)
        return "the disk has failed";
    return health.lag > most_lag ? "search is behind the store" : "";
}

std::vector<Route> data_routes(const Context& context)
{
    auto& catalog = context.catalog;
    return {
        {Method::post,
         "/api/v1/proposals",
         Permission::ingest,
         "Write proposals; every record gets an outcome.",
         {{"atomic", "boolean", "Store all or nothing."},
          {"lease", "string", "Only if this lease is still held; renews it."}},
         Body::proposals,
         [context](const Call& call) { return post_proposals(context, call); }},
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
        {Method::get,
         "/api/v1/changes",
         Permission::read,
         "The change log, oldest first.",
         {{"since", "integer", "Only changes after this position (0)."},
          {"limit", "integer", "Changes, 1 to 10000 (100)."}},
         Body::none,
         [&](const Call& call) { return get_changes(catalog, call); }},
        {Method::get,
         "/api/v1/verify",
         Permission::admin,
         "Compare store, search and graph.",
         {},
         Body::none,
         [&](const Call& call) { return get_verify(catalog, call); }},
        {Method::get,
         "/api/v1/backup",
         Permission::admin,
         "A backup of the store as of now, a tar file; one at a time.",
         {},
         Body::none,
         [context](const Call& call) { return get_backup(context, call); }},
    };
}

const Parameter lease_parameter{"lease", "string", "As taken; renewed by this."};

std::vector<Route> pipeline_routes(const Context& context)
{
    auto& pipelines = context.pipelines;
    return {
        {Method::get,
         "/api/v1/pipelines",
         Permission::read,
         "Pipelines, and the runs that hold them.",
         {},
         Body::none,
         [&](const Call& call) { return get_pipelines(pipelines, call); }},
        {Method::get,
         "/api/v1/pipelines/{name}",
         Permission::read,
         "A pipeline with the state that its last run left.",
         {},
         Body::none,
         [&](const Call& call) { return get_pipeline(pipelines, call); }},
        {Method::post,
         "/api/v1/pipelines/{name}/lease",
         Permission::ingest,
         "Take the right to write for a pipeline, for one run.",
         {},
         Body::json,
         [&](const Call& call) { return post_lease(pipelines, call); }},
        {Method::put,
         "/api/v1/pipelines/{name}/lease",
         Permission::ingest,
         "Renew a lease.",
         {},
         Body::json,
         [&](const Call& call) { return put_lease(pipelines, call); }},
        {Method::delete_,
         "/api/v1/pipelines/{name}/lease",
         Permission::ingest,
         "Give a lease back.",
         {lease_parameter},
         Body::none,
         [&](const Call& call) { return delete_lease(pipelines, call); }},
        {Method::post,
         "/api/v1/pipelines/{name}/compare",
         Permission::ingest,
         "Which of at most 5000 entities the catalog has otherwise, by fingerprints.",
         {{"lease", "string", "Renewed by this, where given."}},
         Body::batch,
         [context](const Call& call) { return post_comparison(context, call); }},
        {Method::post,
         "/api/v1/pipelines/{name}/claims",
         Permission::ingest,
         "Answer for entities, at most 10000.",
         {lease_parameter},
         Body::batch,
         [&](const Call& call) { return post_claims(pipelines, call); }},
        {Method::get,
         "/api/v1/pipelines/{name}/claims",
         Permission::read,
         "Entities that a pipeline answers for, by URN.",
         {{"after", "string", "Only those after this URN."},
          {"limit", "integer", "Claims, 1 to 10000 (10000)."}},
         Body::none,
         [&](const Call& call) { return get_claims(pipelines, call); }},
        {Method::post,
         "/api/v1/pipelines/{name}/removals",
         Permission::ingest,
         "Remove softly what no other pipeline answers for, at most 10000 entities.",
         {lease_parameter},
         Body::batch,
         [&](const Call& call) { return post_removals(pipelines, call); }},
        {Method::post,
         "/api/v1/pipelines/{name}/renames",
         Permission::ingest,
         "Move what people wrote along with at most 1000 renamed entities.",
         {lease_parameter},
         Body::batch,
         [&](const Call& call) { return post_renames(pipelines, call); }},
        {Method::post,
         "/api/v1/pipelines/{name}/conclusion",
         Permission::ingest,
         "Leave a run's report and the pipeline's state; gives the lease back.",
         {lease_parameter},
         Body::batch,
         [&](const Call& call) { return post_conclusion(pipelines, call); }},
    };
}

std::vector<Route> run_routes(service::Pipelines& pipelines)
{
    const Parameter pipeline{"pipeline", "string", "Only of this pipeline."};
    return {
        {Method::get,
         "/api/v1/runs",
         Permission::read,
         "Ingestion runs, newest first.",
         {{"limit", "integer", "Runs, 1 to 1000 (20)."}, pipeline},
         Body::none,
         [&](const Call& call) { return get_runs(pipelines, call); }},
        {Method::get,
         "/api/v1/runs/{id}",
         Permission::read,
         "A run with its report.",
         {pipeline},
         Body::none,
         [&](const Call& call) { return get_run(pipelines, call); }},
        {Method::get,
         "/api/v1/runs/{id}/changes",
         Permission::read,
         "What a run changed, field by field.",
         {pipeline,
          {"since", "integer", "Only changes after this position (0)."},
          {"limit", "integer", "Entities, 1 to 1000 (100)."}},
         Body::none,
         [&](const Call& call) { return get_run_changes(pipelines, call); }},
        {Method::post,
         "/api/v1/runs/{id}/rollback",
         Permission::ingest,
         "Make the catalog what it would be had the run not been.",
         {pipeline},
         Body::none,
         [&](const Call& call) { return post_rollback(pipelines, call); }},
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
    const auto& phase = context.phase;
    return {
        {Method::get,
         "/livez",
         Permission::anyone,
         "The process answers.",
         {},
         Body::none,
         [](const Call&) { return probe({}); },
         http::Runs::at_once},
        {Method::get,
         "/startupz",
         Permission::anyone,
         "The index has caught up with the store.",
         {},
         Body::none,
         [&](const Call&) { return probe(phase.started ? "" : "starting"); },
         http::Runs::at_once},
        {Method::get,
         "/readyz",
         Permission::anyone,
         "Reads and writes are taken.",
         {},
         Body::none,
         [&](const Call&) { return probe(reluctance(phase, catalog)); },
         http::Runs::at_once},
        {Method::get,
         "/metrics",
         Permission::read,
         "Prometheus metrics.",
         {},
         Body::none,
         [context](const Call&) {
             return http::Response{200, metrics_text(context), "text/plain; version=0.0.4; charset=utf-8"};
         }},
        {Method::get,
         "/api/v1/status",
         Permission::read,
         "How the server is: sizes, queue, last runs.",
         {{"limit", "integer", "Pipelines whose last run is shown, 1 to 100 (20)."}},
         Body::none,
         [context](const Call& call) { return get_status(context, call); }},
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
    auto all = data_routes(context);
    const auto append = [&](std::vector<Route> more) {
        all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    };
    append(search_routes(context.catalog));
    append(pipeline_routes(context));
    append(run_routes(context.pipelines));
    append(server_routes(context));
    if (context.tokens != nullptr)
        append(token_routes(*context.tokens));
    all.push_back(
        {Method::get, "/openapi.json", Permission::anyone, "This description.", {}, Body::none, {}});
    all.back().handler = [text = openapi(all)](const Call&) { return http::Response{200, text}; };
    return all;
}

} // namespace colophon::api
