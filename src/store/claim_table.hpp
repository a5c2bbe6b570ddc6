// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/urn_table.hpp"

#include <span>

namespace colophon::store {

/// Claims as they are written: one row for each entity that a pipeline has ever claimed, until it is
/// forgotten. Everything here changes, inside a write transaction only; each function returns by how many
/// the pipeline's claims that are not released became more or, where it takes away, fewer.
class ClaimTable {
public:
    ClaimTable(sqlite::Database& database, UrnTable& urns);

    /// `pipeline` and `run` are numbers.
    std::int64_t take(std::int64_t pipeline, std::int64_t run, std::span<const Claim> claims);
    std::int64_t release(std::int64_t pipeline, std::int64_t run, std::span<const Urn> urns);
    std::int64_t forget(std::int64_t pipeline, std::span<const Urn> urns);
    /// Takes back what the run took and released. A run belongs to one pipeline. Negative where the claims
    /// became fewer.
    std::int64_t undo(std::int64_t run);

private:
    bool take(std::int64_t pipeline, std::int64_t run, const Claim& claim);
    std::optional<std::int64_t> key_of(std::int64_t pipeline, const Urn& urn);

    sqlite::Database& database_;
    UrnTable& urns_;
    sqlite::Statement released_;
    sqlite::Statement insert_;
    sqlite::Statement revive_;
    sqlite::Statement change_;
    sqlite::Statement release_;
    sqlite::Statement erase_released_;
    sqlite::Statement erase_;
    sqlite::Statement erase_released_of_;
    sqlite::Statement erase_of_;
    sqlite::Statement restore_;
};

} // namespace colophon::store
