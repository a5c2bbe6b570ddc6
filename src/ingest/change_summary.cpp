// SPDX-License-Identifier: Apache-2.0
#include "ingest/change_summary.hpp"

#include "core/fingerprint.hpp"
#include "ingest/entity_name.hpp"

#include <algorithm>

namespace colophon::ingest {
namespace {

using Operation = ChangeSummary::Operation;

/// How many of each kind are kept in detail: a first run must not hide what a later one removes.
constexpr std::array<std::size_t, ChangeSummary::operations> most_kept{50, 100, 100, 50, 100};
constexpr std::size_t most_fields = 20;
/// Beyond these, members are counted with the entities that have no container.
constexpr std::size_t most_containers = 20'000;

ChangeSummary::Counts counted(EntityChange::Operation operation)
{
    ChangeSummary::Counts counts;
    switch (operation) {
    case EntityChange::Operation::measure:
        counts.measured = 1;
        [[fallthrough]];
    case EntityChange::Operation::keep:
        counts.kept = 1;
        break;
    case EntityChange::Operation::change:
        counts[Operation::change] = 1;
        break;
    case EntityChange::Operation::restore:
        counts[Operation::restore] = 1;
        break;
    case EntityChange::Operation::add:
        counts[Operation::add] = 1;
        break;
    }
    return counts;
}

Operation operation_of(EntityChange::Operation operation)
{
    return operation == EntityChange::Operation::add       ? Operation::add
           : operation == EntityChange::Operation::restore ? Operation::restore
                                                           : Operation::change;
}

ChangeSummary::Counts one(Operation operation)
{
    ChangeSummary::Counts counts;
    counts[operation] = 1;
    return counts;
}

} // namespace

std::uint64_t ChangeSummary::Counts::changes() const
{
    std::uint64_t sum = 0;
    for (const std::uint64_t count : of)
        sum += count;
    return sum;
}

// Counts are taken away by adding their complement: unsigned arithmetic makes it exact.
ChangeSummary::Counts& ChangeSummary::Counts::operator+=(const Counts& other)
{
    for (std::size_t i = 0; i < of.size(); ++i)
        of[i] += other.of[i];
    kept += other.kept;
    measured += other.measured;
    return *this;
}

void ChangeSummary::add(const EntityChange& change, std::optional<EntityChange::Operation> before)
{
    if (change.urn.type() == "container")
        if (Container* own = container(change.urn)) {
            own->name = change.name;
            if (change.container)
                own->parent = change.container;
        }
    if (before && *before >= change.operation)
        return;
    if (before)
        uncount(change.urn, change.container, *before);
    count(change.urn, change.container, counted(change.operation));
    if (change.operation <= EntityChange::Operation::measure)
        return;
    Change listed{operation_of(change.operation), change.urn, change.name, change.container};
    if (listed.operation != Operation::add)
        listed.aspects = note_aspects(change, most_fields);
    keep(std::move(listed));
}

void ChangeSummary::add(const RenamedEntity& rename, const SeenEntities::Entity& seen)
{
    std::string name = entity_name(rename.to, {});
    std::erase_if(changes_, [&](const Change& change) {
        if (change.urn != rename.to)
            return false;
        name = change.name;
        --kept_[static_cast<std::size_t>(change.operation)];
        return true;
    });
    uncount(rename.to, seen.container, seen.operation);
    count(rename.to, seen.container, one(Operation::rename));
    keep({Operation::rename, rename.to, std::move(name), seen.container, rename.from, rename.moved});
}

void ChangeSummary::add_removal(const ClaimedEntity& claim, const std::string& name)
{
    count(claim.urn, claim.container, one(Operation::remove));
    keep({Operation::remove, claim.urn, name.empty() ? entity_name(claim.urn, {}) : name, claim.container});
}

void ChangeSummary::name_container(const Urn& urn, const std::string& name)
{
    if (Container* own = container(urn); own != nullptr && own->name.empty())
        own->name = name;
}

void ChangeSummary::note_moved(const RenamedEntity& rename)
{
    for (Change& change : changes_)
        if (change.operation == Operation::rename && change.urn == rename.to)
            change.moved = rename.moved;
}

ChangeSummary::Counts ChangeSummary::total() const
{
    Counts sum;
    for (const auto& [type, counts] : by_type_)
        sum += counts;
    return sum;
}

void ChangeSummary::count(const Urn& urn, const std::optional<Urn>& place, const Counts& what)
{
    by_type_[std::string(urn.type())] += what;
    Container* holder = place ? container(*place) : nullptr;
    (holder != nullptr ? holder->counts : loose_) += what;
}

void ChangeSummary::uncount(const Urn& urn, const std::optional<Urn>& place,
                            EntityChange::Operation operation)
{
    Counts what = counted(operation);
    for (std::uint64_t& number : what.of)
        number = 0 - number;
    what.kept = 0 - what.kept;
    what.measured = 0 - what.measured;
    count(urn, place, what);
}

void ChangeSummary::keep(Change change)
{
    std::size_t& kept = kept_[static_cast<std::size_t>(change.operation)];
    if (kept >= most_kept[static_cast<std::size_t>(change.operation)])
        return;
    ++kept;
    changes_.push_back(std::move(change));
}

ChangeSummary::Container* ChangeSummary::container(const Urn& urn)
{
    const auto found = containers_.find(urn);
    if (found != containers_.end())
        return &found->second;
    return containers_.size() < most_containers ? &containers_[urn] : nullptr;
}

std::string_view operation_name(Operation operation)
{
    static constexpr std::array<std::string_view, ChangeSummary::operations> names{"add", "change", "rename",
                                                                                   "restore", "remove"};
    return names[static_cast<std::size_t>(operation)];
}

std::vector<ChangeSummary::AspectNote> note_aspects(const EntityChange& change, std::size_t most)
{
    std::vector<ChangeSummary::AspectNote> notes;
    for (const AspectChange& aspect : change.aspects) {
        if (is_gauge(aspect.to.name))
            continue;
        ChangeSummary::AspectNote note;
        note.aspect = aspect.to.name;
        note.fields = diff_aspect(aspect.to.name, aspect.from.value_or(""), aspect.to.json);
        note.fields_total = note.fields.size();
        if (note.fields.size() > most)
            note.fields.erase(note.fields.begin() + static_cast<std::ptrdiff_t>(most), note.fields.end());
        note.written_by = aspect.written_by;
        notes.push_back(std::move(note));
    }
    return notes;
}

} // namespace colophon::ingest
