// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/proposal_codec.hpp"
#include "search/engine.hpp"
#include "service/pipelines.hpp"
#include "store/sqlite_store.hpp"
#include "support/temp_dir.hpp"

#include <atomic>
#include <colophon/aspects.hpp>
#include <memory>
#include <string>
#include <vector>

namespace colophon {

/// A catalog on a real store and a real index in a directory of its own, which can be closed and opened
/// again.
class CatalogFixture {
public:
    CatalogFixture() { open(); }

    void open()
    {
        store = store::open_sqlite_store({.directory = directory.path(), .history = history});
        index = search::open_engine(directory / "search");
        catalog =
            std::make_unique<service::Catalog>(EntityRegistry::builtin(), *store, *index,
                                               service::CatalogOptions{.now_ms = [this] { return ++now; },
                                                                       .position_waiters = position_waiters,
                                                                       .on_fatal = {},
                                                                       .position_wait = position_wait});
        catalog->catch_up();
        pipelines = std::make_unique<service::Pipelines>(
            *catalog, *store, service::PipelineOptions{.steady_now = [this] { return steady_now; }});
    }
    void close()
    {
        pipelines.reset();
        catalog.reset();
        index.reset();
        store.reset();
    }

    static Urn dataset(std::string_view name) { return Urn::dataset("postgres", name, "PROD"); }

    template <class AspectStruct> static Proposal proposal(const Urn& urn, const AspectStruct& aspect)
    {
        return {urn, value_or_throw(canonical_aspect(EntityRegistry::builtin(), urn, to_aspect(aspect)))};
    }

    store::BatchOutcome write(std::vector<Proposal> proposals)
    {
        return catalog->ingest(writer, std::move(proposals), false).get();
    }
    store::BatchOutcome write_table(std::string_view name, std::string description)
    {
        return write(
            {proposal(dataset(name), DatasetProperties{.name = std::string(name.substr(name.rfind('.') + 1)),
                                                       .qualified_name = std::string(name),
                                                       .description = std::move(description),
                                                       .custom = {},
                                                       .tags = {}})});
    }
    std::vector<std::string> found(std::string text, bool removed = false) const
    {
        search::SearchQuery query;
        query.text = std::move(text);
        query.removed = removed;
        std::vector<std::string> names;
        for (const auto& hit : value_or_throw(catalog->search(query)).hits)
            names.push_back(hit.name);
        return names;
    }

    TempDir directory;
    std::atomic<std::int64_t> now = 1'700'000'000'000; ///< asked by whoever writes or verifies, on any thread
    std::chrono::steady_clock::time_point steady_now{}; ///< stands still unless moved
    std::uint64_t history = 0;
    std::chrono::milliseconds position_wait{20};
    unsigned position_waiters = 4;
    auth::Principal writer{"urn:li:corpuser:작성자", "id", auth::Scopes::all()};
    std::unique_ptr<store::CatalogStore> store;
    std::unique_ptr<search::SearchIndex> index;
    std::unique_ptr<service::Catalog> catalog;
    std::unique_ptr<service::Pipelines> pipelines;
};

} // namespace colophon
