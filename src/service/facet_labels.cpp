// SPDX-License-Identifier: Apache-2.0
#include "service/facet_labels.hpp"

#include "core/json_parser.hpp"
#include "search/analysis/fold.hpp"
#include "search/document.hpp"

#include <algorithm>
#include <array>

namespace colophon::service {
namespace {

/// Some megabytes. Whoever has more values than this reads a few again.
constexpr std::size_t most_known = 10'000;

/// Which entities a facet's values stand for, and where these keep what people call them and what stands
/// above them.
struct LabelSource {
    search::Facet facet;
    std::string_view entity_type;
    std::string_view label_aspect;
    std::string_view label;
    std::string_view parent_aspect = {};
    std::string_view parent = {};
};
constexpr std::array sources{LabelSource{search::Facet::container, "container", "containerProperties", "name",
                                         "container", "container"},
                             LabelSource{search::Facet::owner, "corpuser", "corpUserInfo", "displayName"},
                             LabelSource{search::Facet::owner, "corpGroup", "corpGroupInfo", "displayName"},
                             LabelSource{search::Facet::tag, "tag", "tagProperties", "name"},
                             LabelSource{search::Facet::term, "glossaryTerm", "glossaryTermInfo", "name",
                                         "glossaryTermInfo", "parentNode"},
                             LabelSource{search::Facet::term, "glossaryNode", "glossaryNodeInfo", "name",
                                         "glossaryNodeInfo", "parentNode"},
                             LabelSource{search::Facet::domain, "domain", "domainProperties", "name",
                                         "domainProperties", "parentDomain"}};

const LabelSource* source_of(std::string_view entity_type)
{
    const auto* const found = std::find_if(sources.begin(), sources.end(), [&](const LabelSource& source) {
        return source.entity_type == entity_type;
    });
    return found == sources.end() ? nullptr : found;
}

/// A text of one of the entity's aspects, empty where there is none.
std::string text_of(const store::StoredEntity& entity, std::string_view aspect, std::string_view member)
{
    const auto stored =
        std::find_if(entity.aspects.begin(), entity.aspects.end(),
                     [&](const store::StoredAspect& each) { return each.aspect.name == aspect; });
    if (stored == entity.aspects.end())
        return {};
    JsonParser parser;
    const auto json = parser.parse(stored->aspect.json);
    std::string_view text;
    if (!json || (*json)[member].get(text) != simdjson::SUCCESS)
        return {};
    return std::string(text);
}

std::string value_of(const std::string& urn)
{
    const auto parsed = Urn::parse(urn);
    return parsed ? search::facet_value(*parsed) : std::string();
}

} // namespace

bool has_labels(search::Facet facet)
{
    return std::any_of(sources.begin(), sources.end(),
                       [&](const LabelSource& source) { return source.facet == facet; });
}

void FacetLabels::add(std::vector<search::FacetCounts>& facets)
{
    for (auto& facet : facets) {
        if (!has_labels(facet.facet))
            continue;
        for (auto& row : facet.values) {
            auto found = find(facet.facet, row.value);
            if (found.label != row.value)
                row.label = std::move(found.label);
            row.parent = std::move(found.parent);
        }
    }
}

FacetLabels::Known FacetLabels::find(search::Facet facet, const std::string& value)
{
    if (value.starts_with("urn:li:")) {
        const auto urn = Urn::parse(value);
        return urn ? known(*urn) : Known();
    }
    for (const auto& source : sources) {
        if (source.facet != facet)
            continue;
        const auto urn = Urn::parse("urn:li:" + std::string(source.entity_type) + ":" + value);
        if (!urn)
            continue;
        if (auto found = known(*urn); found.exists)
            return found;
    }
    return {};
}

FacetLabels::Known FacetLabels::known(const Urn& urn)
{
    const auto* source = source_of(urn.type());
    if (source == nullptr)
        return {};
    std::uint64_t writes = 0;
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = known_.find(urn.str()); found != known_.end())
            return found->second;
        writes = writes_;
    }
    Known known;
    store::ReadOptions options{.aspects = {std::string(source->label_aspect)}};
    if (!source->parent_aspect.empty())
        options.aspects.emplace_back(source->parent_aspect);
    if (const auto entity = store_.read(urn, options)) {
        known = {true, text_of(*entity, source->label_aspect, source->label),
                 value_of(text_of(*entity, source->parent_aspect, source->parent))};
    }
    const std::lock_guard lock(mutex_);
    if (writes != writes_)
        return known; // it may be what stood there before the write
    if (known_.size() >= most_known)
        known_.clear();
    known_.emplace(urn.str(), known);
    return known;
}

void FacetLabels::forget(std::span<const Urn> written)
{
    const std::lock_guard lock(mutex_);
    ++writes_;
    for (const auto& urn : written)
        known_.erase(urn.str());
}

search::FacetCounts narrowed(search::FacetCounts counts, const std::string& text, std::size_t limit)
{
    const auto wanted = search::fold(text);
    const auto contains = [&](const std::string& shown) {
        return search::fold(shown).find(wanted) != std::string::npos;
    };
    std::erase_if(counts.values, [&](const search::FacetCount& row) {
        return !contains(row.value) && !contains(row.label);
    });
    counts.more = counts.more || counts.values.size() > limit;
    counts.values.resize(std::min(counts.values.size(), limit));
    return counts;
}

} // namespace colophon::service
