// SPDX-License-Identifier: Apache-2.0
#include "api/v1/handlers.hpp"
#include "api/v1/json_members.hpp"
#include "api/v1/query.hpp"
#include "core/json_writer.hpp"

#include <array>

namespace colophon::api {
namespace {

constexpr std::size_t max_entities = 5'000;
constexpr std::size_t max_aspects = 100;
constexpr std::size_t fingerprint_length = 32;

constexpr std::array<std::string_view, 1> comparison_members{"entities"};
constexpr std::array<std::string_view, 3> entity_members{"urn", "aspects", "fingerprint"};

service::Comparison read_comparison(simdjson::dom::element element, const std::string& path)
{
    const JsonMembers members(element, entity_members, path);
    service::Comparison asked{members.urn("urn"), members.list("aspects", max_aspects, text_element),
                              members.text("fingerprint")};
    if (asked.fingerprint.size() != fingerprint_length ||
        asked.fingerprint.find_first_not_of("0123456789abcdef") != std::string::npos)
        throw Error(Errc::invalid_argument, "must be 32 hexadecimal digits", path + ".fingerprint");
    return asked;
}

void write_lacking(JsonWriter& out, const service::Lacking& lacking)
{
    out.begin_object().member("index", lacking.index).member("claimed", lacking.claimed);
    out.member("exists", lacking.exists).member("equal", lacking.equal).key("current").begin_object();
    for (const auto& stored : lacking.current) {
        out.key(stored.aspect.name).begin_object().key("json").raw(stored.aspect.json);
        out.member("actor", stored.actor).member("run", stored.system.run_id);
        out.member("pipeline", stored.system.pipeline_name).end_object();
    }
    out.end_object().end_object();
}

} // namespace

http::Response post_comparison(const Context& context, const Call& call)
{
    const auto name = pipeline_of(call.request);
    if (const auto lease = call.request.query.find("lease"))
        context.pipelines.renew(name, std::string(*lease));
    JsonParser parser;
    const JsonMembers members(value_or_throw(parser.parse(call.request.body)), comparison_members);
    const auto entities = members.list("entities", max_entities, read_comparison);
    const auto position = context.catalog.position(); // the answer is at least so new
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().member("position", position).key("lacking").begin_array();
    for (const auto& lacking : context.pipelines.compare(name, entities))
        write_lacking(out, lacking);
    out.end_array().end_object();
    return response;
}

} // namespace colophon::api
