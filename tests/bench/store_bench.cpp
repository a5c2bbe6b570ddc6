// SPDX-License-Identifier: Apache-2.0

// Measures the embedded store alone: store_bench DIR [ENTITIES [BYTES]] writes six aspects of BYTES for each
// entity in groups of 100, writes them all again unchanged, then changed, reads, and prints one figure a
// line.

#include "store/sqlite_store.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

using namespace colophon;
using namespace colophon::store;
using Clock = std::chrono::steady_clock;

constexpr std::size_t group_size = 100;
constexpr const char* names[] = {"browsePathsV2",     "container", "dataPlatformInstance",
                                 "datasetProperties", "status",    "subTypes"};
constexpr std::size_t aspects = std::size(names);

/// On a machine that does other things too, the time of this process says more than the clock.
double cpu_seconds()
{
    timespec now = {};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct Spent {
    double wall = 0;
    double cpu = 0;
};

double seconds_since(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

Urn urn_of(std::size_t i)
{
    return Urn::dataset("postgres", "carsharing.ops.reservation_history_" + std::to_string(i), "PROD");
}

std::size_t filler_bytes = 250;

Change change_of(std::size_t i, const std::string& run)
{
    const std::size_t entity = i / aspects;
    std::string json = R"({"description":"예약 )" + std::to_string(i) + R"(","filler":")";
    json.append(filler_bytes, run == "third" ? 'y' : 'x').append("\"}");
    Change change{urn_of(entity), {names[i % aspects], std::move(json)}};
    change.system = {1'700'000'000'000, run, "nightly", ""};
    if (i % aspects == 1)
        change.edges = {{"IsPartOf", Urn::container("c" + std::to_string(entity / 50))}};
    return change;
}

template <class Work> Spent timed(Work work)
{
    const auto start = Clock::now();
    const double cpu = cpu_seconds();
    work();
    return {seconds_since(start), cpu_seconds() - cpu};
}

/// For the aspects from `from` to `to`.
Spent write(CatalogStore& store, std::size_t from, std::size_t to, const std::string& run)
{
    Spent spent;
    for (std::size_t i = from; i < to; i += group_size) {
        Batch batch;
        batch.actor = "urn:li:corpuser:bench";
        batch.now_ms = 1'700'000'000'000 + static_cast<std::int64_t>(i);
        for (std::size_t k = i; k < std::min(to, i + group_size); ++k)
            batch.changes.push_back(change_of(k, run));
        const Spent more = timed([&] { store.apply({&batch, 1}); });
        spent = {spent.wall + more.wall, spent.cpu + more.cpu};
    }
    return spent;
}

void print_rate(const char* what, std::size_t count, Spent spent)
{
    const auto number = static_cast<double>(count);
    std::printf("%-44s %12.0f /s, %.1f us of CPU each\n", what, number / spent.wall,
                1e6 * spent.cpu / number);
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

/// Milliseconds of single writes, each a group of its own: the median, one in a hundred, the worst.
void write_singly(CatalogStore& store, std::size_t entities)
{
    std::vector<double> spent;
    for (std::size_t i = 0; i < 5'000; ++i)
        spent.push_back(1000 *
                        write(store, entities * aspects + i, entities * aspects + i + 1, "single").wall);
    std::sort(spent.begin(), spent.end());
    std::printf("%-44s %12.2f ms, p99 %.2f, worst %.2f\n", "single write", spent[spent.size() / 2],
                spent[spent.size() * 99 / 100], spent.back());
}

/// A page of a hub to which every entity has an edge.
void read_hub(CatalogStore& store, std::size_t entities)
{
    const Urn hub = Urn::container("hub");
    Batch batch;
    batch.now_ms = 1;
    for (std::size_t i = 0; i < entities; ++i) {
        batch.changes.push_back({urn_of(i), {"domains", "{}"}});
        batch.changes.back().edges = {{"AssociatedWith", hub}};
    }
    store.apply({&batch, 1});
    const auto start = Clock::now();
    if (store.edges({hub, Direction::incoming}).total != entities)
        std::abort();
    std::printf("%-44s %12.1f ms\n", "first page of a hub's edges", 1000 * seconds_since(start));
}

void read_back(const CatalogStore& store, std::size_t entities)
{
    print_rate("aspects scanned", entities * aspects,
               timed([&] { store.scan([](const StoredEntity&) { return true; }); }));
    constexpr std::size_t reads = 20'000;
    print_rate("entities read", reads, timed([&] {
                   for (std::size_t i = 0; i < reads; ++i)
                       if (!store.read(urn_of(i * 7919 % entities), {}))
                           std::abort();
               }));
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "usage: store_bench DIR [ENTITIES [BYTES]]\n");
        return 64;
    }
    const std::size_t entities = argc > 2 ? std::stoul(argv[2]) : 100'000;
    filler_bytes = argc > 3 ? std::stoul(argv[3]) : filler_bytes;
    auto start = Clock::now();
    auto store = open_sqlite_store({argv[1]});
    std::printf("%-44s %12ld KiB\n", "resident, empty", resident_kib());
    write_in_tenths(*store, entities);
    print_rate("unchanged aspects", entities * aspects, write(*store, 0, entities * aspects, "second"));
    print_rate("changed aspects", entities * aspects, write(*store, 0, entities * aspects, "third"));
    read_back(*store, entities);
    write_singly(*store, entities);
    read_hub(*store, entities);
    std::printf("%-44s %12ld KiB\n", "resident", resident_kib());
    std::printf("%-44s %12.1f MB\n", "on disk", static_cast<double>(store->status().bytes) / 1e6);
    start = Clock::now();
    store.reset();
    std::printf("%-44s %12.3f s\n", "close", seconds_since(start));
    start = Clock::now();
    store = open_sqlite_store({argv[1]});
    std::printf("%-44s %12.3f s\n", "open", seconds_since(start));
}
