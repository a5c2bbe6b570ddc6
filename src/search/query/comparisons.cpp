// SPDX-License-Identifier: Apache-2.0
#include "search/query/comparisons.hpp"

#include "search/query/dates.hpp"

#include <array>
#include <charconv>
#include <limits>

namespace colophon::search {

namespace {

/// The numbers that one value stands for, both ends included.
struct Values {
    std::int64_t least = 0;
    std::int64_t most = 0;
    bool since = false; ///< by itself, it stands for everything from `least` on
};
using MaybeValues = tl::expected<Values, std::string>;
using Bounds = tl::expected<NumberFilter, std::string>;

struct Sign {
    std::string_view text;
    void (*bound)(const Values& value, NumberFilter& bounds);
};
void at_least(const Values& value, NumberFilter& bounds)
{
    bounds.least = value.least;
}
void at_most(const Values& value, NumberFilter& bounds)
{
    bounds.most = value.most;
}
void above(const Values& value, NumberFilter& bounds)
{
    bounds.least = value.most + 1;
}
void below(const Values& value, NumberFilter& bounds)
{
    bounds.most = value.least - 1;
}
void equal(const Values& value, NumberFilter& bounds)
{
    bounds.least = value.least;
    if (!value.since)
        bounds.most = value.most;
}
// The longer before those they begin with.
constexpr auto signs = std::to_array<Sign>({
    {">=", at_least},
    {"<=", at_most},
    {"≥", at_least},
    {"≤", at_most},
    {">", above},
    {"<", below},
    {"==", equal},
    {"=", equal},
    {"", equal},
});

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(' ');
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

MaybeValues parse_count(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size() || number < 0 ||
        number == std::numeric_limits<std::int64_t>::max())
        return tl::unexpected<std::string>("no whole number stands here; write it in digits, as in 100");
    return Values{number, number};
}

class Comparison {
public:
    Comparison(Number number, std::int64_t now_ms) : now_ms_(now_ms) { bounds_.number = number; }

    Bounds bracketed(std::string_view text)
    {
        const std::size_t to = text.find(" TO ");
        if (to == std::string_view::npos)
            return tl::unexpected<std::string>(
                "a range has two ends; write [1 TO 5], with * for an open end");
        const Sign low{{}, text.front() == '{' ? above : at_least};
        const Sign high{{}, text.back() == '}' ? below : at_most};
        return between(text.substr(1, to - 1), low, text.substr(to + 4, text.size() - to - 5), high);
    }

    Bounds dotted(std::string_view text, std::size_t dots)
    {
        return between(text.substr(0, dots), {{}, at_least}, text.substr(dots + 2), {{}, at_most});
    }

    Bounds single(std::string_view text)
    {
        for (const Sign& sign : signs)
            if (text.starts_with(sign.text))
                return one(text.substr(sign.text.size()), sign);
        return bounds_;
    }

private:
    MaybeValues parse(std::string_view text) const
    {
        if (bounds_.number != Number::updated)
            return parse_count(text);
        if (const std::optional<TimeSpan> time = parse_time(text, now_ms_))
            return Values{time->begin, time->end - 1, time->relative};
        return tl::unexpected<std::string>(
            "no date stands here; write 2026-01-31, 2026-01, 2026-01-31T09:00+09:00, today or now-7d (UTC)");
    }

    Bounds one(std::string_view text, const Sign& sign)
    {
        const MaybeValues value = parse(trimmed(text));
        if (!value)
            return tl::unexpected<std::string>(value.error());
        sign.bound(*value, bounds_);
        return bounds_;
    }

    Bounds between(std::string_view low, const Sign& least, std::string_view high, const Sign& most)
    {
        for (const auto& [text, sign] : {std::pair(trimmed(low), least), std::pair(trimmed(high), most)})
            if (!text.empty() && text != "*")
                if (Bounds read = one(text, sign); !read)
                    return read;
        if (bounds_.least && bounds_.most && *bounds_.least > *bounds_.most)
            return tl::unexpected<std::string>("the range ends before it begins");
        return bounds_;
    }

    std::int64_t now_ms_;
    NumberFilter bounds_;
};

} // namespace

tl::expected<NumberFilter, std::string> parse_comparison(Number number, std::string_view text,
                                                         std::int64_t now_ms)
{
    Comparison comparison(number, now_ms);
    if (text.starts_with('[') || text.starts_with('{'))
        return comparison.bracketed(text);
    if (const std::size_t dots = text.find(".."); dots != std::string_view::npos)
        return comparison.dotted(text, dots);
    return comparison.single(text);
}

std::size_t comparison_sign(std::string_view text)
{
    for (const Sign& sign : signs)
        if (text.starts_with(sign.text))
            return sign.text.size();
    return 0;
}

} // namespace colophon::search
