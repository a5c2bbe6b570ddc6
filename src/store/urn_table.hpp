// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store.hpp"
#include "store/sqlite.hpp"

#include <string>
#include <unordered_map>

namespace colophon::store {

/// Throws DiskFailure for a text that is no URN: it was one when it was written.
Urn urn_of_row(std::string_view text);

/// URNs and their numbers: those of entities, and those that edges only mention.
class UrnTable {
public:
    struct Entry {
        std::int64_t id = 0;
        Position created = 0; ///< 0: not an entity
        std::int64_t created_ms = 0;
        bool keyed = false; ///< the key aspect itself was written

        bool exists() const { return created != 0; }
    };

    explicit UrnTable(sqlite::Database& database);

    std::optional<Entry> find(const Urn& urn);
    Urn urn(std::int64_t id);

    /// Changes, inside a write transaction only.
    Entry create(const Urn& urn, Position position, std::int64_t time_ms);
    std::int64_t mention(const Urn& urn); ///< the number, given where the URN has none yet
    void mark_keyed(const Urn& urn);
    void mark_removed(const Urn& urn);

    /// After a rollback.
    void forget() { recent_.clear(); }

private:
    Entry add(const Urn& urn, Position position, std::int64_t time_ms);
    Entry& remember(const Urn& urn, const Entry& entry);

    sqlite::Database& database_;
    sqlite::Statement by_urn_;
    sqlite::Statement by_id_;
    sqlite::Statement insert_;
    sqlite::Statement create_;
    sqlite::Statement mark_keyed_;
    sqlite::Statement mark_removed_;
    std::unordered_map<std::string, Entry> recent_;
};

} // namespace colophon::store
