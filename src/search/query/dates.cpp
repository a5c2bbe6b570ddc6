// SPDX-License-Identifier: Apache-2.0
#include "search/query/dates.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace colophon::search {

namespace {

namespace chrono = std::chrono;
using Instant = chrono::sys_time<chrono::milliseconds>;

std::int64_t count(Instant instant)
{
    return instant.time_since_epoch().count();
}

TimeSpan span(Instant begin, Instant end)
{
    return {count(begin), count(end)};
}

/// Takes what a date is made of from the front of a text.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    std::optional<int> digits(std::size_t wanted)
    {
        int number = 0;
        if (rest_.size() < wanted)
            return std::nullopt;
        const auto [end, fault] = std::from_chars(rest_.data(), rest_.data() + wanted, number);
        if (fault != std::errc() || end != rest_.data() + wanted || number < 0 || rest_.front() == '-')
            return std::nullopt;
        rest_.remove_prefix(wanted);
        return number;
    }

    bool skip(std::string_view any_of)
    {
        if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos)
            return false;
        skipped_ = rest_.front();
        rest_.remove_prefix(1);
        return true;
    }

    char skipped() const { return skipped_; }
    bool at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
    char skipped_ = '\0';
};

/// `Z`, `+09:00`, `+0900` or nothing, which is UTC.
std::optional<chrono::minutes> read_zone(Reader& reader)
{
    if (reader.at_end() || reader.skip("Zz"))
        return chrono::minutes(0);
    if (!reader.skip("+-"))
        return std::nullopt;
    const int sign = reader.skipped() == '-' ? -1 : 1;
    const std::optional<int> hours = reader.digits(2);
    reader.skip(":");
    const std::optional<int> minutes = reader.at_end() ? 0 : reader.digits(2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59)
        return std::nullopt;
    return chrono::minutes(sign * (*hours * 60 + *minutes));
}

/// A fraction of a second in milliseconds; what is finer is left out.
chrono::milliseconds read_fraction(Reader& reader)
{
    int milliseconds = 0;
    for (int weight = 100;; weight /= 10)
        if (const std::optional<int> digit = reader.digits(1))
            milliseconds += weight * *digit;
        else
            return chrono::milliseconds(milliseconds);
}

std::optional<TimeSpan> read_clock(Reader& reader, chrono::sys_days day)
{
    const std::optional<int> hour = reader.digits(2);
    if (!hour || *hour > 23)
        return std::nullopt;
    chrono::milliseconds time = chrono::hours(*hour);
    chrono::milliseconds precision = chrono::hours(1);
    const std::optional<int> minute = reader.skip(":") ? reader.digits(2) : 0;
    if (!minute || *minute > 59)
        return std::nullopt;
    if (reader.skipped() == ':')
        precision = chrono::minutes(1);
    time += chrono::minutes(*minute);
    if (reader.skip(":")) {
        const std::optional<int> second = reader.digits(2);
        if (!second || *second > 60)
            return std::nullopt;
        time += chrono::seconds(*second);
        precision = chrono::seconds(1);
        if (reader.skip(".,")) {
            time += read_fraction(reader);
            precision = chrono::milliseconds(1);
        }
    }
    const std::optional<chrono::minutes> zone = read_zone(reader);
    if (!zone || !reader.at_end())
        return std::nullopt;
    const Instant begin = day + time - *zone;
    return span(begin, begin + precision);
}

