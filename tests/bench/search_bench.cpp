// SPDX-License-Identifier: Apache-2.0
//
// search_bench [DATASETS]: fills an index as an ingestion does, one aspect after the other, and prints what
// it costs and how long queries take, in CPU time. Nothing is asserted.
#include "search/engine.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <time.h>
#include <unistd.h>

namespace colophon::search {
namespace {

/// CPU seconds, of the process for writes (merging included) and of the thread for queries: others' work on
/// the machine does not count.
double cpu_seconds(clockid_t clock)
{
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

class Stopwatch {
public:
    explicit Stopwatch(clockid_t clock) : clock_(clock), start_(cpu_seconds(clock)) {}
    double seconds() const { return cpu_seconds(clock_) - start_; }

private:
    clockid_t clock_;
    double start_;
};

double resident_megabytes()
{
    std::ifstream statm("/proc/self/statm");
    double pages = 0;
    statm >> pages >> pages;
    return pages * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

constexpr const char* subjects[] = {"reservation", "vehicle", "member",  "payment", "station", "invoice",
                                    "contract",    "trip",    "charger", "damage",  "coupon",  "region"};
constexpr const char* korean[] = {"예약",   "차량", "회원", "결제", "충전소",
                                  "청구서", "계약", "운행", "사고", "쿠폰"};

/// Words with the frequencies of a language: a few are everywhere, most are rare.
class Vocabulary {
public:
    explicit Vocabulary(std::size_t size)
    {
        constexpr std::string_view consonants = "bcdfghjklmnprstvwz";
        constexpr std::string_view vowels = "aeiou";
        for (std::size_t i = 0; i < size; ++i) {
            std::string word;
            for (std::size_t rest = i * 7919 + 90; rest > 0; rest /= 90) {
                word += consonants[rest % 18];
                word += vowels[rest / 18 % 5];
            }
            words_.push_back(word);
        }
    }

    const std::string& draw(std::mt19937_64& random) const { return words_[rank(random, words_.size())]; }

    const std::string& operator[](std::size_t rank) const { return words_[rank]; }

    /// Zipf's law, near enough.
    static std::size_t rank(std::mt19937_64& random, std::size_t size)
    {
        const double uniform = std::uniform_real_distribution<>(0, 1)(random);
        return std::min(static_cast<std::size_t>(std::pow(static_cast<double>(size), uniform)) - 1, size - 1);
    }

private:
    std::vector<std::string> words_;
};

/// Tables share most of their column names.
class Corpus {
public:
    Corpus()
    {
        std::mt19937_64 random(1);
        for (int i = 0; i < 30000; ++i)
            columns_.push_back(words_.draw(random) + "_" + words_.draw(random));
    }

    SearchDocument make(std::size_t number)
    {
        std::mt19937_64 random(number);
        const auto pick = [&random](auto& list) { return std::string(list[random() % std::size(list)]); };
        SearchDocument document;
        document.type = "dataset";
        document.platform = number % 5 == 0 ? "mysql" : "postgres";
        document.env = "PROD";
        document.sub_type = number % 9 == 0 ? "View" : "Table";
        document.name = pick(subjects) + "_" + words_.draw(random) + "_" + words_.draw(random);
        document.qualified_name = "carsharing." + words_.draw(random) + "." + document.name;
        document.urn = "urn:li:dataset:(urn:li:dataPlatform:" + document.platform + "," +
                       document.qualified_name + "_" + std::to_string(number) + ",PROD)";
        document.updated_ms = static_cast<std::int64_t>(random() % 1000000);
        if (number % 2 == 0)
            document.description = pick(korean) + "을 담는 표. " + sentence(random, 8);
        for (int i = 0; i < 20; ++i)
            document.texts.push_back({Field::column, i == 0
                                                         ? pick(subjects) + "_id"
                                                         : columns_[words_.rank(random, columns_.size())]});
        for (int i = 0; i < 4; ++i)
            document.texts.push_back({Field::column_description, pick(korean) + " " + sentence(random, 4)});
        document.texts.push_back({Field::path, "carsharing"});
        add_values(document, random);
        return document;
    }

    const std::string& word(std::size_t rank) const { return words_[rank]; }

private:
    std::string sentence(std::mt19937_64& random, int words) const
    {
        std::string text;
        for (int i = 0; i < words; ++i)
            text += words_.draw(random) + (i + 1 < words ? " " : "");
        return text;
    }

    static void add_values(SearchDocument& document, std::mt19937_64& random)
    {
        document.values = {{Facet::type, document.type},
                           {Facet::platform, document.platform},
                           {Facet::env, document.env},
                           {Facet::sub_type, document.sub_type},
                           {Facet::container, "urn:li:container:" + std::to_string(random() % 500)},
                           {Facet::owner, "owner" + std::to_string(random() % 2000)},
                           {Facet::tag, "tag" + std::to_string(random() % 100)},
                           {Facet::has_description, document.description.empty() ? "false" : "true"}};
    }

    Vocabulary words_{20000};
    std::vector<std::string> columns_;
};

/// A dataset arrives as several aspects: its document grows from write to write.
void fill(SearchIndex& index, Corpus& corpus, std::size_t datasets)
{
    constexpr std::size_t batch = 100;
    Position position = 0;
    Stopwatch tenth(CLOCK_PROCESS_CPUTIME_ID);
    double making = 0;
    for (std::size_t first = 0; first < datasets; first += batch) {
        const Stopwatch making_time(CLOCK_THREAD_CPUTIME_ID);
        IndexDelta whole;
        for (std::size_t i = first; i < std::min(first + batch, datasets); ++i)
            whole.upserts.push_back(corpus.make(i));
        IndexDelta bare = whole;
        for (SearchDocument& document : bare.upserts)
            document.texts.clear();
        making += making_time.seconds();
        bare.position = ++position;
        whole.position = ++position;
        index.apply(std::move(bare));
        index.apply(std::move(whole));
        if ((first + batch) % (datasets / 10) < batch) {
            std::printf("  %zu datasets: %.0f us a dataset (two documents)\n", first + batch,
                        (tenth.seconds() - making) * 1e6 / (static_cast<double>(datasets) / 10));
            tenth = Stopwatch(CLOCK_PROCESS_CPUTIME_ID);
            making = 0;
        }
    }
}

struct Class {
    const char* name;
    std::vector<std::string> texts;
    bool facets;
};

void time_class(const SearchIndex& index, const Class& queries)
{
    std::vector<double> times;
    std::uint64_t hits = 0;
    for (int round = 0; round < 20; ++round)
        for (const std::string& text : queries.texts) {
            SearchQuery query;
            query.text = text;
            if (queries.facets)
                for (std::size_t facet = 0; facet < facet_count; ++facet)
                    query.facets.push_back(static_cast<Facet>(facet));
            const Stopwatch time(CLOCK_THREAD_CPUTIME_ID);
            const Result<SearchPage> page = index.search(query);
            times.push_back(time.seconds() * 1e3);
            hits += page ? page->total : 0;
        }
    std::sort(times.begin(), times.end());
    std::printf("  %-24s p50 %7.3f ms  p95 %7.3f ms  max %7.3f ms  hits %llu\n", queries.name,
                times[times.size() / 2], times[times.size() * 95 / 100], times.back(),
                static_cast<unsigned long long>(hits / times.size()));
}

void time_suggestions(const SearchIndex& index)
{
    for (const char* prefix : {"r", "re", "res", "id", "예약"}) {
        const Stopwatch time(CLOCK_THREAD_CPUTIME_ID);
        const std::size_t found = index.suggest(prefix, 10).size();
        std::printf("  suggest %-16s %7.3f ms (%zu)\n", prefix, time.seconds() * 1e3, found);
    }
}

void run(std::size_t datasets)
{
    const std::filesystem::path directory =
        std::filesystem::temp_directory_path() / ("search-bench-" + std::to_string(::getpid()));
    Corpus corpus;
    {
        const double before = resident_megabytes();
        const std::unique_ptr<SearchIndex> index = open_engine(directory);
        fill(*index, corpus, datasets);
        std::printf("resident: %.0f MB more than before\n", resident_megabytes() - before);
        const auto word = [&corpus](std::size_t rank) { return corpus.word(rank); };
        const std::string exact = corpus.make(datasets / 2).name;
        const std::vector<Class> classes = {
            {"common word, facets", {"reservation", "id", word(0), "carsharing"}, true},
            {"prefix, facets", {"r", "re", "s", "res", word(3).substr(0, 3), "vehi"}, true},
            {"two words, facets", {"reservation " + word(1), "vehicle id", word(0) + " " + word(2)}, true},
            {"exact name", {exact}, false},
            {"exact name, facets", {exact}, true},
            {"phrase, facets", {"\"reservation id\"", "\"" + word(0) + " " + word(1) + "\""}, true},
            {"Korean, facets", {"예약", "충전소", "청구서", "차"}, true},
            {"operators, facets", {"(reservation OR trip) -id name:" + word(2)}, true},
            {"everything, facets", {"*"}, true}};
        for (const Class& queries : classes)
            time_class(*index, queries);
        time_suggestions(*index);
        const Stopwatch time(CLOCK_PROCESS_CPUTIME_ID);
        index->save();
        std::printf("save: %.2f s\n", time.seconds());
    }
    const double before = resident_megabytes();
    const Stopwatch time(CLOCK_PROCESS_CPUTIME_ID);
    const std::unique_ptr<SearchIndex> index = open_engine(directory);
    std::printf("load: %.2f s, position %llu, %.0f MB\n", time.seconds(),
                static_cast<unsigned long long>(index->position()), resident_megabytes() - before);
    std::filesystem::remove_all(directory);
}

} // namespace
} // namespace colophon::search

int main(int argc, char** argv)
{
    colophon::search::run(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100000);
}
