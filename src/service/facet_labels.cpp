// SPDX-License-Identifier: Apache-2.0
#include "service/facet_labels.hpp"

#include <array>
#include <simdjson.h>

namespace colophon::service {
namespace {

/// Which entity a facet's values stand for, and where that entity keeps what people call it.
struct LabelSource {
    search::Facet facet;
    std::string_view entity_type;
    std::string_view aspect;
    std::string_view member;
};
constexpr std::array sources{
    LabelSource{search::Facet::container, "container", "containerProperties", "name"},
    LabelSource{search::Facet::owner, "corpuser", "corpUserInfo", "displayName"},
    LabelSource{search::Facet::tag, "tag", "tagProperties", "name"},
    LabelSource{search::Facet::term, "glossaryTerm", "glossaryTermInfo", "name"},
    LabelSource{search::Facet::domain, "domain", "domainProperties", "name"}};

std::string label_of(const store::CatalogStore& store, const LabelSource& source, const std::string& value)
{
    const auto urn = value.starts_with("urn:li:")
                         ? Urn::parse(value)
                         : Urn::parse("urn:li:" + std::string(source.entity_type) + ":" + value);
    if (!urn)
        return {};
    const auto entity = store.read(*urn, {.aspects = {std::string(source.aspect)}});
    if (!entity || entity->aspects.empty())
        return {};
    simdjson::dom::parser parser;
    std::string_view label;
    const simdjson::padded_string json(entity->aspects.front().aspect.json);
    if (parser.parse(json)[source.member].get(label) != simdjson::SUCCESS || label == value)
        return {};
    return std::string(label);
}

} // namespace

void add_labels(const store::CatalogStore& store, std::vector<search::FacetCounts>& facets)
{
    for (auto& facet : facets)
        for (const auto& source : sources)
            if (source.facet == facet.facet)
                for (auto& row : facet.values)
                    row.label = label_of(store, source, row.value);
}

} // namespace colophon::service
