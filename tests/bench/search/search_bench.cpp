// SPDX-License-Identifier: Apache-2.0
//
// Measures the search engine alone, on a corpus that it makes up as it goes. Prints tables; nothing is
// asserted. scripts/bench.sh runs it beside other engines.
#include "fts5.hpp"
#include "our_engine.hpp"
#include "peer_text.hpp"

#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

namespace colophon::search::bench {
namespace {

constexpr const char* usage =
    "search_bench [PART] [OPTION VALUE]…\n"
    "  PART             engine (ours, unless told otherwise), fts5, or what another engine is to be given, "
    "on\n"
    "                   standard output: documents, queries\n"
    "  --datasets N     100000\n"
    "  --seed N         of the corpus: 1\n"
    "  --query-seed N   of the queries: 1\n"
    "  --queries N      of a class: 36\n"
    "  --classes A,B    all of them\n"
    "  --threads N      for throughput, and readers beside updates: 2\n"
    "  --runs N         of a query, of which the median counts: 3\n"
    "  --facets WHICH   all (as the server counts them), or five (platform, type, tag, domain, owner)\n"
    "  --json FILE      writes every figure there\n"
    "  --index DIR      keeps the index there; where there is one, starts from it and builds nothing\n"
    "  --wide           55 columns in the mean instead of 17\n"
    "  --growth         measures at 10,000, 30,000, 100,000, … on the way to N\n";

struct Options {
    std::string part = "engine";
    CorpusOptions corpus;
    QueryOptions queries;
    EngineOptions engine;
    LatencyOptions latency;
    std::string json_file;
};

std::vector<Facet> facets_called(const std::string& name)
{
    if (name == "five")
        return {Facet::platform, Facet::type, Facet::tag, Facet::domain, Facet::owner};
    if (name != "all")
        throw std::invalid_argument("--facets is all or five");
    std::vector<Facet> all;
    for (std::size_t facet = 0; facet < facet_count; ++facet)
        all.push_back(static_cast<Facet>(facet));
    return all;
}

std::vector<std::string> listed(const std::string& text)
{
    std::vector<std::string> names;
    std::istringstream in(text);
    for (std::string name; std::getline(in, name, ',');)
        names.push_back(name);
    return names;
}

Options parse(const std::vector<std::string>& words)
{
    Options options;
    options.latency.facets = facets_called("all");
    const std::map<std::string, std::function<void()>> flags = {
        {"--wide", [&] { options.corpus.wide = true; }}, {"--growth", [&] { options.engine.growth = true; }}};
    const std::map<std::string, std::function<void(const std::string&)>> values = {
        {"--datasets", [&](const std::string& text) { options.engine.datasets = std::stoull(text); }},
        {"--seed", [&](const std::string& text) { options.corpus.seed = std::stoull(text); }},
        {"--query-seed", [&](const std::string& text) { options.queries.seed = std::stoull(text); }},
        {"--queries", [&](const std::string& text) { options.queries.a_class = std::stoull(text); }},
        {"--classes", [&](const std::string& text) { options.queries.classes = listed(text); }},
        {"--threads", [&](const std::string& text) { options.latency.threads = std::stoull(text); }},
        {"--runs", [&](const std::string& text) { options.latency.runs = std::stoull(text); }},
        {"--facets", [&](const std::string& text) { options.latency.facets = facets_called(text); }},
        {"--index", [&](const std::string& text) { options.engine.kept = text; }},
        {"--json", [&](const std::string& text) { options.json_file = text; }}};
    for (std::size_t i = 0; i < words.size(); ++i)
        if (const auto flag = flags.find(words[i]); flag != flags.end())
            flag->second();
        else if (const auto value = values.find(words[i]); value != values.end() && i + 1 < words.size())
            value->second(words[++i]);
        else if (!words[i].starts_with('-'))
            options.part = words[i];
        else
            throw std::invalid_argument("no such option, or it has no value: " + words[i]);
    return options;
}

using Part = nlohmann::json (*)(const Corpus&, const std::vector<BenchQuery>&, const Options&);
const std::map<std::string, Part> parts = {
    {"engine",
     [](const Corpus& corpus, const std::vector<BenchQuery>& queries, const Options& options) {
         return measure_our_engine(corpus, queries, options.engine, options.latency);
     }},
    {"fts5",
     [](const Corpus& corpus, const std::vector<BenchQuery>& queries, const Options& options) {
         return measure_fts5(corpus, options.engine.datasets, queries, options.latency);
     }},
    {"documents",
     [](const Corpus& corpus, const std::vector<BenchQuery>&, const Options& options) {
         write_bulk(std::cout, corpus, options.engine.datasets);
         return nlohmann::json();
     }},
    {"queries",
     [](const Corpus&, const std::vector<BenchQuery>& queries, const Options&) {
         write_queries(std::cout, queries);
         return nlohmann::json();
     }},
};

void run(const Options& options)
{
    const Corpus corpus(options.corpus);
    const std::vector<BenchQuery> queries = make_queries(corpus, options.engine.datasets, options.queries);
    const auto part = parts.find(options.part);
    if (part == parts.end())
        throw std::invalid_argument("no such part: " + options.part);
    nlohmann::json report = part->second(corpus, queries, options);
    if (report.is_null())
        return;
    report["datasets"] = options.engine.datasets;
    if (!options.json_file.empty())
        std::ofstream(options.json_file) << report.dump(1) << '\n';
}

} // namespace
} // namespace colophon::search::bench

int main(int argc, char** argv)
{
    try {
        colophon::search::bench::run(colophon::search::bench::parse({argv + 1, argv + argc}));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "search_bench: %s\n\n%s", error.what(), colophon::search::bench::usage);
        return 64;
    }
}
