// SPDX-License-Identifier: Apache-2.0
// Loads a running server with data sets over REST and says how many aspects a second it made durable and
// searchable.
//
//     ingest_bench URL TOKEN DATASETS BATCH CLIENTS [FIRST]     one JSON object on standard output
//
// FIRST is the number of the first data set, by default 0: what is there already is passed over.
// A data set is what the relational connectors write for a table of 20 columns: seven aspects, one of them
// the schema. `deciles` are the rates of the first tenth of the data sets to the last.
#include "core/json_writer.hpp"
#include "http/client.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <future>
#include <iostream>
#include <stdexcept>
#include <vector>

namespace colophon {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t columns = 20;
constexpr std::size_t aspects_of_a_dataset = 7;
constexpr std::size_t deciles = 10;
constexpr std::array nouns{"reservation", "vehicle", "member", "payment",
                           "invoice",     "zone",    "rental", "coupon"};
constexpr std::array words{"예약", "차량", "회원", "결제", "청구", "주차장", "대여", "쿠폰"};

struct Plan {
    std::string url, token;
    std::size_t datasets = 0, batch = 0, clients = 0, first = 0;
    std::size_t aspects() const { return datasets * aspects_of_a_dataset; }
};

/// When the last request of each tenth was answered. A request belongs to the tenth of its first aspect.
using FinishTimes = std::array<std::atomic<std::int64_t>, deciles>;

std::string name_of(std::size_t dataset)
{
    return std::string("shop.") + nouns[dataset / nouns.size() % nouns.size()] + '.' +
           nouns[dataset % nouns.size()] + '_' + std::to_string(dataset);
}

void write_schema(JsonWriter& out, std::size_t dataset)
{
    out.begin_object()
        .member("schemaName", name_of(dataset))
        .member("platform", "urn:li:dataPlatform:postgres");
    out.member("version", std::int64_t{0}).member("hash", "").key("platformSchema").begin_object();
    out.key("com.linkedin.schema.OtherSchema")
        .begin_object()
        .member("rawSchema", "")
        .end_object()
        .end_object();
    out.key("fields").begin_array();
    for (std::size_t i = 0; i < columns; ++i) {
        const auto noun = (dataset + i) % nouns.size();
        out.begin_object().member("fieldPath", std::string(nouns[noun]) + "_column_" + std::to_string(i));
        out.member("nullable", i != 0).member("nativeDataType", "bigint").member("description", words[noun]);
        out.key("type").begin_object().key("type").begin_object().key("com.linkedin.schema.NumberType");
        out.begin_object().end_object().end_object().end_object().end_object();
    }
    out.end_array().end_object();
}

void write_properties(JsonWriter& out, std::size_t dataset)
{
    const auto name = name_of(dataset);
    out.begin_object().member("name", name.substr(name.rfind('.') + 1)).member("qualifiedName", name);
    out.member("description",
               std::string(words[dataset % words.size()]) + " 원장 " + std::to_string(dataset));
    out.end_object();
}

void write_container(JsonWriter& out, std::size_t dataset)
{
    const auto group = std::to_string(dataset / 100);
    out.begin_object().member("container", "urn:li:container:" + std::string(32 - group.size(), '0') + group);
    out.end_object();
}

void write_path(JsonWriter& out, std::size_t dataset)
{
    out.begin_object().key("path").begin_array();
    for (const auto& id : {std::string("shop"), std::string(nouns[dataset % nouns.size()])})
        out.begin_object().member("id", id).end_object();
    out.end_array().end_object();
}

struct AspectRow {
    std::string_view name;
    void (*write)(JsonWriter& out, std::size_t dataset);
};
constexpr std::array<AspectRow, aspects_of_a_dataset> aspect_rows{{
    {"datasetProperties", write_properties},
    {"schemaMetadata", write_schema},
    {"container", write_container},
    {"browsePathsV2", write_path},
    {"status",
     [](JsonWriter& out, std::size_t) { out.begin_object().member("removed", false).end_object(); }},
    {"subTypes",
     [](JsonWriter& out, std::size_t) {
         out.begin_object().key("typeNames").begin_array().value("Table").end_array().end_object();
     }},
    {"dataPlatformInstance",
     [](JsonWriter& out, std::size_t) {
         out.begin_object().member("platform", "urn:li:dataPlatform:postgres").end_object();
     }},
}};

/// Aspect number `i` of the whole run: data sets follow each other.
void write_proposal(JsonWriter& out, std::size_t first_dataset, std::size_t i)
{
    const auto dataset = first_dataset + i / aspects_of_a_dataset;
    const auto& row = aspect_rows[i % aspects_of_a_dataset];
    out.begin_object().member("entityType", "dataset");
    out.member("entityUrn", "urn:li:dataset:(urn:li:dataPlatform:postgres," + name_of(dataset) + ",PROD)");
    out.member("changeType", "UPSERT")
        .member("aspectName", row.name)
        .key("aspect")
        .begin_object()
        .key("json");
    row.write(out, dataset);
    out.end_object().end_object();
}

std::string body_of(std::size_t first_dataset, std::size_t first, std::size_t last)
{
    std::string body;
    JsonWriter out(body);
    out.begin_array();
    for (auto i = first; i < last; ++i)
        write_proposal(out, first_dataset, i);
    out.end_array();
    return body;
}

void raise_to(std::atomic<std::int64_t>& highest, std::int64_t value)
{
    for (auto seen = highest.load(); seen < value && !highest.compare_exchange_weak(seen, value);) {
    }
}

/// One client: takes the next batch until none is left. Returns what each request took, in milliseconds.
std::vector<double> send_batches(const Plan& plan, std::atomic<std::size_t>& next, Clock::time_point start,
                                 FinishTimes& finished_ns)
{
    std::vector<double> latencies;
    http::Client client({.base_url = plan.url, .token = plan.token, .ca_file = {}});
    for (auto first = next.fetch_add(plan.batch); first < plan.aspects();
         first = next.fetch_add(plan.batch)) {
        const auto body = body_of(plan.first, first, std::min(first + plan.batch, plan.aspects()));
        const auto sent = Clock::now();
        const auto answer =
            client.send({.method = http::Method::post, .target = "/api/v1/proposals", .body = body});
        if (answer.status != 200 || answer.body.find("\"rejected\":[]") == std::string::npos)
            throw std::runtime_error("refused: " + answer.body);
        const auto answered = Clock::now();
        latencies.push_back(std::chrono::duration<double, std::milli>(answered - sent).count());
        raise_to(finished_ns[first * deciles / plan.aspects()],
                 std::chrono::duration_cast<std::chrono::nanoseconds>(answered - start).count());
    }
    return latencies;
}

/// Runs the plan; returns what the requests took, shortest first.
std::vector<double> load(const Plan& plan, FinishTimes& finished_ns)
{
    std::atomic<std::size_t> next = 0;
    const auto start = Clock::now();
    std::vector<std::future<std::vector<double>>> clients;
    for (std::size_t i = 0; i < plan.clients; ++i)
        clients.push_back(
            std::async(std::launch::async, [&] { return send_batches(plan, next, start, finished_ns); }));
    std::vector<double> latencies;
    for (auto& client : clients) {
        const auto own = client.get();
        latencies.insert(latencies.end(), own.begin(), own.end());
    }
    std::sort(latencies.begin(), latencies.end());
    return latencies;
}

double percentile(const std::vector<double>& sorted, double share)
{
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

void print(const Plan& plan, const FinishTimes& finished_ns, const std::vector<double>& latencies)
{
    const auto aspects = static_cast<double>(plan.aspects());
    const auto seconds = [&](std::size_t decile) { return static_cast<double>(finished_ns[decile]) / 1e9; };
    std::string text;
    JsonWriter out(text);
    out.begin_object().member("datasets", plan.datasets).member("aspects", plan.aspects());
    out.member("batch", plan.batch).member("clients", plan.clients).member("seconds", seconds(deciles - 1));
    out.member("aspects_per_second", aspects / seconds(deciles - 1));
    out.member("p50_ms", percentile(latencies, 0.5)).member("p99_ms", percentile(latencies, 0.99));
    out.key("deciles").begin_array();
    for (std::size_t i = 0; i < deciles; ++i)
        out.value(aspects / deciles / (seconds(i) - (i ? seconds(i - 1) : 0.0)));
    out.end_array().end_object();
    std::cout << text << '\n';
}

std::size_t number(std::string_view text)
{
    std::size_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size())
        throw std::runtime_error("not a number: " + std::string(text));
    return value;
}

} // namespace
} // namespace colophon

int main(int count, char** arguments)
{
    using namespace colophon;
    try {
        if (count != 6 && count != 7)
            throw std::runtime_error("usage: ingest_bench URL TOKEN DATASETS BATCH CLIENTS [FIRST]");
        const Plan plan{arguments[1],         arguments[2],         number(arguments[3]),
                        number(arguments[4]), number(arguments[5]), count == 7 ? number(arguments[6]) : 0};
        if (plan.datasets == 0 || plan.batch == 0 || plan.clients == 0)
            throw std::runtime_error("data sets, batch and clients are numbers from 1");
        FinishTimes finished_ns{};
        const auto latencies = load(plan, finished_ns);
        print(plan, finished_ns, latencies);
    } catch (const std::exception& error) {
        std::cerr << "ingest_bench: " << error.what() << '\n';
        return 1;
    }
}
