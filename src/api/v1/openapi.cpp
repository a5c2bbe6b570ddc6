// SPDX-License-Identifier: Apache-2.0
#include "api/v1/route.hpp"
#include "api/v1/search_request.hpp"
#include "core/json_writer.hpp"
#include "core/text.hpp"

#include <map>

namespace colophon::api {
namespace {

/// The `{name}` segments of a pattern.
std::vector<std::string_view> path_parameters(std::string_view pattern)
{
    std::vector<std::string_view> names;
    for (auto open = pattern.find('{'); open != std::string_view::npos; open = pattern.find('{', open + 1))
        names.push_back(pattern.substr(open + 1, pattern.find('}', open) - open - 1));
    return names;
}

void write_schema(JsonWriter& out, std::string_view type, bool repeated)
{
    if (repeated)
        out.member("type", "array").key("items").begin_object().member("type", type).end_object();
    else
        out.member("type", type);
}

void write_parameter(JsonWriter& out, std::string_view name, std::string_view place, std::string_view type,
                     bool repeated)
{
    out.member("name", name).member("in", place);
    if (place == "path")
        out.member("required", true);
    out.key("schema").begin_object();
    write_schema(out, type, repeated);
    out.end_object();
}

void write_parameters(JsonWriter& out, const Route& route)
{
    out.key("parameters").begin_array();
    for (const auto name : path_parameters(route.pattern)) {
        out.begin_object();
        write_parameter(out, name, "path", "string", false);
        out.end_object();
    }
    for (const auto& parameter : route.parameters) {
        out.begin_object();
        write_parameter(out, parameter.name, "query", parameter.type, parameter.repeated);
        out.member("description", parameter.help).end_object();
    }
    out.end_array();
}

void write_content(JsonWriter& out, std::string_view media_type, std::string_view schema)
{
    out.key(media_type).begin_object().key("schema").raw(schema).end_object();
}

struct BodyContent {
    Body body;
    std::string_view media_type;
    std::string_view schema;
};
constexpr BodyContent contents[] = {
    {Body::json, "application/json", R"({"type":"object"})"},
    {Body::batch, "application/json", R"({"type":"object"})"},
    {Body::proposals, "application/json",
     R"({"type":"array","items":{"$ref":"#/components/schemas/Proposal"}})"},
    {Body::proposals, "application/x-ndjson", R"({"$ref":"#/components/schemas/Proposal"})"},
    {Body::query, "application/json", R"({"$ref":"#/components/schemas/SearchQuery"})"},
    {Body::queries, "application/json",
     R"({"type":"object","required":["queries"],"properties":{"queries":{"type":"array","maxItems":50,)"
     R"("items":{"$ref":"#/components/schemas/SearchQuery"}}}})"},
    {Body::synonyms, "application/json", R"({"$ref":"#/components/schemas/Synonyms"})"},
    {Body::synonyms, "text/plain", R"({"type":"string"})"}};

void write_body(JsonWriter& out, Body body)
{
    if (body == Body::none)
        return;
    out.key("requestBody").begin_object().member("required", true).key("content").begin_object();
    for (const auto& content : contents)
        if (content.body == body)
            write_content(out, content.media_type, content.schema);
    out.end_object().end_object();
}

void write_answer(JsonWriter& out, std::string_view status, std::string_view description,
                  std::string_view media_type)
{
    out.key(status).begin_object().member("description", description).key("content").begin_object();
    write_content(out, media_type, media_type == "application/json" ? R"({"type":"object"})" : "{}");
    out.end_object().end_object();
}

void write_operation(JsonWriter& out, const Route& route)
{
    out.key(lower(http::method_name(route.method))).begin_object().member("summary", route.summary);
    write_parameters(out, route);
    write_body(out, route.body);
    out.key("security").begin_array();
    if (route.permission != auth::Permission::anyone)
        out.begin_object().key("token").begin_array().end_array().end_object();
    out.end_array();
    out.key("responses").begin_object();
    write_answer(out, "200", "As asked.", "application/json");
    write_answer(out, "default", "Refused; RFC 9457.", "application/problem+json");
    out.end_object().end_object();
}

constexpr std::string_view proposal_schema =
    R"({"type":"object",)"
    R"("required":["entityType","entityUrn","changeType","aspectName"],"properties":{"entityType":{"type":"string"},)"
    R"("entityUrn":{"type":"string"},"changeType":{"enum":["UPSERT","CREATE","CREATE_ENTITY","DELETE"]},)"
    R"("aspectName":{"type":"string"},"aspect":{"type":"object","properties":{"json":{"type":"object"}}},)"
    R"("systemMetadata":{"type":"object"}}})";
constexpr std::string_view synonyms_schema =
    R"({"type":"object","required":["groups"],"properties":{"groups":{"type":"array","items":)"
    R"({"type":"array","minItems":2,"items":{"type":"string"}}}}})";

/// What a search takes as parameters it takes as members too.
void write_query_schema(JsonWriter& out)
{
    out.begin_object().member("type", "object").member("additionalProperties", false);
    out.key("properties").begin_object();
    for (const auto& parameter : search_parameters()) {
        out.key(parameter.name).begin_object();
        write_schema(out, parameter.type, parameter.repeated);
        out.member("description", parameter.help).end_object();
    }
    out.end_object().end_object();
}

void write_components(JsonWriter& out)
{
    out.key("components").begin_object();
    out.key("securitySchemes").raw(R"({"token":{"type":"http","scheme":"bearer"}})");
    out.key("schemas").begin_object().key("Proposal").raw(proposal_schema);
    out.key("Synonyms").raw(synonyms_schema).key("SearchQuery");
    write_query_schema(out);
    out.end_object().end_object();
}

} // namespace

std::string openapi(std::span<const Route> routes)
{
    std::map<std::string_view, std::vector<const Route*>> paths;
    for (const auto& route : routes)
        paths[route.pattern].push_back(&route);
    std::string text;
    JsonWriter out(text);
    out.begin_object().member("openapi", "3.1.0");
    out.key("info")
        .begin_object()
        .member("title", "Colophon")
        .member("version", COLOPHON_VERSION)
        .end_object();
    out.key("paths").begin_object();
    for (const auto& [pattern, operations] : paths) {
        out.key(pattern).begin_object();
        for (const auto* route : operations)
            write_operation(out, *route);
        out.end_object();
    }
    out.end_object();
    write_components(out);
    out.end_object();
    return text;
}

} // namespace colophon::api
