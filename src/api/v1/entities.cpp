// SPDX-License-Identifier: Apache-2.0
#include "api/v1/handlers.hpp"
#include "api/v1/query.hpp"
#include "api/v1/timestamp.hpp"
#include "core/entity_key.hpp"
#include "core/json_writer.hpp"
#include "core/nearest.hpp"

#include <algorithm>
#include <charconv>

namespace colophon::api {
namespace {

/// An integer is a position, RFC 3339 a time.
store::AsOf as_of(const http::Request& request)
{
    const auto text = request.query.find("as_of");
    if (!text)
        return store::AsOf(std::monostate());
    store::Position position = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), position);
    if (error == std::errc{} && end == text->data() + text->size())
        return store::AsOf(position);
    if (const auto time = parse_rfc3339(*text))
        return store::AsOf(*time);
    throw Error(Errc::invalid_argument,
                "as_of must be a position or a time as in 2026-01-31T09:00:00Z: \"" + std::string(*text) +
                    "\"",
                "as_of");
}

std::vector<std::string> aspects_of(const service::Catalog& catalog, const Urn& urn,
                                    const http::Request& request)
{
    auto names = list_parameter(request, "aspect");
    const auto* entity = catalog.registry().entity(urn.type());
    if (entity == nullptr)
        return names;
    for (const auto& name : names) {
        if (entity->aspect(name) != nullptr)
            continue;
        std::vector<std::string_view> known{entity->key->name};
        for (const auto* aspect : entity->aspects)
            known.push_back(aspect->name);
        throw Error(Errc::invalid_argument,
                    "no such aspect of a " + entity->name + ": \"" + name + "\"" + did_you_mean(name, known),
                    "aspect");
    }
    return names;
}

bool wants(const std::vector<std::string>& names, std::string_view aspect)
{
    return names.empty() || std::find(names.begin(), names.end(), aspect) != names.end();
}

/// The newest point of each timeseries aspect that was asked for by name.
void write_latest_points(JsonWriter& out, const service::Catalog& catalog, const Urn& urn,
                         const std::vector<std::string>& names)
{
    for (const auto& name : names) {
        const auto* aspect = catalog.registry().aspect(name);
        if (aspect == nullptr || !aspect->timeseries)
            continue;
        for (const auto& point : catalog.timeseries(urn, name, {.limit = 1}))
            out.key(name).raw(point.json);
    }
}

/// A point of a timeseries has a time of its own: another moment is asked for where its range is.
void refuse_moments_of_timeseries(const service::Catalog& catalog, const http::Request& request,
                                  const std::vector<std::string>& names)
{
    for (const std::string_view parameter : {"as_of", "version"})
        for (const auto& name : names)
            if (request.query.find(parameter) && catalog.registry().aspect(name) != nullptr &&
                catalog.registry().aspect(name)->timeseries)
                throw Error(Errc::invalid_argument,
                            "has no meaning for a timeseries aspect, use timeseries/" + name + "?to=TIME",
                            std::string(parameter));
}

http::Response not_found(const Urn& urn)
{
    return http::problem(404, "no such entity: " + urn.str(), "urn");
}

} // namespace

