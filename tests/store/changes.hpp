// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store.hpp"

#include <initializer_list>
#include <string>
#include <utility>

/// Short ways to say what is written, for the store's tests.
namespace colophon::store::test {

inline constexpr std::int64_t start_ms = 1'700'000'000'000;

inline Urn table(std::string_view name)
{
    return Urn::dataset("postgres", name, "PROD");
}

inline Change upsert(const Urn& urn, std::string aspect, std::string json, std::vector<Edge> edges = {})
{
    Change change{urn, {std::move(aspect), std::move(json)}};
    change.edges = std::move(edges);
    return change;
}

inline Change create(const Urn& urn, std::string aspect, std::string json)
{
    Change change = upsert(urn, std::move(aspect), std::move(json));
    change.type = ChangeType::create;
    return change;
}

inline Change create_entity(const Urn& urn, std::string aspect, std::string json)
{
    Change change = upsert(urn, std::move(aspect), std::move(json));
    change.type = ChangeType::create_entity;
    return change;
}

inline Change removal(const Urn& urn, std::string aspect)
{
    Change change = upsert(urn, std::move(aspect), "");
    change.type = ChangeType::remove;
    return change;
}

inline Change key(const Urn& urn, std::vector<Edge> edges = {})
{
    Change change = upsert(urn, "datasetKey", "{}", std::move(edges));
    change.key_aspect = true;
    return change;
}

/// For good.
inline Change hard_removal(const Urn& urn)
{
    Change change = removal(urn, "datasetKey");
    change.key_aspect = true;
    return change;
}

inline Change point(const Urn& urn, std::int64_t timestamp_ms, std::string json)
{
    Change change = upsert(urn, "datasetProfile", std::move(json));
    change.timeseries_ms = timestamp_ms;
    return change;
}

inline Change in_run(Change change, std::string run, std::int64_t observed_ms = 0, std::string pipeline = "")
{
    change.system = {observed_ms, std::move(run), std::move(pipeline), ""};
    return change;
}

inline Batch batch(std::vector<Change> changes, std::int64_t now_ms = start_ms)
{
    Batch batch;
    batch.changes = std::move(changes);
    batch.actor = "urn:li:corpuser:예약담당";
    batch.now_ms = now_ms;
    return batch;
}

inline Batch atomic(std::vector<Change> changes, std::int64_t now_ms = start_ms)
{
    Batch made = batch(std::move(changes), now_ms);
    made.atomic = true;
    return made;
}

inline BatchOutcome apply(CatalogStore& store, const Batch& one)
{
    return std::move(store.apply({&one, 1}).front());
}

inline BatchOutcome apply(CatalogStore& store, std::vector<Change> changes, std::int64_t now_ms = start_ms)
{
    return apply(store, batch(std::move(changes), now_ms));
}

/// The document of one aspect; empty where there is none.
inline std::string json_of(const CatalogStore& store, const Urn& urn, const std::string& aspect,
                           ReadOptions options = {})
{
    options.aspects = {aspect};
    const auto entity = store.read(urn, options);
    return entity && !entity->aspects.empty() ? entity->aspects.front().aspect.json : std::string();
}

} // namespace colophon::store::test
