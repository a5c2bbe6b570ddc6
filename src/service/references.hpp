// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/signals.hpp"
#include "store/catalog_store.hpp"

#include <string>
#include <string_view>
#include <unordered_map>

namespace colophon::service {

/// What documents need to know of the entities that they name: people, tags, terms, domains, containers. Read
/// from the store once and remembered until forget(). For one thread.
class References {
public:
    explicit References(const store::CatalogStore& store) : store_(store) {}

    /// Empty for what is no reference and for what the store does not have.
    const search::Reference& find(const Urn& urn);
    void forget(const Urn& urn);

    /// Whether this aspect of an entity of this type says what find() tells.
    static bool is_told_by(std::string_view type, std::string_view aspect);
    static bool is_reference(std::string_view type);

private:
    search::Reference read(const Urn& urn) const;

    const store::CatalogStore& store_;
    std::unordered_map<std::string, search::Reference> known_;
};

} // namespace colophon::service
