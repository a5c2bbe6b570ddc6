// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/figures.hpp"
#include "http/router.hpp"

#include <array>
#include <deque>
#include <string>
#include <string_view>

namespace colophon::http {

/// Why something was turned away before any handler saw it.
enum class TurnedAway { connections, workers, malformed, head_size, body_size, timeout, tls };
inline constexpr std::size_t turned_away_count = 7;
std::string_view turned_away_name(TurnedAway reason);

/// What came through a server, for whoever measures it. Safe to read from any thread once open() is done; see
/// core/figures.hpp.
class Traffic {
public:
    /// The statuses that are counted one by one; any other counts as the last.
    static constexpr std::size_t status_count = 41;

    /// What came through one route. What no route matched is a row of its own, with an empty pattern.
    struct Row {
        Method method = Method::get; ///< GET's row holds HEAD as well
        std::string pattern;
        std::array<Counter, status_count> answers;
        Histogram seconds; ///< from the head of the request to the answer, before it is sent
        Counter request_bytes;
        Counter response_bytes; ///< bodies, without heads
    };
    /// A pool of workers and what it has to do.
    struct Lane {
        Gauge workers;
        Gauge in_hand; ///< being worked on or waiting
    };

    /// Makes the rows; once, before anything is counted.
    void open(const Router& router);

    const std::deque<Row>& rows() const { return rows_; }
    /// `route` as the router numbers them, or anything else for what it did not find.
    void answered(std::size_t route, int status, double seconds, std::uint64_t request_bytes,
                  std::uint64_t response_bytes);
    /// The status that stands at `index` of Row::answers; 0 for the last, which is all others.
    static int status_at(std::size_t index);

    Counter& turned_away(TurnedAway reason) { return turned_away_[static_cast<std::size_t>(reason)]; }
    const Counter& turned_away(TurnedAway reason) const
    {
        return turned_away_[static_cast<std::size_t>(reason)];
    }

    Counter connections; ///< accepted so far
    Gauge open_connections;
    Gauge in_flight; ///< requests whose head was read and whose answer is not sent
    Lane plain;
    Lane streams;
    Gauge certificate_expires; ///< epoch seconds; 0: no TLS

private:
    std::deque<Row> rows_; ///< a row does not move
    std::array<Counter, turned_away_count> turned_away_;
};

} // namespace colophon::http
