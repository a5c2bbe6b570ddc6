// SPDX-License-Identifier: Apache-2.0
#include "api/v1/timestamp.hpp"

#include <cstdio>

namespace colophon::api {
namespace {

/// Reads fixed-width fields from the front of a text; once one fails, all that follow do.
class Fields {
public:
    explicit Fields(std::string_view text) : rest_(text) {}

    int digits(std::size_t count)
    {
        int number = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (rest_.empty() || rest_.front() < '0' || rest_.front() > '9')
                good_ = false;
            else
                number = number * 10 + (rest_.front() - '0');
            rest_.remove_prefix(rest_.empty() ? 0 : 1);
        }
        return number;
    }
    bool skip(std::string_view any_of)
    {
        if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos)
            return false;
        last_ = rest_.front();
        rest_.remove_prefix(1);
        return true;
    }
    void expect(std::string_view any_of) { good_ = skip(any_of) && good_; }
    /// Milliseconds of a fraction of any length.
    int fraction()
    {
        int milliseconds = 0;
        int weight = 100;
        bool any = false;
        while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
            milliseconds += weight * (rest_.front() - '0');
            weight /= 10;
            any = true;
            rest_.remove_prefix(1);
        }
        good_ = good_ && any;
        return milliseconds;
    }
    char last() const { return last_; }
    bool complete() const { return good_ && rest_.empty(); }

private:
    std::string_view rest_;
    char last_ = '\0';
    bool good_ = true;
};

/// `Z` or `±hh:mm`.
std::chrono::minutes offset(Fields& fields)
{
    fields.expect("Zz+-");
    if (fields.last() != '+' && fields.last() != '-')
        return std::chrono::minutes(0);
    const int sign = fields.last() == '-' ? -1 : 1;
    const int hours = fields.digits(2);
    fields.expect(":");
    return std::chrono::minutes(sign * (hours * 60 + fields.digits(2)));
}

} // namespace

std::optional<Instant> parse_rfc3339(std::string_view text)
{
    namespace chrono = std::chrono;
    Fields fields(text);
    const chrono::year year(fields.digits(4));
    fields.expect("-");
    const chrono::month month(static_cast<unsigned>(fields.digits(2)));
    fields.expect("-");
    const chrono::day day(static_cast<unsigned>(fields.digits(2)));
    fields.expect("Tt ");
    const int hour = fields.digits(2);
    fields.expect(":");
    const int minute = fields.digits(2);
    fields.expect(":");
    const int second = fields.digits(2);
    const int milliseconds = fields.skip(".") ? fields.fraction() : 0;
    const auto shift = offset(fields);
    const chrono::year_month_day date(year, month, day);
    if (!fields.complete() || !date.ok() || hour > 23 || minute > 59 || second > 60)
        return std::nullopt;
    return chrono::sys_days(date) + chrono::hours(hour) + chrono::minutes(minute) + chrono::seconds(second) +
           chrono::milliseconds(milliseconds) - shift;
}

std::string rfc3339(std::int64_t epoch_ms)
{
    namespace chrono = std::chrono;
    if (epoch_ms == 0)
        return {};
    const Instant instant{chrono::milliseconds(epoch_ms)};
    const auto day = chrono::floor<chrono::days>(instant);
    const chrono::year_month_day date(day);
    const chrono::hh_mm_ss time(instant - day);
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return text;
}

} // namespace colophon::api
