// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store.hpp"
#include "store/sqlite.hpp"

namespace colophon::store {

/// What goes into a row about its writing.
struct Stamp {
    Position position = 0;
    std::int64_t time_ms = 0;
    std::int64_t actor = 0;          ///< number
    std::optional<std::int64_t> run; ///< number
    std::int64_t observed_ms = 0;
    std::optional<std::string_view> properties;
};

/// The versions of aspects: the latest in one table, what it superseded in another. Changes inside a write
/// transaction only.
class AspectTable {
public:
    /// `history` versions are kept of each aspect, the latest included; 0 keeps all.
    AspectTable(sqlite::Database& database, std::uint64_t history);

    bool exists(std::int64_t key);
    /// The new version's number, or nothing where the content is the latest one's: then its run and time of
    /// observation are refreshed.
    std::optional<std::uint64_t> put(std::int64_t key, std::string_view json, const Stamp& stamp);
    /// The number of the version that says "removed"; nothing where there is no such aspect.
    std::optional<std::uint64_t> remove(std::int64_t key, const Stamp& stamp);
    /// Every version of every aspect.
    void erase(std::int64_t entity);

private:
    void supersede(std::int64_t key, std::uint64_t version, std::optional<std::string_view> json,
                   const Stamp& stamp);

    std::uint64_t history_;
    sqlite::Statement latest_;
    sqlite::Statement observe_;
    sqlite::Statement insert_;
    sqlite::Statement update_;
    sqlite::Statement keep_old_;
    sqlite::Statement trim_;
    sqlite::Statement erase_latest_;
    sqlite::Statement erase_history_;
    sqlite::Statement erase_observations_;
};

} // namespace colophon::store