std::optional<TimeSpan> read_calendar(std::string_view text)
{
    constexpr std::string_view separators = "-./";
    Reader reader(text);
    const std::optional<int> year = reader.digits(4);
    if (!year)
        return std::nullopt;
    const chrono::year y(*year);
    if (reader.at_end())
        return span(chrono::sys_days(y / 1 / 1), chrono::sys_days((y + chrono::years(1)) / 1 / 1));
    const bool separated = reader.skip(separators);
    const std::optional<int> month = reader.digits(2);
    if (!month || *month < 1 || *month > 12)
        return std::nullopt;
    const chrono::year_month ym = y / *month;
    if (reader.at_end() && separated)
        return span(chrono::sys_days(ym / 1), chrono::sys_days((ym + chrono::months(1)) / 1));
    if (separated && !reader.skip(separators))
        return std::nullopt;
    const std::optional<int> day = reader.digits(2);
    const chrono::year_month_day date = ym / day.value_or(0);
    if (!date.ok())
        return std::nullopt;
    if (reader.at_end())
        return span(chrono::sys_days(date), chrono::sys_days(date) + chrono::days(1));
    return reader.skip("Tt ") ? read_clock(reader, chrono::sys_days(date)) : std::nullopt;
}

Instant months_later(Instant instant, int months)
{
    const auto day = chrono::floor<chrono::days>(instant);
    const chrono::year_month_day date(day);
    const chrono::year_month month = date.year() / date.month() + chrono::months(months);
    const chrono::day last = (month / chrono::last).day();
    return chrono::sys_days(month / std::min(date.day(), last)) + (instant - day);
}

struct Unit {
    char letter;
    chrono::seconds length; ///< zero where it depends on the calendar
    int months;
};
constexpr auto units = std::to_array<Unit>({
    {'s', chrono::seconds(1), 0},
    {'m', chrono::minutes(1), 0},
    {'h', chrono::hours(1), 0},
    {'d', chrono::days(1), 0},
    {'w', chrono::weeks(1), 0},
    {'M', chrono::seconds(0), 1},
    {'y', chrono::seconds(0), 12},
});

/// `-7d` and `now-7d`.
std::optional<TimeSpan> read_offset(std::string_view text, Instant now)
{
    constexpr std::size_t most_digits = 4;
    if (text.starts_with("now"))
        text.remove_prefix(3);
    if (text.size() < 3 || text.size() > most_digits + 2 || (text[0] != '-' && text[0] != '+'))
        return std::nullopt;
    Reader reader(text.substr(1));
    const std::optional<int> amount = reader.digits(text.size() - 2);
    const auto unit = std::ranges::find(units, text.back(), &Unit::letter);
    if (!amount || unit == units.end())
        return std::nullopt;
    const int signed_amount = text[0] == '-' ? -*amount : *amount;
    const Instant instant = unit->months > 0 ? months_later(now, signed_amount * unit->months)
                                             : now + signed_amount * unit->length;
    TimeSpan span{count(instant), count(instant) + 1};
    span.relative = true;
    return span;
}

struct NamedDay {
    std::string_view name;
    int days_ago;
};
constexpr auto named_days =
    std::to_array<NamedDay>({{"today", 0}, {"오늘", 0}, {"yesterday", 1}, {"어제", 1}});

std::optional<TimeSpan> read_milliseconds(std::string_view text)
{
    constexpr std::size_t fewest_digits = 9; // fewer may be a date
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.size() < fewest_digits || fault != std::errc() || end != text.data() + text.size() ||
        number < 0 || number == INT64_MAX)
        return std::nullopt;
    return TimeSpan{number, number + 1};
}

} // namespace

std::optional<TimeSpan> parse_time(std::string_view text, std::int64_t now_ms)
{
    const Instant now{chrono::milliseconds(now_ms)};
    if (text == "now")
        return TimeSpan{now_ms, now_ms + 1};
    for (const NamedDay& named : named_days)
        if (text == named.name) {
            const auto day = chrono::floor<chrono::days>(now) - chrono::days(named.days_ago);
            return span(day, day + chrono::days(1));
        }
    if (const std::optional<TimeSpan> offset = read_offset(text, now))
        return offset;
    if (const std::optional<TimeSpan> milliseconds = read_milliseconds(text))
        return milliseconds;
    return read_calendar(text);
}

} // namespace colophon::search
