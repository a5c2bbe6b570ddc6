// SPDX-License-Identifier: Apache-2.0
#include "latency.hpp"

#include "measure.hpp"
#include "random.hpp"

#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

namespace colophon::search::bench {

namespace {

struct Timed {
    std::optional<std::uint64_t> total;
    double milliseconds = 0;
};

Timed time_query(Subject& subject, std::size_t query, std::span<const Facet> facets,
                 const LatencyOptions& options)
{
    Timed timed;
    std::vector<double> times;
    double spent = 0;
    while (times.size() < options.runs && spent < options.patience) {
        const Stopwatch time = thread_time();
        timed.total = subject.search(query, facets, 0);
        times.push_back(time.seconds() * 1e3);
        spent += times.back() / 1e3;
        if (!timed.total)
            break;
    }
    timed.milliseconds = percentile(times, 0.5);
    return timed;
}

struct ClassTimes {
    std::vector<double> facets, top;
    double hits = 0;
};

void print(const std::vector<std::string>& order, const std::map<std::string, ClassTimes>& classes)
{
    std::printf("  %-14s %10s   %-34s %s\n", "ms of CPU", "mean hits", "facets    p50      p95      p99",
                "top 20    p50      p95      p99");
    for (const std::string& name : order) {
        const auto found = classes.find(name);
        if (found == classes.end())
            continue;
        const ClassTimes& times = found->second;
        std::printf("  %-14s %10.0f      ", name.c_str(), times.hits / static_cast<double>(times.top.size()));
        for (const auto* list : {&times.facets, &times.top})
            std::printf("%8.3f %8.3f %8.3f         ", percentile(*list, 0.5), percentile(*list, 0.95),
                        percentile(*list, 0.99));
        std::printf("\n");
    }
    std::fflush(stdout);
}

std::vector<std::size_t> mixed(const std::vector<BenchQuery>& queries)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < queries.size(); ++i)
        if (queries[i].shape != Shape::typed)
            order.push_back(i);
    Random random(1);
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[random.below(i)]);
    return order;
}

struct Work {
    std::size_t queries = 0;
    double seconds = 0;
};

/// Whole rounds, so that every class has its share. Each thread begins elsewhere.
Work run_thread(Subject& subject, const std::vector<std::size_t>& order, std::span<const Facet> facets,
                std::size_t thread, double least)
{
    Work work;
    const Stopwatch time = thread_time();
    while (!order.empty() && work.seconds < least) {
        for (std::size_t i = 0; i < order.size(); ++i) {
            const std::size_t query = order[(i + thread * order.size() / 2) % order.size()];
            work.queries += subject.search(query, facets, thread) ? 1 : 0;
        }
        work.seconds = time.seconds();
    }
    return work;
}

double per_cpu_second(Subject& subject, const std::vector<std::size_t>& order, std::span<const Facet> facets,
                      std::size_t threads, double least)
{
    std::vector<Work> works(threads);
    std::vector<std::thread> running;
    for (std::size_t i = 0; i < threads; ++i)
        running.emplace_back([&, i] { works[i] = run_thread(subject, order, facets, i, least); });
    Work sum;
    for (std::size_t i = 0; i < threads; ++i) {
        running[i].join();
        sum.queries += works[i].queries;
        sum.seconds += works[i].seconds;
    }
    return sum.seconds > 0 ? static_cast<double>(sum.queries) / sum.seconds : 0;
}

} // namespace

nlohmann::json measure_latency(Subject& subject, const std::vector<BenchQuery>& queries,
                               const LatencyOptions& options)
{
    nlohmann::json all = nlohmann::json::array();
    std::map<std::string, ClassTimes> classes;
    for (std::size_t i = 0; i < queries.size(); ++i) {
        const Timed facets = time_query(subject, i, options.facets, options);
        if (!facets.total)
            continue;
        const Timed top = time_query(subject, i, {}, options);
        ClassTimes& times = classes[queries[i].query_class];
        times.facets.push_back(facets.milliseconds);
        times.top.push_back(top.milliseconds);
        times.hits += static_cast<double>(*facets.total);
        all.push_back({{"number", i},
                       {"class", queries[i].query_class},
                       {"words", queries[i].words},
                       {"total", *facets.total},
                       {"facets_ms", facets.milliseconds},
                       {"top_ms", top.milliseconds}});
    }
    print(query_classes(), classes);
    return all;
}

nlohmann::json measure_throughput(Subject& subject, const std::vector<BenchQuery>& queries,
                                  const LatencyOptions& options)
{
    nlohmann::json rates = nlohmann::json::array();
    const std::vector<std::size_t> order = mixed(queries);
    for (const bool facets : {true, false})
        for (std::size_t threads = 1; threads <= options.threads; ++threads) {
            const std::span<const Facet> counted =
                facets ? std::span(options.facets) : std::span<const Facet>();
            const double rate = per_cpu_second(subject, order, counted, threads, options.throughput_seconds);
            std::printf("  mixed queries per CPU second, %s, %zu thread%s: %.0f\n",
                        facets ? "facets and total" : "top 20 alone", threads, threads > 1 ? "s" : "", rate);
            std::fflush(stdout);
            rates.push_back({{"threads", threads}, {"facets", facets}, {"per_cpu_second", rate}});
        }
    return rates;
}

} // namespace colophon::search::bench
