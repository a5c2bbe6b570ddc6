// SPDX-License-Identifier: Apache-2.0
#include "api/v1/search_ranges.hpp"

#include "api/v1/timestamp.hpp"

#include <charconv>
#include <colophon/error.hpp>

namespace colophon::api {
namespace {

enum class End { from, to };

std::int64_t moment_of(std::string_view text, const std::string& name, End end)
{
    if (const auto moment = parse_rfc3339(text))
        return moment->time_since_epoch().count();
    if (const auto day = parse_rfc3339(std::string(text) + "T00:00:00Z")) {
        constexpr std::chrono::milliseconds last_of_day = std::chrono::days(1) - std::chrono::milliseconds(1);
        return (*day + (end == End::to ? last_of_day : std::chrono::milliseconds(0)))
            .time_since_epoch()
            .count();
    }
    throw Error(Errc::invalid_argument,
                name + " must be a date or a time, as in 2026-01-31 or 2026-01-31T09:00:00Z: \"" +
                    std::string(text) + "\"",
                name);
}

std::int64_t count_of(std::string_view text, const std::string& name)
{
    std::int64_t number = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || rest != text.data() + text.size() || number < 0)
        throw Error(Errc::invalid_argument,
                    name + " must be a whole number from 0, as in " + name + "=100: \"" + std::string(text) +
                        "\"",
                    name);
    return number;
}

std::optional<std::int64_t> bound_of(const http::Fields& given, search::Number number, End end)
{
    const auto name = std::string(search::number_name(number)) + (end == End::from ? "_from" : "_to");
    const auto text = given.find(name);
    if (!text)
        return std::nullopt;
    return number == search::Number::updated ? moment_of(*text, name, end) : count_of(*text, name);
}

} // namespace

std::vector<search::NumberFilter> ranges_of(const http::Fields& given)
{
    std::vector<search::NumberFilter> ranges;
    for (std::size_t i = 0; i < search::number_count; ++i) {
        const auto number = static_cast<search::Number>(i);
        const search::NumberFilter range{number, bound_of(given, number, End::from),
                                         bound_of(given, number, End::to)};
        const std::string name(search::number_name(number));
        if (range.least && range.most && *range.least > *range.most)
            throw Error(Errc::invalid_argument,
                        name + "_from lies behind " + name + "_to, so nothing can be found", name + "_from");
        if (range.least || range.most)
            ranges.push_back(range);
    }
    return ranges;
}

} // namespace colophon::api
