// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"
#include "store/catalog_store.hpp"

#include <vector>

namespace colophon::service {

/// Puts beside the values of facets what people call them: a container's value is a number that nobody can
/// read.
void add_labels(const store::CatalogStore& store, std::vector<search::FacetCounts>& facets);

} // namespace colophon::service
