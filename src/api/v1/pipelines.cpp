// SPDX-License-Identifier: Apache-2.0
#include "api/v1/handlers.hpp"
#include "api/v1/json_members.hpp"
#include "api/v1/query.hpp"
#include "api/v1/timestamp.hpp"
#include "core/json_writer.hpp"

#include <array>

namespace colophon::api {
namespace {

constexpr std::size_t max_claims = 10'000;
constexpr std::size_t max_renames = 1'000;
constexpr std::size_t max_stable_id_bytes = 500;

constexpr std::array<std::string_view, 2> lease_members{"run", "holder"};
constexpr std::array<std::string_view, 1> renewal_members{"lease"};
constexpr std::array<std::string_view, 1> claims_members{"claims"};
constexpr std::array<std::string_view, 3> claim_members{"urn", "container", "stable_id"};
constexpr std::array<std::string_view, 1> removals_members{"urns"};
constexpr std::array<std::string_view, 1> renames_members{"renames"};
constexpr std::array<std::string_view, 2> rename_members{"from", "to"};
constexpr std::array<std::string_view, 2> conclusion_members{"report", "state"};

void write_lease(JsonWriter& out, const std::optional<store::LeaseRecord>& lease)
{
    out.key("lease");
    if (!lease) {
        out.null();
        return;
    }
    out.begin_object().member("run", lease->run_id).member("holder", lease->holder);
    out.member("since", rfc3339(lease->since_ms)).end_object();
}

void write_state(JsonWriter& out, const std::string& state_json)
{
    out.key("state");
    if (state_json.empty())
        out.null();
    else
        out.raw(state_json);
}

std::int64_t seconds_of(const service::Pipelines& pipelines)
{
    return std::chrono::duration_cast<std::chrono::seconds>(pipelines.lease_time()).count();
}

store::Claim read_claim(simdjson::dom::element element, const std::string& path)
{
    const JsonMembers members(element, claim_members, path);
    store::Claim claim{members.urn("urn"), members.urn_or_null("container"), members.text("stable_id")};
    if (claim.stable_id.size() > max_stable_id_bytes)
        throw Error(Errc::invalid_argument, "may have 500 bytes", path + ".stable_id");
    return claim;
}

service::Rename read_rename(simdjson::dom::element element, const std::string& path)
{
    const JsonMembers members(element, rename_members, path);
    return {members.urn("from"), members.urn("to")};
}

http::Response position_answer(store::Position position)
{
    http::Response response;
    JsonWriter(response.body).begin_object().member("position", position).end_object();
    return response;
}

} // namespace

http::Response post_lease(service::Pipelines& pipelines, const Call& call)
{
    const auto name = pipeline_of(call.request);
    JsonParser parser;
    const JsonMembers members(value_or_throw(parser.parse(call.request.body)), lease_members);
    const auto lease =
        pipelines.take_lease(call.principal, name, members.name("run"), members.name("holder"));
    const auto record = pipelines.find(name);
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().member("lease", lease).member("seconds", seconds_of(pipelines));
    out.member("claims", record.claims);
    write_state(out, record.state_json);
    out.end_object();
    return response;
}

http::Response put_lease(service::Pipelines& pipelines, const Call& call)
{
    JsonParser parser;
    const JsonMembers members(value_or_throw(parser.parse(call.request.body)), renewal_members);
    pipelines.renew(pipeline_of(call.request), members.text("lease"));
    http::Response response;
    JsonWriter(response.body).begin_object().member("seconds", seconds_of(pipelines)).end_object();
    return response;
}

http::Response delete_lease(service::Pipelines& pipelines, const Call& call)
{
    pipelines.free_lease(call.principal, pipeline_of(call.request), lease_of(call.request));
    return {200, "{}"};
}

http::Response get_pipelines(const service::Pipelines& pipelines, const Call&)
{
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().key("pipelines").begin_array();
    for (const auto& pipeline : pipelines.list()) {
        out.begin_object().member("name", pipeline.name).member("claims", pipeline.claims);
        write_lease(out, pipeline.lease);
        out.end_object();
    }
    out.end_array().end_object();
    return response;
}

http::Response get_pipeline(const service::Pipelines& pipelines, const Call& call)
{
    const auto pipeline = pipelines.find(pipeline_of(call.request));
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().member("name", pipeline.name).member("claims", pipeline.claims);
    write_state(out, pipeline.state_json);
    write_lease(out, pipeline.lease);
    out.end_object();
    return response;
}

http::Response post_claims(service::Pipelines& pipelines, const Call& call)
{
    JsonParser parser;
    const JsonMembers members(value_or_throw(parser.parse(call.request.body)), claims_members);
    pipelines.claim(call.principal, pipeline_of(call.request), lease_of(call.request),
                    members.list("claims", max_claims, read_claim));
    return {200, "{}"};
}

http::Response get_claims(const service::Pipelines& pipelines, const Call& call)
{
    const auto limit = integer_parameter(call.request, "limit", max_claims, 1, max_claims);
    const auto claims =
        pipelines.claims(pipeline_of(call.request), text_parameter(call.request, "after"), limit);
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().key("claims").begin_array();
    for (const auto& claim : claims) {
        out.begin_object().member("urn", claim.urn.str()).key("container");
        if (claim.container)
            out.value(claim.container->str());
        else
            out.null();
        out.member("stable_id", claim.stable_id).end_object();
    }
    out.end_array().key("next");
    if (claims.size() == limit)
        out.value(claims.back().urn.str());
    else
        out.null();
    out.end_object();
    return response;
}

http::Response post_removals(service::Pipelines& pipelines, const Call& call)
{
    JsonParser parser;
    const JsonMembers members(value_or_throw(parser.parse(call.request.body)), removals_members);
    const auto removed = pipelines.remove(call.principal, pipeline_of(call.request), lease_of(call.request),
                                          members.list("urns", max_claims, urn_element));
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().member("position", removed.position).member("removed", removed.removed);
    out.key("kept").begin_array();
    for (const auto& kept : removed.kept)
        out.begin_object().member("urn", kept.urn.str()).member("claimed_by", kept.claimed_by).end_object();
    out.end_array().end_object();
    return response;
}

http::Response post_renames(service::Pipelines& pipelines, const Call& call)
{
    JsonParser parser;
    const JsonMembers members(value_or_throw(parser.parse(call.request.body)), renames_members);
    auto renames = members.list("renames", max_renames, read_rename);
    const auto position =
        pipelines.rename(call.principal, pipeline_of(call.request), lease_of(call.request), renames);
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().member("position", position).key("renames").begin_array();
    for (const auto& rename : renames) {
        out.begin_object().member("from", rename.from.str()).member("to", rename.to.str());
        out.key("moved").begin_array();
        for (const auto& aspect : rename.moved)
            out.value(aspect);
        out.end_array().end_object();
    }
    out.end_array().end_object();
    return response;
}

http::Response post_conclusion(service::Pipelines& pipelines, const Call& call)
{
    JsonParser parser;
    const JsonMembers members(value_or_throw(parser.parse(call.request.body)), conclusion_members);
    auto report = members.object_or_null("report");
    if (!report)
        throw Error(Errc::invalid_argument, "is missing", "report");
    return position_answer(pipelines.conclude(call.principal, pipeline_of(call.request),
                                              lease_of(call.request), *std::move(report),
                                              members.object_or_null("state")));
}

} // namespace colophon::api
