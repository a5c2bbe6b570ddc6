// SPDX-License-Identifier: Apache-2.0
#include "service/references.hpp"

#include "core/json_parser.hpp"

#include <algorithm>
#include <array>

namespace colophon::service {

namespace {

/// More are not remembered at once: some tens of megabytes.
constexpr std::size_t max_known = 100'000;

/// A member that says what an entity is called, or what it lies in.
struct Source {
    enum class Says { name, parent };
    std::string_view type, aspect, member;
    Says says;
};

// What people chose comes before what a machine knows.
constexpr auto sources = std::to_array<Source>({
    {"container", "container", "container", Source::Says::parent},
    {"corpGroup", "corpGroupInfo", "displayName", Source::Says::name},
    {"corpuser", "corpUserEditableInfo", "displayName", Source::Says::name},
    {"corpuser", "corpUserInfo", "displayName", Source::Says::name},
    {"corpuser", "corpUserInfo", "fullName", Source::Says::name},
    {"domain", "domainProperties", "parentDomain", Source::Says::parent},
    {"glossaryNode", "glossaryNodeInfo", "parentNode", Source::Says::parent},
    {"glossaryTerm", "glossaryTermInfo", "name", Source::Says::name},
    {"glossaryTerm", "glossaryTermInfo", "parentNode", Source::Says::parent},
    {"tag", "tagProperties", "name", Source::Says::name},
});

std::vector<std::string> aspects_of(std::string_view type)
{
    std::vector<std::string> aspects;
    for (const Source& source : sources)
        if (source.type == type && (aspects.empty() || aspects.back() != source.aspect))
            aspects.emplace_back(source.aspect);
    return aspects;
}

void take(const Source& source, std::string_view text, search::Reference& reference)
{
    if (source.says == Source::Says::parent) {
        if (auto parent = Urn::parse(text))
            reference.parent = std::move(*parent);
    } else if (!text.empty() && std::ranges::find(reference.names, text) == reference.names.end()) {
        reference.names.emplace_back(text);
    }
}

void take(const Source& source, const store::StoredEntity& entity, search::Reference& reference)
{
    thread_local JsonParser parser;
    const auto stored = std::ranges::find(entity.aspects, source.aspect,
                                          [](const store::StoredAspect& each) { return each.aspect.name; });
    if (stored == entity.aspects.end())
        return;
    const auto aspect = parser.parse(stored->aspect.json);
    std::string_view text;
    if (aspect && (*aspect)[source.member].get(text) == simdjson::SUCCESS)
        take(source, text, reference);
}

} // namespace

bool References::is_told_by(std::string_view type, std::string_view aspect)
{
    return std::ranges::any_of(
        sources, [&](const Source& source) { return source.type == type && source.aspect == aspect; });
}

bool References::is_reference(std::string_view type)
{
    return std::ranges::any_of(sources, [&](const Source& source) { return source.type == type; });
}

const search::Reference& References::find(const Urn& urn)
{
    static const search::Reference nothing;
    if (!is_reference(urn.type()))
        return nothing;
    if (const auto known = known_.find(urn.str()); known != known_.end())
        return known->second;
    if (known_.size() >= max_known)
        known_.clear();
    return known_.emplace(urn.str(), read(urn)).first->second;
}

void References::forget(const Urn& urn)
{
    known_.erase(urn.str());
}

search::Reference References::read(const Urn& urn) const
{
    search::Reference reference;
    const auto entity = store_.read(urn, {.aspects = aspects_of(urn.type())});
    if (entity)
        for (const Source& source : sources)
            if (source.type == urn.type())
                take(source, *entity, reference);
    return reference;
}

} // namespace colophon::service
