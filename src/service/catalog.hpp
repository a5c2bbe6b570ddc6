// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "auth/principal.hpp"
#include "search/search_index.hpp"
#include "service/facet_labels.hpp"
#include "service/reach.hpp"
#include "service/search_report.hpp"
#include "service/signal_reader.hpp"
#include "service/synonyms.hpp"
#include "service/write_queue.hpp"
#include "store/catalog_store.hpp"

#include <atomic>
#include <chrono>
#include <colophon/entity_registry.hpp>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <vector>

namespace colophon::service {

/// What a batch of proposals came to; `changes` in the order of the proposals.
using Ingested = std::future<store::BatchOutcome>;

struct CatalogOptions {
    std::function<std::int64_t()> now_ms; ///< the server's clock; empty: the system's
    unsigned position_waiters = 4;        ///< more reads than these find `unavailable` at once
    std::function<void(const Error&)>
        on_fatal; ///< the disk failed or a view cannot follow: the process should end
    std::chrono::milliseconds position_wait{5000}; ///< how long a read waits for X-Colophon-Min-Position
};

struct RemovalOutcome {
    store::Position position = 0;
    bool found = false;        ///< false: there was nothing of that name
    std::vector<Urn> dangling; ///< after a hard removal: who still refers to it
};

/// How store, search and graph compare.
struct Verification {
    struct Difference {
        std::string urn;
        std::string view; ///< `search` or `graph`
        std::string what; ///< `missing`, `extra` or `different`
    };
    store::Position position = 0;
    std::uint64_t entities = 0;
    std::uint64_t documents = 0;
    std::uint64_t edges = 0;
    std::uint64_t differences = 0;
    std::vector<Difference> samples; ///< at most 100 of them
};

struct CatalogStatus {
    store::StoreStatus store;
    store::Position searchable = 0; ///< position that search has reached
    bool failed = false;
    std::chrono::duration<double> lag{}; ///< as CatalogHealth has it
    QueueStatus queue;
    search::IndexStatus index;
};

/// Whether the catalog can do its work; known without asking the disk.
struct CatalogHealth {
    bool failed = false;                 ///< the disk failed, or a view cannot follow
    std::chrono::duration<double> lag{}; ///< since when search has been behind the store; 0 when it is not
};

/// What the catalog can do, whoever asks, over whichever protocol. Safe to use from many threads.
///
/// Writes go validate → queue → store → search, and are acknowledged when the next search finds them. Throws
/// Error as the store and the index do.
class Catalog {
public:
    Catalog(const EntityRegistry& registry, store::CatalogStore& store, search::SearchIndex& index,
            CatalogOptions options);
    /// Writes what was submitted and saves the index.
    ~Catalog();

    const EntityRegistry& registry() const { return registry_; }

    /// Brings the index up to the store; called once, before anyone else uses the catalog.
    void catch_up();

    /// The proposals must have been decoded by decode_proposal (canonical aspects).
    Ingested ingest(const auth::Principal& principal, std::vector<Proposal> proposals, bool atomic);

    /// As the store takes them, with the edges that they state; decoded like those of ingest().
    std::vector<store::Change> changes_of(std::vector<Proposal> proposals) const;
    /// Calls `fill` where no other write comes between what it reads and what it puts into the batch, and
    /// writes that batch, unless it was left empty. What `fill` throws is thrown here, and nothing is
    /// written. Every other write waits for it.
    store::BatchOutcome write_alone(const auth::Principal& principal,
                                    const std::function<void(store::Batch&)>& fill);

    std::optional<store::StoredEntity> find(const Urn& urn, const store::ReadOptions& options) const;
    std::vector<store::TimeseriesPoint> timeseries(const Urn& urn, std::string_view aspect,
                                                   const store::TimeseriesRange& range) const;
    store::EdgePage relationships(const store::EdgeQuery& query) const;
    std::vector<store::ChangeEvent> changes(store::Position since, std::size_t limit) const;
    Result<search::SearchPage> search(const search::SearchQuery& query) const;
    std::vector<search::Suggestion> suggest(std::string_view prefix, std::size_t limit) const;
    /// What was looked for in vain, at most `limit` of each kind.
    SearchReport search_report(std::size_t limit) const { return search_log_.report(limit); }

    SynonymList synonyms() const;
    /// Puts a list (see checked_synonyms) in place of the one that has the tag `expected`, where given; the
    /// next search reads it. Refuses (conflict) when somebody else has written one meanwhile.
    Result<SynonymList> replace_synonyms(const auth::Principal& principal, const SynonymGroups& groups,
                                         const std::optional<std::string>& expected);

    /// Sets `status.removed`, keeping the rest of the status.
    RemovalOutcome remove(const auth::Principal& principal, const Urn& urn);
    /// Removes every row, document and edge of it, for good.
    RemovalOutcome remove_for_good(const auth::Principal& principal, const Urn& urn);

    /// Compares the views with the record, as of one moment, while writes go on.
    Verification verify();

    /// Waits until reads reflect `position`; throws Error (unavailable) when they do not in time.
    void wait_for(store::Position position) const;
    store::Position position() const;
    CatalogStatus status() const;
    CatalogHealth health() const;
    const CatalogFigures& figures() const { return figures_; }

private:
    /// Search is behind the store from here to the end of the scope, unless what keeps it behind throws.
    class Behind;

    std::vector<store::BatchOutcome> commit(std::span<const store::Batch> group);
    std::vector<store::BatchOutcome> commit_to_store(std::span<const store::Batch> group);
    void refresh_views(const Touched& touched, store::Position position);
    void refresh_documents(std::span<const Urn> touched, store::Position position);
    void follow_store();
    void rebuild_index();
    void replay_changes();
    void save_when_worthwhile();
    using DifferenceSink = std::function<void(const std::string& urn, const char* what)>;
    void check_again(std::span<const Urn> suspects, const DifferenceSink& found);
    void count_query(const Result<search::SearchPage>& page) const;
    Result<search::SearchPage> search_within_facets(const search::SearchQuery& query) const;
    void adopt_synonyms();
    void fail(const Error& why);
    store::Batch new_batch(const auth::Principal& principal) const;
    store::Change change_of(Proposal proposal) const;
    void add_key_edges(std::vector<store::Change>& changes) const;
    std::int64_t now() const;

    const EntityRegistry& registry_;
    store::CatalogStore& store_;
    search::SearchIndex& index_;
    CatalogOptions options_;
    SignalReader signals_; ///< the writing thread's, as is the next
    Reach reach_;

    mutable std::mutex position_mutex_;
    mutable std::condition_variable position_moved_;
    store::Position searchable_ = 0;
    mutable unsigned waiters_ = 0;
    std::atomic<bool> failed_ = false;
    std::atomic<std::int64_t> behind_since_ns_ = 0; ///< by the steady clock; 0: search is up to date
    store::Position saved_position_ = 0;            ///< of the last snapshot; the writing thread's
    mutable CatalogFigures figures_;
    mutable FacetLabels labels_{store_};
    mutable SearchLog search_log_{[this] { return now(); }};

    WriteQueue queue_; ///< last: its thread uses all of the above
};

} // namespace colophon::service
