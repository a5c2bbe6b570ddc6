// SPDX-License-Identifier: Apache-2.0
#include "http/traffic.hpp"

#include "http/status.hpp"

#include <algorithm>

namespace colophon::http {

std::string_view turned_away_name(TurnedAway reason)
{
    constexpr std::array<std::string_view, turned_away_count> names{
        "connections", "workers", "malformed", "head_size", "body_size", "timeout", "tls"};
    return names[static_cast<std::size_t>(reason)];
}

void Traffic::open(const Router& router)
{
    for (const auto& [method, pattern] : router.patterns()) {
        rows_.emplace_back();
        rows_.back().method = method;
        rows_.back().pattern = pattern;
    }
    rows_.emplace_back();
}

int Traffic::status_at(std::size_t index)
{
    const auto known = known_statuses();
    return index < known.size() ? known[index] : 0;
}

void Traffic::answered(std::size_t route, int status, double seconds, std::uint64_t request_bytes,
                       std::uint64_t response_bytes)
{
    if (rows_.empty())
        return;
    Row& row = rows_[std::min(route, rows_.size() - 1)];
    const auto known = known_statuses();
    const auto place =
        static_cast<std::size_t>(std::find(known.begin(), known.end(), status) - known.begin());
    row.answers[std::min(place, status_count - 1)].add();
    row.seconds.observe(seconds);
    row.request_bytes.add(request_bytes);
    row.response_bytes.add(response_bytes);
}

} // namespace colophon::http
