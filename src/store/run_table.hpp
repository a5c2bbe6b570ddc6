// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store.hpp"
#include "store/sqlite.hpp"

#include <map>
#include <unordered_map>

namespace colophon::store {

/// Ingestion runs: who wrote what, as writers say themselves. A run is known by its id and its pipeline.
class RunTable {
public:
    /// What one transaction did in the name of a run.
    struct Tally {
        std::int64_t first_ms = 0;
        std::int64_t last_ms = 0;
        Position first_position = 0;
        Position last_position = 0;
        std::uint64_t changed = 0;
        std::uint64_t unchanged = 0;
    };
    using Tallies = std::map<std::int64_t, Tally>; ///< by number

    explicit RunTable(sqlite::Database& database);

    /// Changes, inside a write transaction only. Nothing where neither run nor pipeline is named.
    std::optional<std::int64_t> number(const SystemMetadata& system);
    void add(const Tallies& tallies);
    void touch(std::int64_t number, std::int64_t time_ms); ///< the run did something that is not in a tally
    void report(std::int64_t number, std::string_view json);

    /// Puts the run and pipeline of that number, which may be nothing, into `system`.
    void name(std::optional<std::int64_t> number, SystemMetadata& system);
    /// Of one pipeline, or of all where `pipeline` is empty; without reports.
    std::vector<RunRecord> newest(std::size_t limit, std::string_view pipeline);
    std::optional<std::int64_t> find(std::string_view run_id, std::string_view pipeline);
    std::optional<std::int64_t> find_newest(std::string_view run_id); ///< of whatever pipeline
    std::optional<RunRecord> record(std::int64_t number);

    /// After a rollback.
    void forget();

private:
    struct Names {
        std::string run_id;
        std::string pipeline;

        friend bool operator==(const Names&, const Names&) = default;
    };

    sqlite::Database& database_;
    sqlite::Statement by_name_;
    sqlite::Statement by_number_;
    sqlite::Statement insert_;
    sqlite::Statement add_;
    sqlite::Statement touch_;
    sqlite::Statement report_;
    sqlite::Statement newest_;
    sqlite::Statement newest_of_;
    sqlite::Statement newest_id_;
    sqlite::Statement one_;
    std::optional<std::pair<Names, std::int64_t>> last_; ///< writes of a run come together
    std::unordered_map<std::int64_t, Names> names_;
};

} // namespace colophon::store
