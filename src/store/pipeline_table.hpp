// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store.hpp"
#include "store/sqlite.hpp"

namespace colophon::store {

/// Pipelines: who holds each, what it wants to find again, and how many claims it has.
class PipelineTable {
public:
    explicit PipelineTable(sqlite::Database& database);

    /// Changes, inside a write transaction only. `number` adds the pipeline where it is new.
    std::int64_t number(std::string_view name);
    void set_lease(std::int64_t pipeline, const std::optional<LeaseRecord>& lease);
    void set_state(std::int64_t pipeline, std::string_view json);
    void count_claims(std::int64_t pipeline, std::int64_t more); ///< negative: fewer

    std::optional<std::int64_t> find(std::string_view name);
    std::optional<PipelineRecord> record(std::string_view name);
    std::vector<PipelineRecord> all(); ///< by name

private:
    sqlite::Database& database_;
    sqlite::Statement by_name_;
    sqlite::Statement insert_;
    sqlite::Statement set_lease_;
    sqlite::Statement set_state_;
    sqlite::Statement count_;
    sqlite::Statement record_;
    sqlite::Statement all_;
};

} // namespace colophon::store
