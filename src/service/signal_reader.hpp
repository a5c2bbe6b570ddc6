// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/document.hpp"
#include "service/lineage_edges.hpp"
#include "service/references.hpp"

namespace colophon::service {

/// Makes documents of what the store knows at the moment. For one thread; two of them make the same documents
/// of the same record.
class SignalReader {
public:
    SignalReader(const EntityRegistry& registry, const store::CatalogStore& store);

    /// Of an entity as it was read; its signals are read now.
    std::optional<search::SearchDocument> document(const store::StoredEntity& entity);
    /// Nothing for what is not there, or is not searched.
    std::optional<search::SearchDocument> document(const Urn& urn);

    const LineageEdges& lineage() const { return lineage_; }
    References& references() { return references_; }

private:
    const EntityRegistry& registry_;
    const store::CatalogStore& store_;
    LineageEdges lineage_;
    References references_;
};

} // namespace colophon::service
