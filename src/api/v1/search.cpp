// SPDX-License-Identifier: Apache-2.0
#include "api/v1/handlers.hpp"
#include "api/v1/query.hpp"
#include "core/json_writer.hpp"
#include "core/nearest.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace colophon::api {
namespace {

constexpr std::uint64_t max_limit = 1'000;

struct SortName {
    std::string_view name;
    search::Sort sort;
};
constexpr SortName sort_names[] = {
    {"relevance", search::Sort::relevance}, {"name", search::Sort::name}, {"updated", search::Sort::updated}};

search::Sort sort_of(const http::Request& request)
{
    const auto text = text_parameter(request, "sort", "relevance");
    for (const auto& row : sort_names)
        if (row.name == text)
            return row.sort;
    throw Error(Errc::invalid_argument, "sort must be relevance, name or updated: \"" + text + "\"", "sort");
}

std::vector<search::Filter> filters_of(const http::Request& request)
{
    std::vector<search::Filter> filters;
    for (std::size_t i = 0; i < search::facet_count; ++i) {
        const auto facet = static_cast<search::Facet>(i);
        if (auto values = list_parameter(request, search::facet_name(facet)); !values.empty())
            filters.push_back({facet, std::move(values)});
    }
    return filters;
}

/// All by default; `facets=type,platform` names some, `facets=none` none.
std::vector<search::Facet> facets_of(const http::Request& request)
{
    std::vector<search::Facet> facets;
    const auto given = request.query.find("facets");
    if (!given) {
        for (std::size_t i = 0; i < search::facet_count; ++i)
            facets.push_back(static_cast<search::Facet>(i));
        return facets;
    }
    for (auto rest = *given; !rest.empty() && rest != "none";) {
        const auto comma = rest.find(',');
        const auto word = rest.substr(0, comma);
        const auto facet = search::parse_facet(word);
        if (!facet) {
            std::vector<std::string_view> known{"none"};
            for (std::size_t i = 0; i < search::facet_count; ++i)
                known.push_back(search::facet_name(static_cast<search::Facet>(i)));
            throw Error(Errc::invalid_argument,
                        "no such facet: \"" + std::string(word) + "\"" + did_you_mean(word, known), "facets");
        }
        if (std::ranges::find(facets, *facet) == facets.end()) // a short request makes no long answer
            facets.push_back(*facet);
        rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
    return facets;
}

search::SearchQuery query_of(const http::Request& request)
{
    search::SearchQuery query;
    query.text = text_parameter(request, "q");
    query.filters = filters_of(request);
    query.limit = integer_parameter(request, "limit", 20, 1, max_limit);
    query.cursor = text_parameter(request, "cursor");
    query.sort = sort_of(request);
    query.removed = boolean_parameter(request, "removed");
    query.explain = boolean_parameter(request, "explain");
    query.facets = facets_of(request);
    query.facet_limit = integer_parameter(request, "facet_limit", 20, 1, max_limit);
    return query;
}

void write_highlight(JsonWriter& out, const std::vector<search::Range>& ranges)
{
    out.key("highlight").begin_array();
    for (const auto& [begin, end] : ranges)
        out.begin_array().value(begin).value(end).end_array();
    out.end_array();
}

void write_hit(JsonWriter& out, const search::Hit& hit, bool explain)
{
    out.begin_object().member("urn", hit.urn).member("type", hit.type).member("name", hit.name);
    const std::pair<std::string_view, const std::string*> optional[] = {
        {"qualified_name", &hit.qualified_name},
        {"platform", &hit.platform},
        {"env", &hit.env},
        {"sub_type", &hit.sub_type},
        {"description", &hit.description}};
    for (const auto& [name, text] : optional)
        if (!text->empty())
            out.member(name, *text);
    if (hit.removed)
        out.member("removed", true);
    out.member("score", std::round(hit.score * 1'000) / 1'000).key("matches").begin_array();
    for (const auto& match : hit.matches) {
        out.begin_object().member("field", search::field_name(match.field)).member("value", match.value);
        write_highlight(out, match.highlight);
        out.end_object();
    }
    out.end_array();
    if (explain) {
        out.key("explanation").begin_object();
        for (const auto& [part, score] : hit.explanation)
            out.member(part, score);
        out.end_object();
    }
    out.end_object();
}

void write_facets(JsonWriter& out, const std::vector<search::FacetCounts>& facets)
{
    out.key("facets").begin_object();
    for (const auto& facet : facets) {
        out.key(search::facet_name(facet.facet)).begin_object().key("values").begin_array();
        for (const auto& row : facet.values) {
            out.begin_object().member("value", row.value).member("count", row.count);
            if (!row.label.empty())
                out.member("label", row.label);
            out.end_object();
        }
        out.end_array().member("more", facet.more).end_object();
    }
    out.end_object();
}

double milliseconds_since(std::chrono::steady_clock::time_point start)
{
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
    return std::round(taken.count() * 1'000) / 1'000;
}

} // namespace

http::Response get_search(const service::Catalog& catalog, const Call& call)
{
    const auto start = std::chrono::steady_clock::now();
    const auto query = query_of(call.request);
    const auto page = value_or_throw(catalog.search(query));
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().member("total", page.total).member("took_ms", milliseconds_since(start));
    out.member("position", page.position);
    if (!page.next.empty())
        out.member("next", page.next);
    if (!page.relaxed.empty())
        out.member("relaxed", page.relaxed);
    out.key("hits").begin_array();
    for (const auto& hit : page.hits)
        write_hit(out, hit, query.explain);
    out.end_array();
    write_facets(out, page.facets);
    out.end_object();
    return response;
}

http::Response get_suggest(const service::Catalog& catalog, const Call& call)
{
    const auto start = std::chrono::steady_clock::now();
    const auto suggestions = catalog.suggest(text_parameter(call.request, "q"),
                                             integer_parameter(call.request, "limit", 10, 1, 100));
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().member("took_ms", milliseconds_since(start)).member("position", catalog.position());
    out.key("suggestions").begin_array();
    for (const auto& row : suggestions) {
        out.begin_object().member("text", row.text).member("field", search::field_name(row.field));
        out.member("urn", row.urn).member("type", row.type).member("count", row.count);
        write_highlight(out, row.highlight);
        out.end_object();
    }
    out.end_array().end_object();
    return response;
}

} // namespace colophon::api
