// SPDX-License-Identifier: Apache-2.0
#include "store/writer.hpp"

#include "store/key.hpp"

#include <algorithm>

namespace colophon::store {

namespace {

constexpr std::size_t max_dangling = 100;

/// Only these can be refused, so only an atomic batch with one of them may have to be undone.
bool may_be_refused(const Batch& batch)
{
    return std::any_of(batch.changes.begin(), batch.changes.end(), [](const Change& change) {
        return change.type == ChangeType::create || change.type == ChangeType::create_entity;
    });
}

bool any_refused(const BatchOutcome& outcome)
{
    return std::any_of(outcome.changes.begin(), outcome.changes.end(), [](const ChangeOutcome& change) {
        return change.kind == ChangeOutcome::Kind::refused;
    });
}

void undo(BatchOutcome& outcome)
{
    for (ChangeOutcome& change : outcome.changes)
        if (change.kind != ChangeOutcome::Kind::refused)
            change = {ChangeOutcome::Kind::refused, 0, "undone: another change of the batch was refused",
                      false};
}

ChangeOutcome unchanged()
{
    return {ChangeOutcome::Kind::unchanged, 0, {}};
}

void count(RunTable::Tallies& tallies, std::int64_t run, std::int64_t time_ms, const ChangeOutcome& outcome)
{
    const auto [row, is_new] = tallies.try_emplace(run);
    RunTable::Tally& tally = row->second;
    if (is_new)
        tally.first_ms = time_ms;
    tally.last_ms = time_ms;
    if (outcome.kind == ChangeOutcome::Kind::unchanged) {
        ++tally.unchanged;
        return;
    }
    ++tally.changed;
    tally.last_position = outcome.position;
    if (tally.first_position == 0)
        tally.first_position = outcome.position;
}

} // namespace

Writer::Writer(sqlite::Database& database, std::uint64_t history)
    : database_(database), aspect_names_(database, Dictionary::Table::aspect_name),
      relationships_(database, Dictionary::Table::relationship), actors_(database, Dictionary::Table::actor),
      urns_(database), aspects_(database, history), edges_(database, urns_, relationships_),
      timeseries_(database), changes_(database), runs_(database), pipelines_(database),
      claims_(database, urns_),
      count_entities_(database, "UPDATE counter SET value = value + ?1 WHERE name = 'entities'"),
      position_(changes_.last())
{
}

std::vector<BatchOutcome> Writer::apply(std::span<const Batch> group)
{
    const Position before = position_;
    new_entities_ = 0;
    try {
        sqlite::Transaction transaction(database_, sqlite::Transaction::Kind::write);
        std::vector<BatchOutcome> outcomes;
        outcomes.reserve(group.size());
        for (const Batch& batch : group)
            outcomes.push_back(apply(batch));
        if (new_entities_ != 0)
            count_entities_.run(new_entities_);
        const auto began = std::chrono::steady_clock::now();
        transaction.commit();
        last_commit_ = std::chrono::steady_clock::now() - began;
        return outcomes;
    } catch (...) {
        position_ = before;
        forget();
        throw;
    }
}

BatchOutcome Writer::apply(const Batch& batch)
{
    const Position before = position_;
    const std::int64_t entities_before = new_entities_;
    std::optional<sqlite::Savepoint> savepoint;
    if (batch.atomic && may_be_refused(batch))
        savepoint.emplace(database_);

    BatchOutcome outcome;
    Current current{batch, actors_.number(batch.actor)};
    apply_all(current, outcome);
    if (savepoint && any_refused(outcome)) {
        savepoint.reset();
        position_ = before;
        new_entities_ = entities_before;
        forget();
        undo(outcome);
    } else {
        if (savepoint)
            savepoint->keep();
        runs_.add(current.tallies);
        for (const PipelineChange& change : batch.pipelines)
            apply(change, batch.now_ms);
        outcome.dangling = dangling(current);
    }
    outcome.position = position_;
    return outcome;
}

void Writer::apply_all(Current& current, BatchOutcome& outcome)
{
    outcome.changes.reserve(current.batch.changes.size());
    for (const Change& change : current.batch.changes) {
        outcome.changes.push_back(apply(current, change));
        if (outcome.changes.back().kind == Kind::refused)
            continue;
        if (const auto run = runs_.number(change.system))
            count(current.tallies, *run, current.batch.now_ms, outcome.changes.back());
    }
}

ChangeOutcome Writer::apply(Current& current, const Change& change)
{
    const Known known = urns_.find(change.urn);
    if (change.type == ChangeType::remove)
        return change.key_aspect ? remove_entity(current, change, known)
                                 : remove_aspect(current, change, known);
    if (std::string reason = refusal(current, change, known); !reason.empty())
        return {Kind::refused, 0, std::move(reason)};
    ChangeOutcome outcome =
        change.key_aspect ? write_key(current, change, known) : write(current, change, known);
    outcome.new_entity = !known || !known->exists();
    return outcome;
}

ChangeOutcome Writer::write(Current& current, const Change& change, const Known& known)
{
    const Stamp stamp = this->stamp(current, change);
    const UrnTable::Entry entity = ensure_entity(current, change, known);
    const std::int64_t key = aspect_key(entity.id, aspect_number(change.aspect.name));
    if (change.timeseries_ms) {
        if (!timeseries_.put(key, *change.timeseries_ms, change.aspect.json, stamp))
            return unchanged();
        return stored(ChangeEvent::Kind::timeseries, key, 0, stamp);
    }
    const auto version = aspects_.put(key, change.aspect.json, stamp);
    if (!version)
        return unchanged();
    if (*version > 1 || !change.edges.empty())
        edges_.replace(key, change.edges);
    return stored(ChangeEvent::Kind::stored, key, *version, stamp);
}

/// The key is all in the URN: what is kept of its aspect is that it is there, and its edges.
ChangeOutcome Writer::write_key(Current& current, const Change& change, const Known& known)
{
    if (known && known->keyed)
        return unchanged();
    const Stamp stamp = this->stamp(current, change);
    const UrnTable::Entry entity = ensure_entity(current, change, known);
    const std::int64_t key = aspect_key(entity.id, aspect_number(change.aspect.name));
    urns_.mark_keyed(change.urn);
    edges_.replace(key, change.edges);
    return stored(ChangeEvent::Kind::stored, key, 1, stamp);
}

ChangeOutcome Writer::remove_entity(Current& current, const Change& change, const Known& known)
{
    if (!known || !known->exists())
        return unchanged();
    // What others say about the entity is theirs: edges towards it stay, and are reported.
    aspects_.erase(known->id);
    edges_.erase(known->id);
    timeseries_.erase(known->id);
    urns_.mark_removed(change.urn);
    current.removed.insert(known->id);
    current.created.erase(known->id);
    --new_entities_;
    return stored(ChangeEvent::Kind::entity_removed, first_key(known->id), 0, stamp(current, change));
}

ChangeOutcome Writer::remove_aspect(Current& current, const Change& change, const Known& known)
{
    const auto aspect = aspect_names_.find(change.aspect.name);
    if (!known || !known->exists() || !aspect)
        return unchanged();
    const std::int64_t key = aspect_key(known->id, *aspect);
    if (!change.points_of_run.empty())
        return remove_points(current, change, key);
    const Stamp stamp = this->stamp(current, change);
    const bool had_points = timeseries_.erase_aspect(key);
    const auto version = aspects_.remove(key, stamp);
    if (!version && !had_points)
        return unchanged();
    edges_.replace(key, {});
    return stored(ChangeEvent::Kind::aspect_removed, key, version.value_or(0), stamp);
}

ChangeOutcome Writer::remove_points(Current& current, const Change& change, std::int64_t key)
{
    const auto run = runs_.find(change.points_of_run, change.system.pipeline_name);
    if (!run || !timeseries_.erase_of_run(key, *run))
        return unchanged();
    const auto kind =
        timeseries_.any(key) ? ChangeEvent::Kind::timeseries : ChangeEvent::Kind::aspect_removed;
    return stored(kind, key, 0, stamp(current, change));
}

void Writer::apply(const PipelineChange& change, std::int64_t now_ms)
{
    const std::int64_t pipeline = pipelines_.number(change.pipeline);
    if (const std::int64_t more = apply_claims(change, pipeline, now_ms); more != 0)
        pipelines_.count_claims(pipeline, more);
    if (change.free_lease || change.lease)
        pipelines_.set_lease(pipeline, change.lease);
    if (change.state_json)
        pipelines_.set_state(pipeline, *change.state_json);
    if (change.report_json)
        runs_.report(run_of(change, now_ms), *change.report_json);
}

/// By how many the claims that are not released became more.
std::int64_t Writer::apply_claims(const PipelineChange& change, std::int64_t pipeline, std::int64_t now_ms)
{
    std::int64_t more = 0;
    if (const auto run = runs_.find(change.run_id, change.pipeline); change.undo && run)
        more += claims_.undo(*run);
    if (!change.taken.empty() || !change.released.empty()) {
        const std::int64_t run = run_of(change, now_ms);
        more += claims_.take(pipeline, run, change.taken);
        more -= claims_.release(pipeline, run, change.released);
    }
    return more - claims_.forget(pipeline, change.forgotten);
}

/// The number of the change's run, which was there at `now_ms`; 0, which is no row's, for no name at all.
std::int64_t Writer::run_of(const PipelineChange& change, std::int64_t now_ms)
{
    const std::int64_t run = runs_.number({0, change.run_id, change.pipeline, {}}).value_or(0);
    runs_.touch(run, now_ms);
    return run;
}

/// Empty where nothing speaks against the change.
std::string Writer::refusal(const Current& current, const Change& change, const Known& known)
{
    if (!known || !known->exists())
        return {};
    const bool made_here = current.created.contains(known->id);
    if (change.type == ChangeType::create_entity && !made_here)
        return "the entity exists already: " + change.urn.str();
    if (change.type != ChangeType::create || change.timeseries_ms)
        return {};
    const bool there = change.key_aspect
                           ? !made_here || known->keyed
                           : aspects_.exists(aspect_key(known->id, aspect_number(change.aspect.name)));
    return there ? "the aspect exists already: " + change.aspect.name : std::string();
}

UrnTable::Entry Writer::ensure_entity(Current& current, const Change& change, const Known& known)
{
    if (known && known->exists())
        return *known;
    const UrnTable::Entry made = urns_.create(change.urn, position_ + 1, current.batch.now_ms);
    current.created.insert(made.id);
    ++new_entities_;
    return made;
}

std::int64_t Writer::aspect_number(const std::string& name)
{
    const std::int64_t number = aspect_names_.number(name);
    if (number > max_aspect_number)
        throw Error(Errc::internal, "too many names of aspects, the store takes " +
                                        std::to_string(max_aspect_number) + ": " + name);
    return number;
}

Stamp Writer::stamp(const Current& current, const Change& change)
{
    Stamp stamp;
    stamp.position = position_ + 1;
    stamp.time_ms = current.batch.now_ms;
    stamp.actor = current.actor;
    stamp.run = runs_.number(change.system);
    stamp.observed_ms =
        change.system.last_observed_ms != 0 ? change.system.last_observed_ms : current.batch.now_ms;
    if (!change.system.properties_json.empty())
        stamp.properties = change.system.properties_json;
    return stamp;
}

ChangeOutcome Writer::stored(ChangeEvent::Kind kind, std::int64_t key, std::uint64_t version,
                             const Stamp& stamp)
{
    changes_.append(kind, key, version, stamp);
    position_ = stamp.position;
    return {Kind::stored, stamp.position, {}};
}

std::vector<Urn> Writer::dangling(const Current& current)
{
    std::set<Urn> referrers;
    for (const std::int64_t removed : current.removed) {
        if (current.created.contains(removed))
            continue;
        for (const std::int64_t id : edges_.referrers(removed, max_dangling))
            referrers.insert(urns_.urn(id));
        if (referrers.size() >= max_dangling)
            break;
    }
    std::vector<Urn> first(referrers.begin(), referrers.end());
    first.erase(first.begin() + static_cast<std::ptrdiff_t>(std::min(first.size(), max_dangling)),
                first.end());
    return first;
}

void Writer::forget()
{
    aspect_names_.forget();
    relationships_.forget();
    actors_.forget();
    urns_.forget();
    runs_.forget();
}

} // namespace colophon::store
