// SPDX-License-Identifier: Apache-2.0
#include "api/v1/handlers.hpp"
#include "api/v1/search_request.hpp"

namespace colophon::api {
namespace {

using Clock = std::chrono::steady_clock;

void answer(JsonWriter& out, const service::Catalog& catalog, const http::Fields& given,
            Clock::time_point start)
{
    const auto ask = read_search(given);
    const auto page = value_or_throw(catalog.search(ask.query));
    out.begin_object();
    write_search_page(out, page, ask.members, start);
    out.end_object();
}

http::Response answered(const service::Catalog& catalog, const http::Fields& given, Clock::time_point start)
{
    http::Response response;
    JsonWriter out(response.body);
    answer(out, catalog, given, start);
    return response;
}

} // namespace

http::Response get_search(const service::Catalog& catalog, const Call& call)
{
    return answered(catalog, call.request.query, Clock::now());
}

http::Response post_search(const service::Catalog& catalog, const Call& call)
{
    const auto start = Clock::now();
    JsonParser parser;
    return answered(catalog, read_members(value_or_throw(parser.parse(call.request.body))), start);
}

} // namespace colophon::api
