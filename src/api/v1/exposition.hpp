// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/figures.hpp"

#include <concepts>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace colophon::api {

/// A family of metrics: what `/metrics` says about it before the numbers. Names go by Prometheus' customs:
/// base units, `_total` for what only grows.
struct MetricFamily {
    std::string_view name;
    std::string_view type;   ///< `counter`, `gauge` or `histogram`
    std::string_view labels; ///< separated by spaces
    std::string_view help;
};

/// THE table of metrics; docs/metrics.md is made from it.
std::span<const MetricFamily> metric_families();

/// The same as a table for people, in Markdown.
std::string metric_families_page();

using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// Writes Prometheus' text format (version 0.0.4).
class Exposition {
public:
    explicit Exposition(std::string& out) : out_(out) {}

    /// Begins a family of the table; samples follow until the next one.
    Exposition& family(std::string_view name);

    Exposition& sample(Labels labels, double value);
    template <std::integral T> Exposition& sample(Labels labels, T value)
    {
        return line({}, labels, {}, std::to_string(value));
    }
    Exposition& histogram(Labels labels, const Histogram::Reading& reading);

    /// A family with one sample and no labels.
    template <class T> void single(std::string_view name, T value) { family(name).sample({}, value); }
    void single(std::string_view name, const Histogram& histogram_)
    {
        family(name).histogram({}, histogram_.read());
    }
    void single(std::string_view name, const Counter& counter) { single(name, counter.value()); }

private:
    Exposition& line(std::string_view suffix, Labels labels, std::string_view bound, std::string_view value);

    std::string& out_;
    std::string_view name_;
};

} // namespace colophon::api
