// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/dictionary.hpp"
#include "store/urn_table.hpp"

namespace colophon::store {

/// The edges of the graph. Each belongs to the aspect that states it; its destination need not be an entity.
class EdgeTable {
public:
    EdgeTable(sqlite::Database& database, UrnTable& urns, Dictionary& relationships);

    /// Changes, inside a write transaction only. `key` is the stating aspect's.
    void replace(std::int64_t key, std::span<const Edge> edges);
    void erase(std::int64_t entity);

    /// Entities that state an edge to this one, in the order of their numbers.
    std::vector<std::int64_t> referrers(std::int64_t entity, std::size_t limit);

private:
    using Numbered = std::pair<std::int64_t, std::int64_t>; ///< relationship, destination

    UrnTable& urns_;
    Dictionary& relationships_;
    sqlite::Statement insert_;
    sqlite::Statement stated_;
    sqlite::Statement erase_of_;
    sqlite::Statement erase_;
    sqlite::Statement referrers_;
};

} // namespace colophon::store
