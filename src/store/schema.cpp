// SPDX-License-Identifier: Apache-2.0
#include "store/schema.hpp"

#include <iterator>

namespace colophon::store {

namespace {

/// "Colo", so that `file` and a person can tell whose database this is.
constexpr std::int64_t application_id = 0x436f6c6f;

/// Tables with documents have integer keys: SQLite keeps such rows several times faster than those of tables
/// WITHOUT ROWID. Edges are nothing but their key and are better off without.
constexpr const char* version_1 = R"(
    CREATE TABLE urn (
        id INTEGER PRIMARY KEY,         -- never used again, since the change log keeps it
        urn TEXT NOT NULL UNIQUE,
        created INTEGER,                -- position; null: not an entity, only mentioned or removed for good
        created_ms INTEGER,
        keyed INTEGER NOT NULL          -- 1 once the key aspect itself was written
    );
    CREATE TABLE aspect_name (no INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
    CREATE TABLE relationship (no INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
    CREATE TABLE actor (no INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
    CREATE TABLE run (
        no INTEGER PRIMARY KEY,
        run_id TEXT NOT NULL,
        pipeline TEXT NOT NULL,
        first_ms INTEGER, last_ms INTEGER,
        first_position INTEGER NOT NULL DEFAULT 0, last_position INTEGER NOT NULL DEFAULT 0,
        changed INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,
        UNIQUE (run_id, pipeline)
    );
    CREATE TABLE aspect (               -- the latest version of each
        key INTEGER PRIMARY KEY,        -- urn.id << 10 | aspect_name.no
        version INTEGER NOT NULL,
        position INTEGER NOT NULL,
        created_ms INTEGER NOT NULL,
        actor INTEGER NOT NULL,
        run INTEGER,
        observed_ms INTEGER NOT NULL,
        properties TEXT,
        json TEXT                       -- null: removed
    );
    CREATE TABLE observation (          -- who saw `aspect`'s content again: small rows, since a run that
        key INTEGER PRIMARY KEY,        -- finds nothing new rewrites one for each aspect
        run INTEGER,
        observed_ms INTEGER NOT NULL
    );
    CREATE TABLE history (              -- what `aspect` held before
        position INTEGER PRIMARY KEY,
        key INTEGER NOT NULL,
        version INTEGER NOT NULL,
        created_ms INTEGER NOT NULL,
        actor INTEGER NOT NULL,
        run INTEGER,
        observed_ms INTEGER NOT NULL,
        properties TEXT,
        json TEXT
    );
    CREATE INDEX history_by_version ON history (key, version);
    CREATE TABLE change (
        position INTEGER PRIMARY KEY,
        kind INTEGER NOT NULL,
        key INTEGER NOT NULL,
        version INTEGER NOT NULL,
        time_ms INTEGER NOT NULL,
        actor INTEGER NOT NULL,
        run INTEGER
    );
    CREATE TABLE edge (
        source INTEGER NOT NULL,        -- aspect.key
        relationship INTEGER NOT NULL,
        destination INTEGER NOT NULL,   -- urn.id
        PRIMARY KEY (source, relationship, destination)
    ) WITHOUT ROWID;
    CREATE INDEX edge_by_destination ON edge (destination, relationship, source);
    CREATE TABLE timeseries (
        id INTEGER PRIMARY KEY,
        key INTEGER NOT NULL,
        timestamp_ms INTEGER NOT NULL,
        bucket TEXT NOT NULL,
        actor INTEGER NOT NULL,
        run INTEGER,
        observed_ms INTEGER NOT NULL,
        properties TEXT,
        json TEXT NOT NULL
    );
    CREATE UNIQUE INDEX timeseries_by_bucket ON timeseries (key, timestamp_ms, bucket);
    CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
    INSERT INTO counter VALUES ('entities', 0);
)";

/// Claims keep their URN's text once more, because pages of them go by it: URNs are numbered as they come,
/// and to sort numbers by their texts every page would have to read them all.
constexpr const char* version_2 = R"(
    CREATE TABLE pipeline (
        no INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        claims INTEGER NOT NULL DEFAULT 0,      -- how many of its rows in `claim` are not released
        lease_run TEXT, lease_holder TEXT, lease_since_ms INTEGER, lease_secret TEXT, -- null: no run holds it
        state TEXT NOT NULL DEFAULT ''
    );
    CREATE TABLE claim (
        key INTEGER PRIMARY KEY,        -- urn.id << 20 | pipeline.no
        pipeline INTEGER NOT NULL,
        urn TEXT NOT NULL,
        container INTEGER,              -- urn.id
        stable_id TEXT NOT NULL,
        taken INTEGER NOT NULL,         -- run.no
        released INTEGER                -- run.no; null: the pipeline still answers for the entity
    );
    CREATE INDEX claim_by_urn ON claim (pipeline, urn) WHERE released IS NULL;
    CREATE INDEX claim_by_taker ON claim (taken);
    CREATE INDEX claim_by_releaser ON claim (released) WHERE released IS NOT NULL;
    ALTER TABLE run ADD COLUMN outcome TEXT NOT NULL DEFAULT '';
    ALTER TABLE run ADD COLUMN report TEXT NOT NULL DEFAULT '';
    CREATE INDEX run_by_pipeline ON run (pipeline);
    ALTER TABLE timeseries ADD COLUMN shared INTEGER NOT NULL DEFAULT 0; -- 1: another run found it as it was
)";

/// The step at index n leads from version n to n + 1.
constexpr const char* steps[] = {version_1, version_2};
static_assert(std::size(steps) == schema_version);

/// A full check reads the whole file; up to this size it takes a fraction of a second.
constexpr std::int64_t full_check_bytes = 64 << 20;

void check_pages(sqlite::Database& database)
{
    const std::int64_t bytes = database.integer("PRAGMA page_count") * database.integer("PRAGMA page_size");
    if (bytes > full_check_bytes)
        return;
    const std::string finding = database.text("PRAGMA quick_check(1)");
    if (finding != "ok")
        throw sqlite::DiskFailure("the store's file is damaged, restore a backup: " + finding);
}

} // namespace

void check_owner(sqlite::Database& database)
{
    const std::int64_t owner = database.integer("PRAGMA application_id");
    const std::int64_t tables = database.integer("SELECT count(*) FROM sqlite_schema");
    if (tables > 0 && owner != application_id)
        throw Error(Errc::invalid_argument,
                    "catalog.db was not written by Colophon, choose another data directory: application id " +
                        std::to_string(owner));
    const std::int64_t version = database.integer("PRAGMA user_version");
    if (version > schema_version)
        throw Error(Errc::invalid_argument,
                    "a newer Colophon wrote this data directory, run that one: schema version " +
                        std::to_string(version) + ", this one knows " + std::to_string(schema_version));
}

std::vector<std::string> schema_objects(sqlite::Database& database)
{
    std::vector<std::string> objects;
    sqlite::Statement all(database,
                          "SELECT type || ' ' || name || ' ' || tbl_name FROM sqlite_schema ORDER BY 1");
    for (auto rows = all.query(); rows.next();)
        objects.push_back(rows.string(0));
    return objects;
}

std::vector<std::string> schema_objects_of_version(std::int64_t version)
{
    sqlite::Database scratch(":memory:", sqlite::Access::read_write);
    for (std::int64_t step = 0; step < version && step < schema_version; ++step)
        scratch.execute(steps[step]);
    return schema_objects(scratch);
}

void prepare_schema(sqlite::Database& database, Check check)
{
    check_owner(database);
    if (check == Check::pages)
        check_pages(database);
    database.execute("PRAGMA journal_mode = WAL");
    for (auto version = database.integer("PRAGMA user_version"); version < schema_version; ++version) {
        sqlite::Transaction transaction(database, sqlite::Transaction::Kind::write);
        database.execute(steps[version]);
        database.execute(("PRAGMA application_id = " + std::to_string(application_id)).c_str());
        database.execute(("PRAGMA user_version = " + std::to_string(version + 1)).c_str());
        transaction.commit();
    }
}

} // namespace colophon::store
