// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <random>
#include <string_view>

namespace colophon::http {

using Milliseconds = std::chrono::milliseconds;
using Clock = std::function<std::chrono::system_clock::time_point()>;

/// How long to wait before the next attempt: doubling from `first` up to `longest`, each a random part of it
/// (at least half), so that many clients do not come back at once.
class Backoff {
public:
    static constexpr Milliseconds first{500};
    static constexpr Milliseconds longest{30'000};
    /// The longest that a server may ask us to wait; beyond it the run is better tried again later.
    static constexpr Milliseconds longest_asked{300'000};

    explicit Backoff(std::uint64_t seed) : random_(seed) {}

    /// `attempt` counts from 0; `asked` is what the server said, obeyed up to longest_asked.
    Milliseconds next(unsigned attempt, std::optional<Milliseconds> asked);

private:
    std::mt19937_64 random_;
};

/// The value of a Retry-After header, seconds or an HTTP date; nothing where it is neither.
std::optional<Milliseconds> parse_retry_after(std::string_view value,
                                              std::chrono::system_clock::time_point now);

} // namespace colophon::http
