// SPDX-License-Identifier: Apache-2.0
#include "api/v1/handlers.hpp"
#include "api/v1/json_members.hpp"
#include "api/v1/search_request.hpp"

#include <array>

namespace colophon::api {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t most_queries = 50;
/// Of all queries together: an answer stays some megabytes.
constexpr std::size_t most_hits = 2'000;

constexpr std::array<std::string_view, 1> batch_members{"queries"};

/// A query that could be read, or the problem that it is answered with.
struct Item {
    std::optional<SearchAsk> ask;
    std::string problem;
};

std::string problem_of(const Error& error)
{
    return http::problem(http::status_of(error.code()), error.what(), error.path()).body;
}

/// What is wrong with one query is its own answer and leaves the others alone.
Item read_item(simdjson::dom::element query)
{
    try {
        return {read_search(read_members(query)), {}};
    } catch (const Error& error) {
        return {std::nullopt, problem_of(error)};
    }
}

std::vector<Item> read_batch(simdjson::dom::element body)
{
    const JsonMembers members(body, batch_members);
    auto items = members.list("queries", most_queries, [](simdjson::dom::element query, const std::string&) {
        return read_item(query);
    });
    std::size_t hits = 0;
    for (const auto& item : items)
        hits += item.ask ? item.ask->query.limit : 0;
    if (hits > most_hits)
        throw Error(Errc::too_large,
                    "the queries ask for " + std::to_string(hits) + " hits together, the limit is " +
                        std::to_string(most_hits) + "; lower their `limit` or send them apart",
                    "queries");
    return items;
}

void write_item(JsonWriter& out, const service::Catalog& catalog, const Item& item)
{
    const auto start = Clock::now();
    if (!item.ask) {
        out.raw(item.problem);
        return;
    }
    const auto page = catalog.search(item.ask->query);
    if (!page) {
        out.raw(problem_of(page.error()));
        return;
    }
    out.begin_object();
    write_search_page(out, *page, item.ask->members, start);
    out.end_object();
}

} // namespace

http::Response post_search_batch(const service::Catalog& catalog, const Call& call)
{
    const auto start = Clock::now();
    JsonParser parser;
    const auto items = read_batch(value_or_throw(parser.parse(call.request.body)));
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().key("answers").begin_array();
    for (const auto& item : items)
        write_item(out, catalog, item);
    out.end_array().member("took_ms", milliseconds_since(start)).end_object();
    return response;
}

} // namespace colophon::api
