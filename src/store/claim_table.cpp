// SPDX-License-Identifier: Apache-2.0
#include "store/claim_table.hpp"

#include "store/key.hpp"

namespace colophon::store {

ClaimTable::ClaimTable(sqlite::Database& database, UrnTable& urns)
    : database_(database), urns_(urns), released_(database, "SELECT released FROM claim WHERE key = ?1"),
      insert_(database, "INSERT INTO claim (key, pipeline, urn, container, stable_id, taken) "
                        "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
      revive_(database, "UPDATE claim SET container = ?2, stable_id = ?3, taken = ?4, released = NULL "
                        "WHERE key = ?1"),
      change_(database, "UPDATE claim SET container = ?2, stable_id = ?3 "
                        "WHERE key = ?1 AND (container IS NOT ?2 OR stable_id <> ?3)"),
      release_(database, "UPDATE claim SET released = ?2 WHERE key = ?1 AND released IS NULL"),
      erase_released_(database, "DELETE FROM claim WHERE key = ?1 AND released IS NOT NULL"),
      erase_(database, "DELETE FROM claim WHERE key = ?1"),
      erase_released_of_(database, "DELETE FROM claim WHERE taken = ?1 AND released IS NOT NULL"),
      erase_of_(database, "DELETE FROM claim WHERE taken = ?1"),
      restore_(database, "UPDATE claim SET released = NULL WHERE released = ?1")
{
}

std::int64_t ClaimTable::take(std::int64_t pipeline, std::int64_t run, std::span<const Claim> claims)
{
    std::int64_t more = 0;
    for (const Claim& claim : claims)
        more += take(pipeline, run, claim) ? 1 : 0;
    return more;
}

bool ClaimTable::take(std::int64_t pipeline, std::int64_t run, const Claim& claim)
{
    const std::int64_t key = claim_key(urns_.mention(claim.urn), pipeline);
    std::optional<std::int64_t> container;
    if (claim.container)
        container = urns_.mention(*claim.container);
    bool known = false;
    bool released = false;
    if (sqlite::Rows rows = released_.query(key); rows.next()) {
        known = true;
        released = !rows.is_null(0);
    }
    if (!known)
        insert_.run(key, pipeline, claim.urn.str(), container, claim.stable_id, run);
    else if (released)
        revive_.run(key, container, claim.stable_id, run);
    else
        change_.run(key, container, claim.stable_id);
    return !known || released;
}

std::int64_t ClaimTable::release(std::int64_t pipeline, std::int64_t run, std::span<const Urn> urns)
{
    std::int64_t fewer = 0;
    for (const Urn& urn : urns)
        if (const auto key = key_of(pipeline, urn)) {
            release_.run(*key, run);
            fewer += database_.changed_rows();
        }
    return fewer;
}

std::int64_t ClaimTable::forget(std::int64_t pipeline, std::span<const Urn> urns)
{
    std::int64_t fewer = 0;
    for (const Urn& urn : urns)
        if (const auto key = key_of(pipeline, urn)) {
            erase_released_.run(*key);
            erase_.run(*key);
            fewer += database_.changed_rows();
        }
    return fewer;
}

std::int64_t ClaimTable::undo(std::int64_t run)
{
    // Apart, so that only what the pipeline still had is counted.
    erase_released_of_.run(run);
    erase_of_.run(run);
    const std::int64_t fewer = database_.changed_rows();
    restore_.run(run);
    return database_.changed_rows() - fewer;
}

std::optional<std::int64_t> ClaimTable::key_of(std::int64_t pipeline, const Urn& urn)
{
    const auto known = urns_.find(urn);
    return known ? std::optional(claim_key(known->id, pipeline)) : std::nullopt;
}

} // namespace colophon::store
