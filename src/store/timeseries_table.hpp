// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/aspect_table.hpp"

namespace colophon::store {

/// Points of timeseries aspects. A point is identified by its time and by what its document says about the
/// bucket it stands for (`eventGranularity`, `messageId`, `partitionSpec`); writing it again replaces it.
class TimeseriesTable {
public:
    explicit TimeseriesTable(sqlite::Database& database);

    /// Changes, inside a write transaction only. False where the content is there already: then its run and
    /// time of observation are refreshed.
    bool put(std::int64_t key, std::int64_t timestamp_ms, std::string_view json, const Stamp& stamp);
    /// True where there was a point.
    bool erase_aspect(std::int64_t key);
    /// Only the points that the run wrote and no other run found as they were. True where there was one.
    bool erase_of_run(std::int64_t key, std::int64_t run);
    bool any(std::int64_t key);
    void erase(std::int64_t entity);

    struct Row {
        TimeseriesPoint point;
        std::optional<std::int64_t> run; ///< number
    };
    std::vector<Row> find(std::int64_t key, const TimeseriesRange& range);

private:
    sqlite::Database& database_;
    sqlite::Statement bucket_;
    sqlite::Statement at_;
    sqlite::Statement observe_;
    sqlite::Statement insert_;
    sqlite::Statement update_;
    sqlite::Statement erase_;
    sqlite::Statement erase_of_run_;
    sqlite::Statement any_;
    sqlite::Statement find_;
};

} // namespace colophon::store
