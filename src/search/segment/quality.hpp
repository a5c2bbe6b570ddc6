// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"

namespace colophon::search {

/// What speaks for a document beside its texts, each 0 to 1.
struct Quality {
    float usage = 0;     ///< queries and dependents, on a logarithmic scale
    float curation = 0;  ///< it has an owner, a description
    float freshness = 0; ///< newer is better; by the calendar, so that no score changes by itself
};

Quality quality_parts(const SearchDocument& document);

/// All of it, weighed, 0 to 255.
std::uint8_t quality_of(const Quality& quality);

/// How much of 255 each part makes.
inline constexpr float usage_weight = 0.6F;
inline constexpr float curation_weight = 0.3F;
inline constexpr float freshness_weight = 0.1F;

} // namespace colophon::search
