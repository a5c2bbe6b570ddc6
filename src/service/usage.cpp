// SPDX-License-Identifier: Apache-2.0
#include "service/usage.hpp"

#include "core/json_parser.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

namespace colophon::service {

namespace {

constexpr std::int64_t window_ms = std::int64_t{30} * 24 * 60 * 60 * 1000;
/// Hours of thirty days, beside days: more points than that are not read.
constexpr std::size_t max_points = 1'000;

/// Where the sources of a type write how often it was asked.
struct Source {
    std::string_view type, aspect, member;
};
constexpr auto sources = std::to_array<Source>({
    {"chart", "chartUsageStatistics", "viewsCount"},
    {"dashboard", "dashboardUsageStatistics", "viewsCount"},
    {"dataset", "datasetUsageStatistics", "totalSqlQueries"},
    {"document", "documentUsageStatistics", "viewsCount"},
});
/// Whoever used it, asked at least once.
constexpr std::string_view users = "uniqueUserCount";

/// Adds up points, newest first.
class Count {
public:
    explicit Count(std::string_view member) : member_(member) {}

    void add(const std::string& json)
    {
        const auto point = parser_.parse(json);
        if (!point)
            return;
        std::int64_t times = 0;
        if ((*point)[member_].get(times) != simdjson::SUCCESS &&
            (*point)[users].get(times) != simdjson::SUCCESS)
            return;
        times = std::clamp<std::int64_t>(times, 0, std::numeric_limits<std::uint32_t>::max());
        std::string_view unit;
        if ((*point)["eventGranularity"]["unit"].get(unit) == simdjson::SUCCESS)
            sums_[std::string(unit)] += static_cast<std::uint64_t>(times);
        else
            running_total_ = std::max(running_total_, static_cast<std::uint64_t>(times));
    }

    std::uint32_t result() const
    {
        std::uint64_t most = sums_.empty() ? running_total_ : 0;
        for (const auto& [unit, sum] : sums_)
            most = std::max(most, sum);
        return static_cast<std::uint32_t>(
            std::min<std::uint64_t>(most, std::numeric_limits<std::uint32_t>::max()));
    }

private:
    std::string_view member_;
    JsonParser parser_;
    std::map<std::string, std::uint64_t> sums_; ///< by granularity
    std::uint64_t running_total_ = 0;
};

} // namespace

std::uint32_t usage_of(const store::CatalogStore& store, const Urn& urn)
{
    const auto* const source = std::ranges::find(sources, urn.type(), &Source::type);
    if (source == sources.end())
        return 0;
    const auto newest = store.timeseries(urn, source->aspect, {.limit = 1});
    if (newest.empty())
        return 0;
    const std::int64_t to = newest.front().timestamp_ms;
    const std::int64_t from = to < std::numeric_limits<std::int64_t>::min() + window_ms
                                  ? std::numeric_limits<std::int64_t>::min()
                                  : to - window_ms + 1;
    Count count(source->member);
    for (const auto& point : store.timeseries(urn, source->aspect, {from, to, max_points}))
        count.add(point.json);
    return count.result();
}

} // namespace colophon::service
