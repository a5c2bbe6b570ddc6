// SPDX-License-Identifier: Apache-2.0
#include "store/claim_pages.hpp"

#include "store/key.hpp"
#include "store/urn_table.hpp"

#include <algorithm>

namespace colophon::store {

namespace {

// SQL's order of texts is that of their bytes, as is Urn's.
constexpr const char* select_page = R"(
    SELECT claim.urn, container.urn, stable_id
    FROM claim LEFT JOIN urn AS container ON container.id = claim.container
    WHERE pipeline = ?1 AND claim.urn > ?2 AND released IS NULL ORDER BY claim.urn LIMIT ?3)";
constexpr const char* select_claimants = R"(
    SELECT pipeline.name
    FROM urn JOIN claim ON claim.key BETWEEN urn.id << 20 AND urn.id << 20 | 1048575
        JOIN pipeline ON pipeline.no = claim.pipeline
    WHERE urn.urn = ?1 AND released IS NULL ORDER BY pipeline.name)";
static_assert(pipeline_bits == 20 && max_pipeline_number == 1048575, "the statement spells them out");

} // namespace

ClaimPages::ClaimPages(sqlite::Database& database)
    : page_(database, select_page), claimants_(database, select_claimants)
{
}

std::vector<Claim> ClaimPages::page(std::int64_t pipeline, std::string_view after, std::size_t limit)
{
    std::vector<Claim> claims;
    const auto count = static_cast<std::int64_t>(std::min<std::size_t>(limit, INT32_MAX));
    for (sqlite::Rows rows = page_.query(pipeline, after, count); rows.next();) {
        Claim claim{urn_of_row(rows.text(0)), std::nullopt, rows.string(2)};
        if (!rows.is_null(1))
            claim.container = urn_of_row(rows.text(1));
        claims.push_back(std::move(claim));
    }
    return claims;
}

std::vector<std::string> ClaimPages::claimants(const Urn& urn)
{
    std::vector<std::string> names;
    for (sqlite::Rows rows = claimants_.query(urn.str()); rows.next();)
        names.push_back(rows.string(0));
    return names;
}

} // namespace colophon::store
