// SPDX-License-Identifier: Apache-2.0
#include "graph/edges.hpp"

#include "core/json_parser.hpp"
#include "core/json_path.hpp"

#include <algorithm>
#include <set>

namespace colophon::graph {

namespace {

/// Gathers edges in the order in which they come, each once.
class EdgeList {
public:
    void add(const std::string& relationship, std::string_view text)
    {
        auto urn = Urn::parse(text);
        if (!urn || !seen_.emplace(relationship, urn->str()).second)
            return;
        edges_.push_back({relationship, std::move(*urn)});
    }

    std::vector<store::Edge> take() { return std::move(edges_); }

private:
    std::vector<store::Edge> edges_;
    std::set<std::pair<std::string_view, std::string>> seen_; // names belong to the registry
};

} // namespace

std::vector<store::Edge> edges_of(const AspectSpec& aspect, std::string_view json)
{
    if (aspect.relationships.empty() || json.empty())
        return {};
    thread_local JsonParser parser;
    const auto document = parser.parse(json);
    if (!document)
        return {};
    EdgeList edges;
    for (const RelationshipSpec& relationship : aspect.relationships)
        visit_texts(*document, relationship.path,
                    [&](std::string_view text) { edges.add(relationship.name, text); });
    return edges.take();
}

std::vector<store::Edge> edges_of_key(const EntitySpec& entity, const Urn& urn)
{
    const auto& fields = entity.key->record->fields;
    const auto& relationships = entity.key->relationships;
    const auto members = relationships.empty() ? std::vector<std::string>() : urn.members();
    EdgeList edges;
    for (std::size_t i = 0; i < std::min(fields.size(), members.size()); ++i)
        for (const RelationshipSpec& relationship : relationships)
            if (relationship.path == fields[i].name)
                edges.add(relationship.name, members[i]);
    return edges.take();
}

} // namespace colophon::graph
