// SPDX-License-Identifier: Apache-2.0
#include "our_engine.hpp"

#include "measure.hpp"
#include "search/engine.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>
#include <unistd.h>

namespace colophon::search::bench {

namespace {

using nlohmann::json;

SearchPage page_of(const SearchIndex& index, const SearchQuery& query)
{
    Result<SearchPage> page = index.search(query);
    if (!page)
        throw std::runtime_error("the engine refused a query: " + query.text + ": " + page.error().what());
    return std::move(*page);
}

class OurSubject final : public Subject {
public:
    OurSubject(const SearchIndex& index, const std::vector<BenchQuery>& queries) : index_(index)
    {
        for (const BenchQuery& query : queries) {
            SearchQuery& made = prepared_.emplace_back(to_search_query(query));
            if (query.offset > 0)
                turn_pages(made, query.offset);
        }
    }

    std::optional<std::uint64_t> search(std::size_t query, std::span<const Facet> facets,
                                        std::size_t) override
    {
        SearchQuery asked = prepared_[query];
        asked.facets.assign(facets.begin(), facets.end());
        return page_of(index_, asked).total;
    }

private:
    /// A person gets to a deep page through those before, which are not measured.
    void turn_pages(SearchQuery& query, std::size_t offset)
    {
        for (std::size_t before = 0; before < offset; before += query.limit) {
            query.cursor = page_of(index_, query).next;
            if (query.cursor.empty())
                return; // there are no more: the first page again
        }
    }

    const SearchIndex& index_;
    std::vector<SearchQuery> prepared_;
};

/// Adds documents as a stream of proposals does, and knows what that cost.
class Filler {
public:
    Filler(SearchIndex& index, const Corpus& corpus) : index_(index), corpus_(corpus) {}

    void fill_up_to(std::uint64_t documents)
    {
        constexpr std::uint64_t batch = 1000;
        const Stopwatch wall = wall_time();
        const Stopwatch cpu = process_time();
        double making = 0;
        while (filled_ < documents) {
            const Stopwatch time = thread_time();
            IndexDelta delta;
            for (const std::uint64_t end = std::min(filled_ + batch, documents); filled_ < end; ++filled_)
                delta.upserts.push_back(corpus_.make(filled_));
            delta.position = ++position_;
            making += time.seconds();
            index_.apply(std::move(delta));
        }
        cpu_ += cpu.seconds() - making;
        wall_ += wall.seconds() - making;
    }

    json report() const
    {
        std::printf("  build: %.0f documents per CPU second (%.1f s of CPU, %.1f s)\n",
                    static_cast<double>(filled_) / cpu_, cpu_, wall_);
        return {{"per_cpu_second", static_cast<double>(filled_) / cpu_}, {"cpu_s", cpu_}, {"wall_s", wall_}};
    }

    Position next_position() { return ++position_; }

private:
    SearchIndex& index_;
    const Corpus& corpus_;
    std::uint64_t filled_ = 0;
    Position position_ = 0;
    double cpu_ = 0, wall_ = 0;
};

json report_memory(const char* when, const Memory& before)
{
    trim_heap();
    const Memory now = memory();
    std::printf("  memory %s: %.0f MB resident more than before (%.0f of it anonymous), peak %.0f MB\n", when,
                now.resident - before.resident, now.anonymous - before.anonymous, now.peak - before.resident);
    std::fflush(stdout);
    return {{"resident_mb", now.resident - before.resident},
            {"anonymous_mb", now.anonymous - before.anonymous},
            {"peak_mb", now.peak - before.resident},
            {"process_mb", now.resident}};
}

/// How long a write takes until a search finds it, on the clock, while others search without a pause.
class UpdateMeter {
public:
    UpdateMeter(SearchIndex& index, const Corpus& corpus, Filler& filler)
        : index_(index), corpus_(corpus), filler_(filler)
    {
    }

    json run(Subject& subject, std::size_t queries, std::size_t readers, std::span<const Facet> facets)
    {
        std::vector<std::jthread> reading;
        for (std::size_t reader = 0; reader < readers; ++reader)
            reading.emplace_back([&, reader](const std::stop_token& stop) {
                for (std::size_t i = reader; !stop.stop_requested(); i += 7)
                    subject.search(i % queries, facets, reader);
            });
        std::vector<double> times;
        for (std::uint64_t number = 0; number < updates; ++number) {
            times.push_back(update(number * 37));
            std::this_thread::sleep_for(std::chrono::milliseconds(10)); // the rate of people's writes
        }
        reading.clear();
        std::printf("  update to visible, %zu reader%s running: p50 %.2f ms, p95 %.2f ms\n", readers,
                    readers == 1 ? "" : "s", percentile(times, 0.5), percentile(times, 0.95));
        return {
            {"readers", readers}, {"p50_ms", percentile(times, 0.5)}, {"p95_ms", percentile(times, 0.95)}};
    }

private:
    static constexpr std::uint64_t updates = 200;

    double update(std::uint64_t number)
    {
        std::string word = "zz"; // letters alone, and none that the corpus has
        for (std::uint64_t rest = ++updated_; rest > 0; rest /= 26)
            word += static_cast<char>('a' + rest % 26);
        IndexDelta delta;
        delta.upserts.push_back(corpus_.make(number));
        delta.upserts.back().description += " " + word;
        delta.position = filler_.next_position();
        SearchQuery query;
        query.text = "(" + word + ")";
        const Stopwatch time = wall_time();
        index_.apply(std::move(delta));
        const std::uint64_t total = page_of(index_, query).total;
        const double milliseconds = time.seconds() * 1e3;
        if (total != 1)
            throw std::runtime_error("an update was not found by the search after it");
        return milliseconds;
    }

