// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"
#include "store/catalog_store.hpp"

#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace colophon::service {

/// Whether people call the values of a facet otherwise than filters do.
bool has_labels(search::Facet facet);

/// Puts beside the values of facets what people call them (a container's value is a number that nobody can
/// read) and, of those that are trees, the value that stands above. Remembers what it read of the store until
/// the entity is written again. Safe from many threads.
class FacetLabels {
public:
    explicit FacetLabels(const store::CatalogStore& store) : store_(store) {}

    void add(std::vector<search::FacetCounts>& facets);
    /// Called once what was written can be read.
    void forget(std::span<const Urn> written);

private:
    struct Known {
        bool exists = false;
        std::string label;
        std::string parent;
    };

    Known find(search::Facet facet, const std::string& value);
    Known known(const Urn& urn);

    const store::CatalogStore& store_;
    std::mutex mutex_;
    std::unordered_map<std::string, Known> known_; ///< by URN
    std::uint64_t writes_ = 0;                     ///< what was read before one may be older than it
};

/// The values that contain the text, in the value or in the label, without case.
search::FacetCounts narrowed(search::FacetCounts counts, const std::string& text, std::size_t limit);

} // namespace colophon::service
