// SPDX-License-Identifier: Apache-2.0
#include "api/v1/metrics.hpp"

#include <fstream>
#include <sstream>
#include <unistd.h>

namespace colophon::api {
namespace {

void describe(std::ostream& out, std::string_view name, std::string_view type, std::string_view help)
{
    out << "# HELP " << name << ' ' << help << "\n# TYPE " << name << ' ' << type << '\n';
}

template <class T>
void single(std::ostream& out, std::string_view name, std::string_view type, std::string_view help, T value)
{
    describe(out, name, type, help);
    out << name << ' ' << value << '\n';
}

std::uint64_t resident_bytes()
{
    std::uint64_t total = 0;
    std::uint64_t resident = 0;
    std::ifstream("/proc/self/statm") >> total >> resident;
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

} // namespace

void Metrics::observe(std::string_view pattern, int status, double seconds)
{
    const std::lock_guard lock(mutex_);
    ++answers_[{std::string(pattern), status}];
    auto& histogram = times_[std::string(pattern)];
    ++histogram.count;
    histogram.sum += seconds;
    for (std::size_t i = 0; i < bounds.size(); ++i)
        if (seconds <= bounds[i])
            ++histogram.buckets[i];
}

std::string Metrics::render(const service::CatalogStatus& status) const
{
    std::ostringstream out;
    single(out, "colophon_position", "gauge", "Position of the last committed change.",
           status.store.position);
    single(out, "colophon_search_position", "gauge", "Position that search has reached.", status.searchable);
    single(out, "colophon_entities", "gauge", "Entities in the store.", status.store.entities);
    single(out, "colophon_store_bytes", "gauge", "Bytes of the store on disk.", status.store.bytes);
    single(out, "colophon_store_full", "gauge", "1 while the disk has no space for writes.",
           status.store.full ? 1 : 0);
    single(out, "colophon_store_failed", "gauge", "1 once the disk has failed.", status.failed ? 1 : 0);
    single(out, "process_resident_memory_bytes", "gauge", "Resident memory.", resident_bytes());
    const std::lock_guard lock(mutex_);
    describe(out, "colophon_http_answers_total", "counter", "Answers by route and status.");
    for (const auto& [key, count] : answers_)
        out << "colophon_http_answers_total{route=\"" << key.first << "\",status=\"" << key.second << "\"} "
            << count << '\n';
    describe(out, "colophon_http_answer_seconds", "histogram", "Time to answer by route.");
    for (const auto& [route, histogram] : times_) {
        for (std::size_t i = 0; i < bounds.size(); ++i)
            out << "colophon_http_answer_seconds_bucket{route=\"" << route << "\",le=\"" << bounds[i]
                << "\"} " << histogram.buckets[i] << '\n';
        out << "colophon_http_answer_seconds_bucket{route=\"" << route << "\",le=\"+Inf\"} "
            << histogram.count << '\n'
            << "colophon_http_answer_seconds_sum{route=\"" << route << "\"} " << histogram.sum << '\n'
            << "colophon_http_answer_seconds_count{route=\"" << route << "\"} " << histogram.count << '\n';
    }
    return out.str();
}

} // namespace colophon::api
