// SPDX-License-Identifier: Apache-2.0

// Measures the embedded store alone: store_bench DIR [ENTITIES] writes six aspects for each entity in groups
// of 100, writes them all again unchanged, reads, and prints one figure a line.

#include "store/sqlite_store.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <unistd.h>

namespace {

using namespace colophon;
using namespace colophon::store;
using Clock = std::chrono::steady_clock;

constexpr std::size_t group_size = 100;
constexpr const char* names[] = {"browsePathsV2",     "container", "dataPlatformInstance",
                                 "datasetProperties", "status",    "subTypes"};
constexpr std::size_t aspects = std::size(names);

double seconds_since(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

Urn urn_of(std::size_t i)
{
    return Urn::dataset("postgres", "carsharing.ops.reservation_history_" + std::to_string(i), "PROD");
}

Change change_of(std::size_t i, const std::string& run)
{
    const std::size_t entity = i / aspects;
    std::string json = R"({"description":"예약 )" + std::to_string(i) + R"(","filler":")";
    json.append(250, 'x').append("\"}");
    Change change{urn_of(entity), {names[i % aspects], std::move(json)}};
    change.system = {1'700'000'000'000, run, "nightly", ""};
    if (i % aspects == 1)
        change.edges = {{"IsPartOf", Urn::container("c" + std::to_string(entity / 50))}};
    return change;
}

/// Seconds for the aspects from `from` to `to`.
double write(CatalogStore& store, std::size_t from, std::size_t to, const std::string& run)
{
    double spent = 0;
    for (std::size_t i = from; i < to; i += group_size) {
        Batch batch;
        batch.actor = "urn:li:corpuser:bench";
        batch.now_ms = 1'700'000'000'000 + static_cast<std::int64_t>(i);
        for (std::size_t k = i; k < std::min(to, i + group_size); ++k)
            batch.changes.push_back(change_of(k, run));
        const auto start = Clock::now();
        store.apply({&batch, 1});
        spent += seconds_since(start);
    }
    return spent;
}

void print_rate(const char* what, std::size_t count, double seconds)
{
    std::printf("%-44s %12.0f /s\n", what, static_cast<double>(count) / seconds);
}

long resident_kib()
{
    long pages = 0;
    if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%*d %ld", &pages) != 1)
            pages = 0;
        std::fclose(file);
    }
    return pages * (::sysconf(_SC_PAGESIZE) / 1024);
}

void write_in_tenths(CatalogStore& store, std::size_t entities)
{
    const std::size_t tenth = entities / 10 * aspects;
    for (std::size_t part = 0; part < 10; ++part) {
        const std::string what = "new aspects, tenth " + std::to_string(part + 1);
        print_rate(what.c_str(), tenth, write(store, part * tenth, (part + 1) * tenth, "first"));
    }
}

void read_back(const CatalogStore& store, std::size_t entities)
{
    auto start = Clock::now();
    std::size_t visited = 0;
    store.scan([&](const StoredEntity& entity) {
        visited += entity.aspects.size();
        return true;
    });
    print_rate("aspects scanned", visited, seconds_since(start));
    start = Clock::now();
    constexpr std::size_t reads = 20'000;
    for (std::size_t i = 0; i < reads; ++i)
        if (!store.read(urn_of(i * 7919 % entities), {}))
            std::abort();
    print_rate("entities read", reads, seconds_since(start));
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "usage: store_bench DIR [ENTITIES]\n");
        return 64;
    }
    const std::size_t entities = argc > 2 ? std::stoul(argv[2]) : 100'000;
    auto start = Clock::now();
    auto store = open_sqlite_store({argv[1]});
    std::printf("%-44s %12ld KiB\n", "resident, empty", resident_kib());
    write_in_tenths(*store, entities);
    print_rate("unchanged aspects", entities * aspects, write(*store, 0, entities * aspects, "second"));
    read_back(*store, entities);
    std::printf("%-44s %12ld KiB\n", "resident", resident_kib());
    std::printf("%-44s %12.1f MB\n", "on disk", static_cast<double>(store->status().bytes) / 1e6);
    start = Clock::now();
    store.reset();
    std::printf("%-44s %12.3f s\n", "close", seconds_since(start));
    start = Clock::now();
    store = open_sqlite_store({argv[1]});
    std::printf("%-44s %12.3f s\n", "open", seconds_since(start));
}
