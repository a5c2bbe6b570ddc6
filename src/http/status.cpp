// SPDX-License-Identifier: Apache-2.0
#include "http/status.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace colophon::http {

namespace {

struct Title {
    int status;
    std::string_view title;
};

constexpr Title titles[] = {
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {425, "Too Early"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
};

} // namespace

std::span<const int> known_statuses()
{
    static const auto all = [] {
        std::array<int, std::size(titles)> statuses{};
        std::transform(std::begin(titles), std::end(titles), statuses.begin(),
                       [](const Title& row) { return row.status; });
        // Nearly every answer is one of these.
        std::stable_partition(statuses.begin(), statuses.end(),
                              [](int status) { return status == 200 || status == 422 || status == 404; });
        return statuses;
    }();
    return all;
}

std::string_view status_title(int status)
{
    for (const Title& row : titles)
        if (row.status == status)
            return row.title;
    return "Unknown";
}

} // namespace colophon::http
