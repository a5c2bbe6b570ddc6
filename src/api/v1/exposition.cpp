// SPDX-License-Identifier: Apache-2.0
#include "api/v1/exposition.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>

namespace colophon::api {
namespace {

std::string number(double value)
{
    std::array<char, 400> digits{}; // the largest double has 309 of them
    const auto [end, error] =
        std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
    return {digits.data(), end};
}

void append_escaped(std::string& out, std::string_view text)
{
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '\\' || c == '"')
            out += '\\';
        out += c;
    }
}

} // namespace

Exposition& Exposition::family(std::string_view name)
{
    const auto all = metric_families();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const MetricFamily& each) { return each.name == name; });
    assert(found != all.end());
    name_ = found->name;
    out_.append("# HELP ").append(name_).append(" ").append(found->help);
    out_.append("\n# TYPE ").append(name_).append(" ").append(found->type).append("\n");
    return *this;
}

Exposition& Exposition::sample(Labels labels, double value)
{
    return line({}, labels, {}, number(value));
}

Exposition& Exposition::histogram(Labels labels, const Histogram::Reading& reading)
{
    for (std::size_t i = 0; i < reading.bounds.size(); ++i)
        line("_bucket", labels, number(reading.bounds[i]), std::to_string(reading.up_to[i]));
    line("_bucket", labels, "+Inf", std::to_string(reading.count));
    line("_sum", labels, {}, number(reading.sum));
    return line("_count", labels, {}, std::to_string(reading.count));
}

Exposition& Exposition::line(std::string_view suffix, Labels labels, std::string_view bound,
                             std::string_view value)
{
    out_.append(name_).append(suffix);
    char before = '{';
    const auto label = [&](std::string_view name, std::string_view content) {
        out_ += before;
        before = ',';
        out_.append(name).append("=\"");
        append_escaped(out_, content);
        out_ += '"';
    };
    for (const auto& [name, content] : labels)
        label(name, content);
    if (!bound.empty())
        label("le", bound);
    if (before == ',')
        out_ += '}';
    out_.append(" ").append(value).append("\n");
    return *this;
}

} // namespace colophon::api
