// SPDX-License-Identifier: Apache-2.0
#include "http/backoff.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <iomanip>
#include <locale>
#include <sstream>

namespace colophon::http {

Milliseconds Backoff::next(unsigned attempt, std::optional<Milliseconds> asked)
{
    const Milliseconds whole = std::min<Milliseconds>(first * (1L << std::min(attempt, 16U)), longest);
    std::uniform_int_distribution<Milliseconds::rep> part(whole.count() / 2, whole.count());
    const Milliseconds ours{part(random_)};
    return asked ? std::clamp(*asked, ours, longest_asked) : ours;
}

std::optional<Milliseconds> parse_retry_after(std::string_view value,
                                              std::chrono::system_clock::time_point now)
{
    std::uint32_t seconds = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (error == std::errc() && end == value.data() + value.size())
        return std::chrono::seconds(seconds);
    std::istringstream stream{std::string(value)};
    stream.imbue(std::locale::classic());
    std::tm parts{};
    parts.tm_sec = -1; // a text that ends early is no failure to the stream
    stream >> std::get_time(&parts, "%a, %d %b %Y %H:%M:%S GMT");
    if (stream.fail() || parts.tm_sec < 0)
        return std::nullopt;
    const auto then = std::chrono::system_clock::from_time_t(::timegm(&parts));
    return std::max(std::chrono::duration_cast<Milliseconds>(then - now), Milliseconds{0});
}

} // namespace colophon::http
