// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store.hpp"
#include "store/sqlite.hpp"

namespace colophon::store {

/// Claims as they are read; the released ones are not seen. For use inside a transaction.
class ClaimPages {
public:
    explicit ClaimPages(sqlite::Database& database);

    /// As CatalogStore::claims; the pipeline by its number.
    std::vector<Claim> page(std::int64_t pipeline, std::string_view after, std::size_t limit);
    /// The names of the pipelines that claim the URN, by name.
    std::vector<std::string> claimants(const Urn& urn);

private:
    sqlite::Statement page_;
    sqlite::Statement claimants_;
};

} // namespace colophon::store
