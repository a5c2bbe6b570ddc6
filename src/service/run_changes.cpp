// SPDX-License-Identifier: Apache-2.0
#include "service/run_changes.hpp"

#include "service/former_content.hpp"
#include "service/removal.hpp"

#include <algorithm>

namespace colophon::service {
namespace {

using Kind = store::ChangeEvent::Kind;

constexpr std::size_t events_at_once = 500;
/// An entity that a run wrote more often comes again.
constexpr std::size_t max_events_of_entity = 1'000;
constexpr std::size_t max_page_bytes = 8u << 20;

/// The events of a run, one after the other.
class RunEvents {
public:
    RunEvents(const store::CatalogStore& store, const store::RunRecord& run, store::Position since)
        : store_(store), run_(run), since_(since)
    {
    }

    /// Null at the end.
    const store::ChangeEvent* peek()
    {
        if (next_ == events_.size()) {
            events_ = store_.run_changes(run_.run_id, run_.pipeline_name, since_, events_at_once);
            next_ = 0;
        }
        return events_.empty() ? nullptr : &events_[next_];
    }
    store::ChangeEvent take()
    {
        since_ = events_[next_].position;
        return std::move(events_[next_++]);
    }

    /// The next events that follow each other and are of one entity.
    std::vector<store::ChangeEvent> take_entity()
    {
        std::vector<store::ChangeEvent> group;
        while (peek() != nullptr && group.size() < max_events_of_entity &&
               (group.empty() || peek()->urn == group.front().urn))
            group.push_back(take());
        return group;
    }

private:
    const store::CatalogStore& store_;
    const store::RunRecord& run_;
    store::Position since_;
    std::vector<store::ChangeEvent> events_;
    std::size_t next_ = 0;
};

/// What one aspect was before the events of a group and is after them.
struct Span {
    store::ChangeEvent first;
    store::ChangeEvent last;
};

std::string content_after(const store::CatalogStore& store, const store::ChangeEvent& event, bool& known)
{
    if (event.kind == Kind::aspect_removed)
        return {};
    auto after = version_of(store, event.urn, event.aspect, event.version);
    known = known && after.has_value();
    return after ? std::move(after->aspect.json) : std::string();
}

class Describer {
public:
    Describer(const store::CatalogStore& store, const EntityRegistry& registry, const store::RunRecord& run)
        : store_(store), registry_(registry), run_(run)
    {
    }

    /// Nothing where the events say no more than that the entity has its name.
    std::optional<RunChange> describe(const std::vector<store::ChangeEvent>& events) const
    {
        RunChange change{events.front().urn, RunChange::Operation::change, {}, events.back().position};
        if (events.back().kind == Kind::entity_removed) {
            change.operation = RunChange::Operation::remove;
            return change;
        }
        for (const auto& span : spans_of(events))
            add(span, change);
        const auto before = store_.read(change.urn, {.as_of = events.front().position - 1});
        if (before && change.aspects.empty())
            return std::nullopt;
        if (!before || is_of_run(*before, events.front().position))
            change.operation = RunChange::Operation::add;
        return change;
    }

private:
    /// By aspect, in the order of the first events; without key aspects.
    std::vector<Span> spans_of(const std::vector<store::ChangeEvent>& events) const
    {
        std::vector<Span> spans;
        for (const auto& event : events) {
            const auto* spec = registry_.aspect(event.aspect);
            if (event.kind == Kind::entity_removed || (spec != nullptr && spec->key))
                continue;
            const auto known = std::find_if(spans.begin(), spans.end(), [&](const Span& span) {
                return span.first.aspect == event.aspect;
            });
            if (known == spans.end())
                spans.push_back({event, event});
            else
                known->last = event;
        }
        return spans;
    }

    void add(const Span& span, RunChange& change) const
    {
        RunChange::AspectChange aspect{span.last.aspect, span.last.version, {}};
        if (span.last.version != 0) {
            const auto before = content_before(store_, change.urn, aspect.name, span.first.version);
            const auto& from = before.aspect.aspect.json;
            bool known = before.kind != FormerContent::Kind::unknown;
            const auto to = content_after(store_, span.last, known);
            if (known)
                aspect.fields = diff_aspect(aspect.name, from, to);
            if (known && aspect.name == "status" && says_removed(from) != says_removed(to))
                change.operation =
                    says_removed(to) ? RunChange::Operation::remove : RunChange::Operation::restore;
        }
        change.aspects.push_back(std::move(aspect));
    }

    /// Whether the run made the entity, which was there just before `position`.
    bool is_of_run(const store::StoredEntity& before, store::Position position) const
    {
        if (position == run_.first_position || before.aspects.empty() ||
            store_.read(before.urn, {.aspects = {"status"}, .as_of = run_.first_position - 1}))
            return false;
        const auto oldest =
            std::min_element(before.aspects.begin(), before.aspects.end(),
                             [](const auto& a, const auto& b) { return a.position < b.position; });
        return oldest->system.run_id == run_.run_id;
    }

    const store::CatalogStore& store_;
    const EntityRegistry& registry_;
    const store::RunRecord& run_;
};

std::size_t bytes_of(const RunChange& change)
{
    std::size_t bytes = change.urn.str().size();
    for (const auto& aspect : change.aspects)
        for (const auto& field : aspect.fields)
            bytes += field.path.size() + field.from.value_or("").size() + field.to.value_or("").size();
    return bytes;
}

} // namespace

RunChangePage run_changes(const store::CatalogStore& store, const EntityRegistry& registry,
                          const store::RunRecord& run, store::Position since, std::size_t limit)
{
    RunChangePage page;
    RunEvents events(store, run, since);
    const Describer describer(store, registry, run);
    std::size_t bytes = 0;
    while (events.peek() != nullptr) {
        if (page.changes.size() >= limit || bytes >= max_page_bytes) {
            page.next = page.changes.back().position;
            break;
        }
        if (auto change = describer.describe(events.take_entity())) {
            bytes += bytes_of(*change);
            page.changes.push_back(*std::move(change));
        }
    }
    return page;
}

} // namespace colophon::service
