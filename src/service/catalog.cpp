// SPDX-License-Identifier: Apache-2.0
#include "service/catalog.hpp"

#include "core/log.hpp"
#include "core/proposal_codec.hpp"
#include "graph/edges.hpp"
#include "search/query/readings.hpp"
#include "service/index_feeder.hpp"

#include <algorithm>
#include <unordered_set>

namespace colophon::service {
namespace {

/// Documents that go into the index at once.
constexpr std::size_t refresh_chunk = 2'000;
/// A snapshot of the index is worth its time after this many changes.
constexpr store::Position snapshot_every = 100'000;

std::int64_t system_clock_ms()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::int64_t steady_ns()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

} // namespace

class Catalog::Behind {
public:
    explicit Behind(std::atomic<std::int64_t>& since) : since_(since), outermost_(since == 0)
    {
        if (outermost_)
            since_ = steady_ns();
    }
    ~Behind()
    {
        if (outermost_ && std::uncaught_exceptions() == thrown_)
            since_ = 0;
    }
    Behind(const Behind&) = delete;
    Behind& operator=(const Behind&) = delete;

private:
    std::atomic<std::int64_t>& since_;
    bool outermost_; ///< catching up is many refreshes
    int thrown_ = std::uncaught_exceptions();
};

Catalog::Catalog(const EntityRegistry& registry, store::CatalogStore& store, search::SearchIndex& index,
                 CatalogOptions options)
    : registry_(registry), store_(store), index_(index), options_(std::move(options)),
      signals_(registry, store), reach_(store, index, signals_),
      queue_([this](std::span<const store::Batch> group) { return commit(group); },
             [this] { save_when_worthwhile(); }, figures_)
{
    auto free = figures_.readings.begin();
    for (const auto& reading : search::readings())
        if (free != figures_.readings.end())
            (free++)->name = reading.name.empty() ? exact_reading_name : reading.name;
}

Catalog::~Catalog()
{
    try {
        queue_.between_groups([this] {
            if (!failed_ && index_.position() != saved_position_)
                index_.save();
        });
    } catch (const Error& error) {
        log::warn("the search snapshot was not saved, the next start rebuilds it", {{"why", error.what()}});
    }
}

std::int64_t Catalog::now() const
{
    return options_.now_ms ? options_.now_ms() : system_clock_ms();
}

void Catalog::catch_up()
{
    // On the writing thread, which is the only one that may change the index.
    queue_.between_groups([this] { follow_store(); });
}

void Catalog::follow_store()
{
    const Behind behind(behind_since_ns_);
    adopt_synonyms();
    saved_position_ = index_.position();
    const auto target = store_.status().position;
    if (index_.position() == 0 && target != 0)
        rebuild_index();
    else if (index_.position() < target)
        replay_changes();
    const std::lock_guard lock(position_mutex_);
    searchable_ = index_.position();
}

void Catalog::rebuild_index()
{
    log::info("building the search index from the store");
    IndexFeeder feeder(index_);
    const auto position = store_.scan([&](const store::StoredEntity& entity) {
        if (auto document = signals_.document(entity))
            feeder.add(std::move(*document));
        return true;
    });
    const std::uint64_t documents = feeder.finish(position);
    log::info("the search index is built", {{"documents", std::to_string(documents)}});
}

void Catalog::replay_changes()
{
    for (auto events = store_.changes(index_.position(), refresh_chunk); !events.empty();
         events = store_.changes(index_.position(), refresh_chunk))
        refresh_views(reach_.after(events), events.back().position);
    if (reach_.may_have_lost_edges())
        refresh_views({reach_.with_downstream(), {}}, index_.position());
}

store::Change Catalog::change_of(Proposal proposal) const
{
    const auto* entity = registry_.entity(proposal.urn.type());
    const auto* aspect = entity != nullptr ? entity->aspect(proposal.aspect.name) : nullptr;
    if (aspect == nullptr)
        throw Error(Errc::internal, "a proposal was not checked by the registry: " + proposal.aspect.name);
    store::Change change{std::move(proposal.urn),
                         std::move(proposal.aspect),
                         proposal.change,
                         std::move(proposal.system),
                         {},
                         {},
                         aspect->key};
    if (change.type == ChangeType::remove)
        return change;
    change.edges =
        aspect->key ? graph::edges_of_key(*entity, change.urn) : graph::edges_of(*aspect, change.aspect.json);
    if (aspect->timeseries)
        change.timeseries_ms = timeseries_timestamp(change.aspect.json);
    return change;
}

void Catalog::add_key_edges(std::vector<store::Change>& changes) const
{
    std::unordered_set<std::string> seen;
    const auto given = changes.size();
    for (std::size_t i = 0; i < given; ++i) {
        const auto* entity = registry_.entity(changes[i].urn.type());
        if (changes[i].type == ChangeType::remove || entity->key->relationships.empty() ||
            !seen.insert(changes[i].urn.str()).second)
            continue;
        store::Change key{changes[i].urn,
                          {entity->key->name, "{}"},
                          ChangeType::upsert,
                          changes[i].system,
                          graph::edges_of_key(*entity, changes[i].urn),
                          {},
                          true};
        changes.push_back(std::move(key));
    }
}

Ingested Catalog::ingest(const auth::Principal& principal, std::vector<Proposal> proposals, bool atomic)
{
    auto batch = new_batch(principal);
    batch.atomic = atomic;
    batch.changes = changes_of(std::move(proposals));
    return queue_.submit(std::move(batch));
}

std::vector<store::Change> Catalog::changes_of(std::vector<Proposal> proposals) const
{
    std::vector<store::Change> changes;
    changes.reserve(proposals.size());
    for (auto& proposal : proposals)
        changes.push_back(change_of(std::move(proposal)));
    add_key_edges(changes);
    return changes;
}

store::Batch Catalog::new_batch(const auth::Principal& principal) const
{
    if (failed_)
        throw Error(Errc::internal, "the store has failed, restart the server");
    store::Batch batch;
    batch.actor = principal.actor;
    batch.now_ms = now();
    return batch;
}

store::BatchOutcome Catalog::write_alone(const auth::Principal& principal,
                                         const std::function<void(store::Batch&)>& fill)
{
    store::BatchOutcome outcome;
    queue_.between_groups([&] {
        auto batch = new_batch(principal);
        fill(batch);
        if (batch.changes.empty() && batch.pipelines.empty())
            outcome.position = position();
        else
            outcome = std::move(commit({&batch, 1}).front());
    });
    return outcome;
}

std::vector<store::BatchOutcome> Catalog::commit_to_store(std::span<const store::Batch> group)
{
    try {
        return store_.apply(group);
    } catch (const Error& error) {
        if (error.code() == Errc::internal)
            fail(error);
        throw;
    }
}

std::vector<store::BatchOutcome> Catalog::commit(std::span<const store::Batch> group)
{
    reach_.note_before(group);
    auto outcomes = commit_to_store(group);
    // From here on the group is durable: whatever keeps a view from following must not be told as a refusal.
    try {
        refresh_views(reach_.after(group, outcomes), outcomes.back().position);
    } catch (const std::exception& error) {
        fail(Error(Errc::internal, std::string("search cannot follow the store: ") + error.what()));
        throw Error(Errc::internal, "stored, but search cannot follow; the server restarts to mend it");
    }
    return outcomes;
}

void Catalog::refresh_views(const Touched& touched, store::Position position)
{
    const Behind behind(behind_since_ns_);
    const Stopwatch stopwatch(figures_.refresh_seconds);
    // What was written becomes visible at once, and with it the new position: a domain that moves may reach
    // many more documents than should be in memory together.
    for (std::span<const Urn> left = touched.reached; !left.empty();) {
        const auto chunk = left.first(std::min(left.size(), refresh_chunk));
        refresh_documents(chunk, index_.position());
        left = left.subspan(chunk.size());
    }
    refresh_documents(touched.written, position);
    {
        const std::lock_guard lock(position_mutex_);
        searchable_ = position;
    }
    position_moved_.notify_all();
}

void Catalog::refresh_documents(std::span<const Urn> touched, store::Position position)
{
    search::IndexDelta delta;
    delta.position = position;
    for (const auto& urn : touched) {
        if (urn == synonyms_urn())
            adopt_synonyms();
        if (auto document = signals_.document(urn))
            delta.upserts.push_back(std::move(*document));
        else
            delta.removals.push_back(urn.str());
    }
    index_.apply(std::move(delta));
    labels_.forget(touched);
}

void Catalog::save_when_worthwhile()
{
    if (failed_ || index_.position() < saved_position_ + snapshot_every)
        return;
    saved_position_ =
        index_.position(); // also when it fails: a full disk must not be tried again at every pause
    try {
        index_.save();
    } catch (const Error& error) {
        log::warn("the search snapshot was not saved", {{"why", error.what()}});
    }
}

void Catalog::fail(const Error& why)
{
    if (failed_.exchange(true))
        return;
    log::error("the catalog takes no more writes", {{"why", why.what()}});
    if (options_.on_fatal)
        options_.on_fatal(why);
}

std::optional<store::StoredEntity> Catalog::find(const Urn& urn, const store::ReadOptions& options) const
{
    return store_.read(urn, options);
}

std::vector<store::TimeseriesPoint> Catalog::timeseries(const Urn& urn, std::string_view aspect,
                                                        const store::TimeseriesRange& range) const
{
    return store_.timeseries(urn, aspect, range);
}

store::EdgePage Catalog::relationships(const store::EdgeQuery& query) const
{
    return store_.edges(query);
}

std::vector<store::ChangeEvent> Catalog::changes(store::Position since, std::size_t limit) const
{
    return store_.changes(since, limit);
}

void Catalog::wait_for(store::Position position) const
{
    std::unique_lock lock(position_mutex_);
    if (searchable_ >= position)
        return;
    // Every waiter holds a thread that others need as well.
    if (waiters_ >= options_.position_waiters)
        throw Error(Errc::unavailable,
                    "too many reads wait for a position, this server is at " + std::to_string(searchable_));
    ++waiters_;
    const std::shared_ptr<void> leave(nullptr, [this](void*) { --waiters_; });
    if (!position_moved_.wait_for(lock, options_.position_wait, [&] { return searchable_ >= position; }))
        throw Error(Errc::unavailable, "this server has not reached the position asked for, it is at " +
                                           std::to_string(searchable_));
}

store::Position Catalog::position() const
{
    const std::lock_guard lock(position_mutex_);
    return searchable_;
}

CatalogStatus Catalog::status() const
{
    const auto now = health();
    return {store_.status(), position(), now.failed, now.lag, queue_.status(), index_.status()};
}

CatalogHealth Catalog::health() const
{
    const auto since = behind_since_ns_.load();
    return {failed_,
            since == 0 ? std::chrono::nanoseconds(0) : std::chrono::nanoseconds(steady_ns() - since)};
}

} // namespace colophon::service
