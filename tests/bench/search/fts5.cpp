// SPDX-License-Identifier: Apache-2.0
#include "fts5.hpp"

#include "facet_table.hpp"
#include "measure.hpp"
#include "peer_text.hpp"
#include "sqlite_handle.hpp"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <queue>
#include <unistd.h>

namespace colophon::search::bench {

namespace {

using nlohmann::json;

constexpr const char* setup_note =
    R"(SQLite FTS5 %s: contentless table of name, column, description, column_description and facet values; prefix indexes
  of 1, 2 and 3 characters; bm25 10, 4, 1, 0.5, 0; one segment (optimize); mapped file; no allocator statistics; one
  connection a thread; facets counted from ordinals in memory in the pass that collects hits and total; the best 20
  kept in a heap, which is faster than ORDER BY rank; texts of one field kept apart, so that phrases do not cross
  them. It has no answer to typos.
)";
constexpr std::size_t page = 20;

std::string joined(const std::vector<std::string>& texts, std::string_view between)
{
    std::string all;
    for (const std::string& text : texts)
        (all += all.empty() ? "" : between) += text;
    return all;
}

/// No word of the corpus begins so.
std::string facet_word(std::uint32_t value)
{
    return "~" + std::to_string(value);
}

std::string facet_words(std::span<const std::uint32_t> values)
{
    std::string words;
    for (const std::uint32_t value : values)
        words += facet_word(value) + ' ';
    return words;
}

/// The query in the language of MATCH; nothing where everything matches, or where it cannot be asked.
struct Expression {
    std::string match;
    bool supported = true;
};

Expression expression_of(const BenchQuery& query, const FacetTable& facets)
{
    if (query.shape == Shape::typo1 || query.shape == Shape::typo2 || query.shape == Shape::typed)
        return {{}, false};
    std::vector<std::string> words = peer_words(query);
    for (std::string& word : words)
        word = '"' + word + '"';
    if (query.shape == Shape::prefix)
        words.back() += '*';
    const char* between = query.shape == Shape::any_word ? " OR "
                          : query.shape == Shape::phrase ? " + "
                                                         : " AND ";
    std::vector<std::string> all;
    if (!words.empty())
        all.push_back((query.shape == Shape::column ? "column : (" : "(") + joined(words, between) + ")");
    for (const Filter& filter : query.filters)
        for (const std::string& value : filter.values)
            all.push_back("facets : \"" + facet_word(facets.find(filter.facet, value).value_or(0)) + '"');
    return {joined(all, " AND ")};
}

/// The best of what one pass gives, best first; FTS5 counts down from 0.
class Best {
public:
    explicit Best(std::size_t limit) : limit_(limit) {}

    void offer(double rank, std::int64_t row)
    {
        if (heap_.size() < limit_)
            heap_.emplace(rank, row);
        else if (rank < heap_.top().first) {
            heap_.pop();
            heap_.emplace(rank, row);
        }
    }

private:
    std::size_t limit_;
    std::priority_queue<std::pair<double, std::int64_t>> heap_;
};

class Fts5Subject final : public Subject {
public:
    Fts5Subject(const std::filesystem::path& file, const FacetTable& facets,
                const std::vector<BenchQuery>& queries, std::size_t threads)
        : facets_(facets), queries_(queries)
    {
        for (const BenchQuery& query : queries)
            expressions_.push_back(expression_of(query, facets));
        for (std::size_t i = 0; i < threads; ++i)
            readers_.push_back(std::make_unique<Reader>(file));
    }

    std::optional<std::uint64_t> search(std::size_t query, std::span<const Facet> facets,
                                        std::size_t thread) override
    {
        const Expression& expression = expressions_[query];
        if (!expression.supported)
            return std::nullopt;
        Reader& reader = *readers_[thread];
        if (expression.match.empty())
            return everything(facets);
        Sqlite::Statement& statement = queries_[query].words.empty() ? reader.unranked : reader.ranked;
        return collect(statement, expression.match, queries_[query].offset, facets);
    }

private:
    struct Reader {
        explicit Reader(const std::filesystem::path& file) : database(file)
        {
            database.run("PRAGMA mmap_size = 17179869184; PRAGMA cache_size = -65536");
        }
        Sqlite database;
        Sqlite::Statement ranked{database, "SELECT rowid, rank FROM entity WHERE entity MATCH ?1"};
        Sqlite::Statement unranked{database, "SELECT rowid, 0 FROM entity WHERE entity MATCH ?1"};
    };

    std::uint64_t everything(std::span<const Facet> facets) const
    {
        if (facets.empty())
            return facets_.documents();
        std::vector<std::uint32_t> counts = facets_.counters();
        for (std::size_t document = 0; document < facets_.documents(); ++document)
            for (const std::uint32_t value : facets_.values(document))
                ++counts[value];
        facets_.top(counts, facets, page);
        return facets_.documents();
    }

