// SPDX-License-Identifier: Apache-2.0
#include "service/lineage_edges.hpp"

#include "search/search_role.hpp"

#include <algorithm>
#include <set>

namespace colophon::service {

namespace {

/// Whoever has more is counted as this many: to count on would hold every write of the next one up.
constexpr std::uint64_t most_downstream = 100'000;
/// An aspect of 16 MiB cannot state more.
constexpr std::size_t most_stated = 1'000'000;

template <class Container> bool has(const Container& sorted, std::string_view word)
{
    return std::ranges::binary_search(sorted, word);
}

void add(std::vector<std::string>& words, const std::string& word)
{
    const auto at = std::ranges::lower_bound(words, word);
    if (at == words.end() || *at != word)
        words.insert(at, word);
}

void add(store::EdgeKinds& kinds, const std::string& relationship, const std::string& aspect)
{
    add(kinds.relationships, relationship);
    add(kinds.aspects, aspect);
}

/// The other ends of the edges that an entity states, each once, sorted.
std::set<Urn> stated_ends(const store::CatalogStore& store, const Urn& urn, const store::EdgeKinds& kinds)
{
    std::set<Urn> ends;
    const auto page = store.edges({.urn = urn, .relationships = kinds.relationships, .count = most_stated});
    for (const auto& row : page.rows)
        if (has(kinds.aspects, row.aspect))
            ends.insert(row.urn);
    return ends;
}

} // namespace

LineageEdges::LineageEdges(const EntityRegistry& registry)
{
    for (const EntitySpec* entity : registry.entities()) {
        if (!search::is_searched(*entity))
            continue;
        add(searched_, entity->name);
        for (const AspectSpec* aspect : entity->aspects)
            for (const RelationshipSpec& edge : aspect->relationships) {
                if (!edge.lineage)
                    continue;
                if (!edge.upstream) {
                    add(outgoing_[entity->name], edge.name, aspect->name);
                    continue;
                }
                add(upstream_[entity->name], edge.name, aspect->name);
                add(stating_, aspect->name);
                for (const std::string& type : edge.destinations)
                    add(incoming_[type], edge.name, aspect->name);
            }
    }
}

std::uint32_t LineageEdges::count_downstream(const store::CatalogStore& store, const Urn& urn) const
{
    std::uint64_t count = 0;
    if (const auto kinds = incoming_.find(urn.type()); kinds != incoming_.end())
        count = store.referrers(urn, kinds->second, most_downstream);
    if (const auto kinds = outgoing_.find(urn.type()); kinds != outgoing_.end())
        for (const Urn& end : stated_ends(store, urn, kinds->second))
            count += has(searched_, end.type()) ? 1 : 0;
    return static_cast<std::uint32_t>(std::min(count, most_downstream));
}

bool LineageEdges::are_stated_by(std::string_view aspect) const
{
    return has(stating_, aspect);
}

std::vector<Urn> LineageEdges::upstream(const store::CatalogStore& store, const Urn& urn) const
{
    std::vector<Urn> found;
    const auto kinds = upstream_.find(urn.type());
    if (kinds == upstream_.end())
        return found;
    for (const Urn& end : stated_ends(store, urn, kinds->second))
        if (incoming_.contains(end.type()) && has(searched_, end.type()))
            found.push_back(end);
    return found;
}

} // namespace colophon::service
