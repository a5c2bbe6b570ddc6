// SPDX-License-Identifier: Apache-2.0
#include "api/v1/handlers.hpp"
#include "api/v1/query.hpp"
#include "api/v1/timestamp.hpp"
#include "core/json_writer.hpp"

namespace colophon::api {
namespace {

std::string_view kind_name(store::ChangeEvent::Kind kind)
{
    switch (kind) {
    case store::ChangeEvent::Kind::stored:
        return "stored";
    case store::ChangeEvent::Kind::aspect_removed:
        return "aspect_removed";
    case store::ChangeEvent::Kind::entity_removed:
        return "entity_removed";
    case store::ChangeEvent::Kind::timeseries:
        return "timeseries";
    }
    return "stored";
}

} // namespace

http::Response get_changes(const service::Catalog& catalog, const Call& call)
{
    const auto since = integer_parameter(call.request, "since", 0, 0, INT64_MAX);
    const auto events = catalog.changes(since, integer_parameter(call.request, "limit", 100, 1, 10'000));
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().member("position", catalog.position());
    out.member("next", events.empty() ? since : events.back().position).key("changes").begin_array();
    for (const auto& event : events) {
        out.begin_object().member("position", event.position).member("kind", kind_name(event.kind));
        out.member("urn", event.urn.str()).member("aspect", event.aspect).member("version", event.version);
        out.member("time", rfc3339(event.time_ms)).member("actor", event.actor).member("run", event.run_id);
        out.end_object();
    }
    out.end_array().end_object();
    return response;
}

http::Response get_verify(service::Catalog& catalog, const Call&)
{
    const auto result = catalog.verify();
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().member("position", result.position).member("entities", result.entities);
    out.member("documents", result.documents).member("edges", result.edges);
    out.member("differences", result.differences).key("samples").begin_array();
    for (const auto& sample : result.samples)
        out.begin_object()
            .member("urn", sample.urn)
            .member("view", sample.view)
            .member("what", sample.what)
            .end_object();
    out.end_array().end_object();
    return response;
}

} // namespace colophon::api