    /// Faster than to let SQLite sort by rank, and it gives the total.
    std::uint64_t collect(Sqlite::Statement& statement, const std::string& match, std::size_t offset,
                          std::span<const Facet> facets) const
    {
        Best best(offset + page);
        std::vector<std::uint32_t> counts;
        if (!facets.empty())
            counts = facets_.counters();
        std::uint64_t total = 0;
        statement.bind(1, match);
        for (; statement.step(); ++total) {
            const std::int64_t row = statement.integer(0);
            best.offer(statement.real(1), row);
            if (!facets.empty())
                for (const std::uint32_t value : facets_.values(static_cast<std::size_t>(row)))
                    ++counts[value];
        }
        statement.reset();
        facets_.top(counts, facets, page);
        return total;
    }

    const FacetTable& facets_;
    const std::vector<BenchQuery>& queries_;
    std::vector<Expression> expressions_;
    std::vector<std::unique_ptr<Reader>> readers_;
};

void create(Sqlite& database)
{
    database.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144");
    database.run(
        "CREATE VIRTUAL TABLE entity USING fts5(name, column, description, column_description, facets, "
        "content='', prefix='1 2 3', tokenize=\"ascii tokenchars '~'\")");
    database.run("INSERT INTO entity(entity, rank) VALUES ('rank', 'bm25(10.0, 4.0, 1.0, 0.5, 0.0)')");
}

/// Processor seconds that SQLite took, without the making of the documents.
double fill(Sqlite& database, FacetTable& facets, const Corpus& corpus, std::uint64_t datasets)
{
    constexpr std::uint64_t group = 10000;
    constexpr std::string_view border = " ~ "; // a word of its own, which no phrase has
    Sqlite::Statement insert(database,
                             "INSERT INTO entity(rowid, name, column, description, column_description, "
                             "facets) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    double spent = 0;
    database.run("BEGIN");
    for (std::uint64_t number = 0; number < datasets; ++number) {
        const SearchDocument document = corpus.make(number);
        facets.add(document);
        const PeerDocument text = to_peer_document(document);
        const std::string columns = joined(text.columns, border);
        const std::string descriptions = joined(text.column_descriptions, border);
        const std::string values = facet_words(facets.values(number));
        const Stopwatch time = thread_time();
        insert.bind(1, static_cast<std::int64_t>(number));
        int place = 2;
        for (const std::string* one : {&text.name, &columns, &text.description, &descriptions, &values})
            insert.bind(place++, *one);
        insert.step();
        insert.reset();
        if (number % group == group - 1)
            database.run("COMMIT; BEGIN");
        spent += time.seconds();
    }
    const Stopwatch time = thread_time();
    database.run("COMMIT");
    database.run("INSERT INTO entity(entity) VALUES ('optimize')");
    database.run("PRAGMA wal_checkpoint(TRUNCATE)");
    return spent + time.seconds();
}

json measure(const std::filesystem::path& file, const Corpus& corpus, std::uint64_t datasets,
             const std::vector<BenchQuery>& queries, const LatencyOptions& options)
{
    json report = {{"engine", "fts5"}};
    trim_heap();
    const Memory before = memory();
    FacetTable facets;
    {
        Sqlite database(file);
        create(database);
        const double seconds = fill(database, facets, corpus, datasets);
        std::printf("  build: %.0f documents per CPU second\n", static_cast<double>(datasets) / seconds);
        report["build"] = {{"per_cpu_second", static_cast<double>(datasets) / seconds}, {"cpu_s", seconds}};
    }
    trim_heap();
    Fts5Subject subject(file, facets, queries, std::max<std::size_t>(options.threads, 1));
    report["queries"] = measure_latency(subject, queries, options);
    report["throughput"] = measure_throughput(subject, queries, options);
    trim_heap();
    const Memory after = memory();
    const double disk = static_cast<double>(std::filesystem::file_size(file)) / 1e6;
    std::printf("  memory: %.0f MB resident more than before (%.0f of it anonymous), %.0f MB on disk\n",
                after.resident - before.resident, after.anonymous - before.anonymous, disk);
    report["memory"] = {{"resident_mb", after.resident - before.resident},
                        {"anonymous_mb", after.anonymous - before.anonymous},
                        {"process_mb", after.resident},
                        {"disk_mb", disk}};
    return report;
}

} // namespace

json measure_fts5(const Corpus& corpus, std::uint64_t datasets, const std::vector<BenchQuery>& queries,
                  const LatencyOptions& options)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); // its count of what is allocated makes threads wait
    std::printf(setup_note, sqlite3_libversion());
    const std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("search-bench-" + std::to_string(::getpid()) + ".db");
    LatencyOptions counted = options;
    counted.facets = facets_with_values(options.facets);
    json report = measure(file, corpus, datasets, queries, counted);
    for (const char* suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(file.string() + suffix);
    return report;
}

} // namespace colophon::search::bench
