// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store.hpp"
#include "store/dictionary.hpp"

namespace colophon::store {

/// Answers which edges lead from or to an entity, a page at a time.
class EdgePages {
public:
    EdgePages(sqlite::Database& database, Dictionary& relationships, Dictionary& aspect_names);

    /// `entity` is the number of the query's URN. Two statements: inside a read transaction only.
    EdgePage page(std::int64_t entity, const EdgeQuery& query);

    /// As CatalogStore's, of the entity of that number; inside a read transaction only as well.
    std::uint64_t referrers(std::int64_t entity, const EdgeKinds& kinds, std::uint64_t most);

private:
    std::string relationship_numbers(const std::vector<std::string>& names);

    Dictionary& relationships_;
    Dictionary& aspect_names_;
    sqlite::Statement relationship_numbers_;
    sqlite::Statement count_outgoing_;
    sqlite::Statement count_incoming_;
    sqlite::Statement outgoing_;
    sqlite::Statement incoming_;
    sqlite::Statement any_incoming_;
    sqlite::Statement referrers_;
};

} // namespace colophon::store