http::Response get_entity(const service::Catalog& catalog, const Call& call)
{
    const auto urn = urn_of(call.request);
    const auto names = aspects_of(catalog, urn, call.request);
    refuse_moments_of_timeseries(catalog, call.request, names);
    const auto version = integer_parameter(call.request, "version", 0, 0, UINT32_MAX);
    const auto entity =
        catalog.find(urn, {.aspects = names, .version = version, .as_of = as_of(call.request)});
    if (!entity)
        return not_found(urn);
    if (version != 0 && entity->aspects.empty())
        return http::problem(404, "no such version of " + urn.str(), "version");
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object()
        .member("urn", urn.str())
        .member("type", urn.type())
        .member("position", entity->position);
    out.key("aspects").begin_object();
    const auto* type = catalog.registry().entity(urn.type());
    if (type != nullptr && wants(names, type->key->name))
        out.key(type->key->name).raw(value_or_throw(key_aspect_json(catalog.registry(), urn)));
    for (const auto& stored : entity->aspects)
        out.key(stored.aspect.name).raw(stored.aspect.json);
    write_latest_points(out, catalog, urn, names);
    out.end_object();
    if (boolean_parameter(call.request, "details")) {
        out.key("details").begin_object();
        for (const auto& stored : entity->aspects) {
            out.key(stored.aspect.name).begin_object().member("version", stored.version);
            out.member("position", stored.position).member("time", rfc3339(stored.created_ms));
            out.member("actor", stored.actor).member("run", stored.system.run_id);
            out.member("last_observed", rfc3339(stored.system.last_observed_ms)).end_object();
        }
        out.end_object();
    }
    out.end_object();
    return response;
}

http::Response delete_entity(service::Catalog& catalog, const Call& call)
{
    const auto urn = urn_of(call.request);
    const bool hard = boolean_parameter(call.request, "hard");
    const auto outcome =
        hard ? catalog.remove_for_good(call.principal, urn) : catalog.remove(call.principal, urn);
    if (!outcome.found)
        return not_found(urn);
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().member("urn", urn.str()).member("position", outcome.position).member("hard", hard);
    out.key("dangling").begin_array();
    for (const auto& referrer : outcome.dangling)
        out.value(referrer.str());
    out.end_array().end_object();
    return response;
}

http::Response get_relationships(const service::Catalog& catalog, const Call& call)
{
    const auto urn = urn_of(call.request);
    const auto direction = text_parameter(call.request, "direction", "outgoing");
    if (direction != "outgoing" && direction != "incoming")
        throw Error(Errc::invalid_argument, "direction must be outgoing or incoming: \"" + direction + "\"",
                    "direction");
    const auto start = integer_parameter(call.request, "start", 0, 0, UINT32_MAX);
    const auto page = catalog.relationships(
        {urn, direction == "outgoing" ? store::Direction::outgoing : store::Direction::incoming,
         list_parameter(call.request, "relationship"), start,
         integer_parameter(call.request, "limit", 100, 1, 1'000)});
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().member("urn", urn.str()).member("direction", direction).member("total", page.total);
    out.member("start", start).key("relationships").begin_array();
    for (const auto& row : page.rows)
        out.begin_object()
            .member("relationship", row.relationship)
            .member("urn", row.urn.str())
            .member("aspect", row.aspect)
            .end_object();
    out.end_array().end_object();
    return response;
}

http::Response get_timeseries(const service::Catalog& catalog, const Call& call)
{
    const auto urn = urn_of(call.request);
    const auto name = std::string(call.request.params.find("aspect").value_or(""));
    const auto* aspect = catalog.registry().aspect(name);
    if (aspect == nullptr || !aspect->timeseries)
        return http::problem(404, "no such timeseries aspect: " + name, "aspect");
    const auto moment = [&](std::string_view parameter, std::int64_t fallback) {
        const auto text = call.request.query.find(parameter);
        if (!text)
            return fallback;
        if (const auto time = parse_rfc3339(*text))
            return time->time_since_epoch().count();
        throw Error(Errc::invalid_argument,
                    "must be a time as in 2026-01-31T09:00:00Z: \"" + std::string(*text) + "\"",
                    std::string(parameter));
    };
    const auto points = catalog.timeseries(urn, name,
                                           {moment("from", INT64_MIN), moment("to", INT64_MAX),
                                            integer_parameter(call.request, "limit", 100, 1, 1'000)});
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().member("urn", urn.str()).member("aspect", name).key("points").begin_array();
    for (const auto& point : points)
        out.raw(point.json);
    out.end_array().end_object();
    return response;
}

} // namespace colophon::api
