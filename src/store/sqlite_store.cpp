// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite_store.hpp"

#include "core/log.hpp"
#include "store/data_directory.hpp"
#include "store/reader_pool.hpp"
#include "store/schema.hpp"
#include "store/writer.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

namespace colophon::store {

namespace {

/// Pages of 4 KiB. A longer log costs readers, a shorter one makes more fsyncs.
constexpr int checkpoint_pages = 4096;
/// A reader that holds the log up is let go on; the log is tried again when it has grown by this, or by a
/// quarter: each try costs the writer its patience, and a backup holds the log up for long.
constexpr int retry_pages = 1024;
constexpr int checkpoint_patience_ms = 10;

class SqliteStore final : public CatalogStore {
public:
    explicit SqliteStore(const SqliteOptions& options);

    std::vector<BatchOutcome> apply(std::span<const Batch> group) override;

    std::optional<StoredEntity> read(const Urn& urn, const ReadOptions& options) const override
    {
        return readers_.with([&](Reader& reader) { return reader.read(urn, options); });
    }
    std::vector<TimeseriesPoint> timeseries(const Urn& urn, std::string_view aspect,
                                            const TimeseriesRange& range) const override
    {
        return readers_.with([&](Reader& reader) { return reader.timeseries(urn, aspect, range); });
    }
    EdgePage edges(const EdgeQuery& query) const override
    {
        return readers_.with([&](Reader& reader) { return reader.edges(query); });
    }
    std::uint64_t referrers(const Urn& urn, const EdgeKinds& kinds, std::uint64_t most) const override
    {
        return readers_.with([&](Reader& reader) { return reader.referrers(urn, kinds, most); });
    }
    std::vector<ChangeEvent> changes(Position since, std::size_t limit) const override
    {
        return readers_.with([&](Reader& reader) { return reader.changes(since, limit); });
    }
    Position scan(const std::function<bool(const StoredEntity&)>& visit) const override
    {
        return readers_.with([&](Reader& reader) { return reader.scan(visit); });
    }
    std::vector<RunRecord> runs(std::size_t limit, std::string_view pipeline) const override
    {
        return readers_.with([&](Reader& reader) { return reader.runs(limit, pipeline); });
    }
    std::optional<RunRecord> run(std::string_view run_id, std::string_view pipeline) const override
    {
        return readers_.with([&](Reader& reader) { return reader.run(run_id, pipeline); });
    }
    std::vector<ChangeEvent> run_changes(std::string_view run_id, std::string_view pipeline, Position since,
                                         std::size_t limit) const override
    {
        return readers_.with(
            [&](Reader& reader) { return reader.run_changes(run_id, pipeline, since, limit); });
    }
    std::vector<PipelineRecord> pipelines() const override
    {
        return readers_.with([](Reader& reader) { return reader.pipelines(); });
    }
    std::optional<PipelineRecord> pipeline(std::string_view name) const override
    {
        return readers_.with([&](Reader& reader) { return reader.pipeline(name); });
    }
    std::vector<Claim> claims(std::string_view pipeline, std::string_view after,
                              std::size_t limit) const override
    {
        return readers_.with([&](Reader& reader) { return reader.claims(pipeline, after, limit); });
    }
    std::vector<std::vector<std::string>> claimants(std::span<const Urn> urns) const override
    {
        return readers_.with([&](Reader& reader) { return reader.claimants(urns); });
    }
    StoreStatus status() const override;

private:
    std::vector<BatchOutcome> timed_apply(std::span<const Batch> group);
    void checkpoint();
    int retry_at() const { return database_.wal_pages() + std::max(retry_pages, database_.wal_pages() / 4); }

    DataDirectory directory_;
    std::filesystem::path file_;
    bool closed_well_;
    sqlite::Database database_;
    std::optional<Writer> writer_;
    int checkpoint_at_ = checkpoint_pages;
    bool log_stuck_ = false; ///< which was logged
    StoreFigures figures_;
    std::atomic<bool> full_ = false;
    std::atomic<bool> failed_ = false;
    mutable ReaderPool readers_; // closed before the writer's connection, which then tidies the log away
};

std::uint64_t size_of(const std::filesystem::path& file)
{
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    return error ? 0 : size;
}

/// The last one out moves the log into the file and takes it away.
bool was_closed_well(const std::filesystem::path& file)
{
    return size_of(file.string() + "-wal") == 0;
}

SqliteStore::SqliteStore(const SqliteOptions& options)
    : directory_(options.directory, options.file_systems), file_(directory_.reserve("catalog.db")),
      closed_well_(was_closed_well(file_)), database_(file_, sqlite::Access::read_write),
      readers_(file_, options.readers)
{
    database_.execute("PRAGMA cache_size = -16384");
    prepare_schema(database_, closed_well_ ? Check::schema : Check::pages);
    writer_.emplace(database_, options.history);
}

std::vector<BatchOutcome> SqliteStore::apply(std::span<const Batch> group)
{
    if (failed_)
        throw Error(Errc::internal, "the store's disk failed, no more is written to it: " + file_.string());
    try {
        auto outcomes = timed_apply(group);
        full_ = false;
        if (database_.wal_pages() >= checkpoint_at_)
            checkpoint();
        return outcomes;
    } catch (const sqlite::DiskFailure&) {
        figures_.failures.add();
        failed_ = true;
        throw;
    } catch (const Error& error) {
        figures_.failures.add();
        if (error.code() == Errc::storage_full) {
            full_ = true;
            checkpoint(); // what the log holds may go where there is room already
        }
        throw;
    }
}

std::vector<BatchOutcome> SqliteStore::timed_apply(std::span<const Batch> group)
{
    const Stopwatch stopwatch(figures_.apply_seconds);
    auto outcomes = writer_->apply(group);
    figures_.sync_seconds.observe(std::chrono::duration<double>(writer_->last_commit()).count());
    using Kind = ChangeOutcome::Kind;
    for (const BatchOutcome& outcome : outcomes)
        for (const ChangeOutcome& change : outcome.changes)
            (change.kind == Kind::stored      ? figures_.changes
             : change.kind == Kind::unchanged ? figures_.unchanged
                                              : figures_.refused)
                .add();
    return outcomes;
}

/// Whatever happens here, what was committed is safe in the log.
void SqliteStore::checkpoint()
{
    try {
        const bool anew = database_.checkpoint(checkpoint_patience_ms);
        (anew ? figures_.checkpoints : figures_.checkpoints_held_up).add();
        checkpoint_at_ = anew ? checkpoint_pages : retry_at();
        log_stuck_ = false;
    } catch (const sqlite::DiskFailure& failure) {
        failed_ = true;
        log::error("no more is written to the store", {{"error", failure.what()}});
    } catch (const Error& error) {
        checkpoint_at_ = retry_at();
        if (!std::exchange(log_stuck_, true))
            log::warn("the store's log could not be moved into its file", {{"error", error.what()}});
    }
}

StoreStatus SqliteStore::status() const
{
    StoreStatus status = readers_.with([](Reader& reader) { return reader.status(); });
    status.log_bytes = size_of(file_.string() + "-wal");
    status.bytes = size_of(file_) + status.log_bytes;
    status.full = full_;
    std::error_code unknown;
    if (const auto space = std::filesystem::space(file_.parent_path(), unknown); !unknown) {
        status.free_bytes = space.available;
        status.capacity_bytes = space.capacity;
    }
    status.figures = &figures_;
    return status;
}

} // namespace

std::unique_ptr<CatalogStore> open_sqlite_store(const SqliteOptions& options)
{
    return std::make_unique<SqliteStore>(options);
}

} // namespace colophon::store
