// SPDX-License-Identifier: Apache-2.0
#include "service/signal_reader.hpp"

#include "search/search_role.hpp"
#include "service/usage.hpp"

namespace colophon::service {

SignalReader::SignalReader(const EntityRegistry& registry, const store::CatalogStore& store)
    : registry_(registry), store_(store), lineage_(registry), references_(store)
{
}

std::optional<search::SearchDocument> SignalReader::document(const store::StoredEntity& entity)
{
    const EntitySpec* const type = registry_.entity(entity.urn.type());
    if (type == nullptr || !search::is_searched(*type))
        return std::nullopt;
    search::Signals signals;
    signals.usage = usage_of(store_, entity.urn);
    signals.downstream = lineage_.count_downstream(store_, entity.urn);
    signals.reference = [this](const Urn& urn) { return references_.find(urn); };
    return search::make_document(registry_, entity, signals);
}

std::optional<search::SearchDocument> SignalReader::document(const Urn& urn)
{
    const auto entity = store_.read(urn, {});
    return entity ? document(*entity) : std::nullopt;
}

} // namespace colophon::service
