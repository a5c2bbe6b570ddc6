// SPDX-License-Identifier: Apache-2.0
#include "api/v1/handlers.hpp"
#include "api/v1/query.hpp"
#include "api/v1/timestamp.hpp"
#include "core/json_writer.hpp"

namespace colophon::api {
namespace {

constexpr std::int64_t ms_per_minute = 60'000;

void write_rows(JsonWriter& out, std::string_view name, const std::vector<service::FrequentTexts::Row>& rows)
{
    out.key(name).begin_array();
    for (const auto& row : rows) {
        out.begin_object().member("text", row.text).member("count", row.count);
        if (!row.note.empty())
            out.member("relaxed", row.note);
        out.member("first", rfc3339(row.first_minute * ms_per_minute));
        out.member("last", rfc3339(row.last_minute * ms_per_minute)).end_object();
    }
    out.end_array();
}

} // namespace

http::Response get_search_report(const service::Catalog& catalog, const Call& call)
{
    const auto report = catalog.search_report(integer_parameter(call.request, "limit", 100, 1, 1'000));
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().member("since", rfc3339(report.since_ms));
    out.member("least", service::SearchReport::least);
    write_rows(out, "empty", report.empty);
    write_rows(out, "relaxed", report.relaxed);
    out.end_object();
    return response;
}

} // namespace colophon::api
