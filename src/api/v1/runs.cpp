// SPDX-License-Identifier: Apache-2.0
#include "api/v1/handlers.hpp"
#include "api/v1/query.hpp"
#include "api/v1/timestamp.hpp"
#include "core/json_writer.hpp"

namespace colophon::api {
namespace {

void write_run(JsonWriter& out, const store::RunRecord& run)
{
    out.member("id", run.run_id).member("pipeline", run.pipeline_name);
    out.member("first", rfc3339(run.first_ms)).member("last", rfc3339(run.last_ms));
    out.member("first_position", run.first_position).member("last_position", run.last_position);
    out.member("changed", run.changed).member("unchanged", run.unchanged).member("outcome", run.outcome);
}

std::string_view operation_name(service::RunChange::Operation operation)
{
    switch (operation) {
    case service::RunChange::Operation::add:
        return "add";
    case service::RunChange::Operation::change:
        return "change";
    case service::RunChange::Operation::remove:
        return "remove";
    case service::RunChange::Operation::restore:
        return "restore";
    }
    return "change";
}

void write_optional(JsonWriter& out, std::string_view name, const std::optional<std::string>& text)
{
    out.key(name);
    if (text)
        out.value(*text);
    else
        out.null();
}

void write_aspect(JsonWriter& out, const service::RunChange::AspectChange& aspect)
{
    out.begin_object().member("name", aspect.name).member("version", aspect.version);
    out.key("fields").begin_array();
    for (const auto& field : aspect.fields) {
        out.begin_object().member("path", field.path);
        write_optional(out, "from", field.from);
        write_optional(out, "to", field.to);
        out.end_object();
    }
    out.end_array().end_object();
}

void write_change(JsonWriter& out, const service::RunChange& change)
{
    out.begin_object().member("urn", change.urn.str()).member("type", change.urn.type());
    out.member("operation", operation_name(change.operation)).member("position", change.position);
    out.key("aspects").begin_array();
    for (const auto& aspect : change.aspects)
        write_aspect(out, aspect);
    out.end_array().end_object();
}

std::string run_of(const http::Request& request)
{
    return std::string(request.params.find("id").value_or(""));
}

} // namespace

http::Response get_runs(const service::Pipelines& pipelines, const Call& call)
{
    const auto limit = integer_parameter(call.request, "limit", 20, 1, 1'000);
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().key("runs").begin_array();
    for (const auto& run : pipelines.runs(limit, text_parameter(call.request, "pipeline"))) {
        out.begin_object();
        write_run(out, run);
        out.end_object();
    }
    out.end_array().end_object();
    return response;
}

http::Response get_run(const service::Pipelines& pipelines, const Call& call)
{
    const auto run = pipelines.run(run_of(call.request), text_parameter(call.request, "pipeline"));
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object();
    write_run(out, run);
    out.key("report");
    if (run.report_json.empty())
        out.null();
    else
        out.raw(run.report_json);
    out.end_object();
    return response;
}

http::Response get_run_changes(const service::Pipelines& pipelines, const Call& call)
{
    const auto page = pipelines.changes(run_of(call.request), text_parameter(call.request, "pipeline"),
                                        integer_parameter(call.request, "since", 0, 0, INT64_MAX),
                                        integer_parameter(call.request, "limit", 100, 1, 1'000));
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().key("changes").begin_array();
    for (const auto& change : page.changes)
        write_change(out, change);
    out.end_array().key("next");
    if (page.next)
        out.value(*page.next);
    else
        out.null();
    out.end_object();
    return response;
}

http::Response post_rollback(service::Pipelines& pipelines, const Call& call)
{
    const auto result =
        pipelines.roll_back(call.principal, run_of(call.request), text_parameter(call.request, "pipeline"));
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().member("position", result.position).member("run", result.run_id);
    out.member("restored", result.restored).member("removed", result.removed);
    out.member("kept_total", result.kept_total).key("kept").begin_array();
    for (const auto& kept : result.kept)
        out.begin_object()
            .member("urn", kept.urn.str())
            .member("aspect", kept.aspect)
            .member("reason", kept.reason)
            .end_object();
    out.end_array().end_object();
    return response;
}

} // namespace colophon::api