    SearchIndex& index_;
    const Corpus& corpus_;
    Filler& filler_;
    std::uint64_t updated_ = 0;
};

/// How much of a processor this process uses.
double cpu_of_last_second()
{
    const Stopwatch cpu = process_time();
    std::this_thread::sleep_for(std::chrono::seconds(1));
    return cpu.seconds();
}

/// Waits until nothing is merged any more, as other engines are merged before they are measured.
json settle(const SearchIndex& index)
{
    constexpr std::chrono::seconds quiet(4); // merges begin after two
    const Stopwatch cpu = process_time();
    std::uint64_t segments = 0;
    do {
        segments = index.status().segments;
        std::this_thread::sleep_for(quiet);
    } while (index.status().segments != segments || cpu_of_last_second() > 0.1);
    std::printf("  merged while nobody writes: %.1f s of CPU, %llu segments\n", cpu.seconds(),
                static_cast<unsigned long long>(segments));
    return {{"cpu_s", cpu.seconds()}, {"segments", segments}};
}

json measure_save(SearchIndex& index)
{
    const Stopwatch wall = wall_time();
    const Stopwatch cpu = process_time();
    index.save();
    const double bytes = static_cast<double>(index.status().saved_bytes) / 1e6;
    std::printf("  save: %.2f s (%.2f s of CPU), %.0f MB\n", wall.seconds(), cpu.seconds(), bytes);
    return {{"wall_s", wall.seconds()}, {"cpu_s", cpu.seconds()}, {"mb", bytes}};
}

json measure_start(const std::filesystem::path& directory, const std::vector<BenchQuery>& queries,
                   const LatencyOptions& options)
{
    trim_heap();
    reset_peak();
    const Memory before = memory();
    const Stopwatch wall = wall_time();
    const Stopwatch cpu = process_time();
    const std::unique_ptr<SearchIndex> index = open_engine(directory);
    const std::uint64_t found = page_of(*index, {}).total;
    const double seconds = wall.seconds();
    std::printf("  start from the snapshot to the first answer: %.2f s (%.2f s of CPU), %llu documents\n",
                seconds, cpu.seconds(), static_cast<unsigned long long>(found));
    json report = {{"wall_s", seconds}, {"cpu_s", cpu.seconds()}};
    report["memory_first"] = report_memory("after the first answer", before);
    OurSubject subject(*index, queries);
    report["queries"] = measure_latency(subject, queries, options);
    report["throughput"] = measure_throughput(subject, queries, options);
    report["memory"] = report_memory("after every query", before);
    return report;
}

json measure_growth(SearchIndex& index, Filler& filler, const std::vector<BenchQuery>& queries,
                    const LatencyOptions& options, std::uint64_t datasets, const Memory& before)
{
    json steps = json::array();
    for (std::uint64_t size = 10000, half = 3; size < datasets;
         size = size * half / (half == 3 ? 1 : 3), half = half == 3 ? 10 : 3) {
        filler.fill_up_to(size);
        std::printf("%llu documents\n", static_cast<unsigned long long>(size));
        json step = {{"datasets", size}, {"memory", report_memory("", before)}};
        OurSubject subject(index, queries);
        step["queries"] = measure_latency(subject, queries, options);
        step["throughput"] = measure_throughput(subject, queries, options);
        steps.push_back(std::move(step));
    }
    return steps;
}

void measure_from_nothing(json& report, const std::filesystem::path& directory, const Corpus& corpus,
                          const std::vector<BenchQuery>& queries, const EngineOptions& engine,
                          const LatencyOptions& latency)
{
    trim_heap();
    reset_peak();
    const Memory before = memory();
    const std::unique_ptr<SearchIndex> index = open_engine(directory);
    Filler filler(*index, corpus);
    if (engine.growth)
        report["growth"] = measure_growth(*index, filler, queries, latency, engine.datasets, before);
    filler.fill_up_to(engine.datasets);
    std::printf("%llu documents\n", static_cast<unsigned long long>(engine.datasets));
    report["build"] = filler.report();
    report["memory_built"] = report_memory("built", before);
    report["settled"] = settle(*index);
    OurSubject subject(*index, queries);
    report["queries"] = measure_latency(subject, queries, latency);
    report["throughput"] = measure_throughput(subject, queries, latency);
    report["memory"] = report_memory("after every query", before);
    report["save"] = measure_save(*index);
    UpdateMeter updates(*index, corpus, filler);
    for (std::size_t readers = 0; readers <= latency.threads; ++readers)
        report["updates"].push_back(updates.run(subject, queries.size(), readers, latency.facets));
}

} // namespace

json measure_our_engine(const Corpus& corpus, const std::vector<BenchQuery>& queries,
                        const EngineOptions& engine, const LatencyOptions& latency)
{
    const std::filesystem::path directory =
        engine.kept.empty()
            ? std::filesystem::temp_directory_path() / ("search-bench-" + std::to_string(::getpid()))
            : engine.kept;
    json report = {{"engine", "colophon"}};
    if (!std::filesystem::exists(directory))
        measure_from_nothing(report, directory, corpus, queries, engine, latency);
    report["start"] = measure_start(directory, queries, latency);
    if (engine.kept.empty())
        std::filesystem::remove_all(directory);
    return report;
}

} // namespace colophon::search::bench
