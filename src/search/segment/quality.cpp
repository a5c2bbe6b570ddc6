// SPDX-License-Identifier: Apache-2.0
#include "search/segment/quality.hpp"

#include <algorithm>
#include <cmath>

namespace colophon::search {

namespace {

// What counts as very much: more does not say more.
constexpr float many_queries = 20'000;
constexpr float many_dependents = 200;
constexpr float queries_share = 0.7F;

constexpr double freshness_begin_ms = 1'420'070'400'000; // 2015
constexpr double freshness_end_ms = 2'366'841'600'000;   // 2045

float logarithmic(float count, float much)
{
    return std::min(1.0F, std::log1p(count) / std::log1p(much));
}

bool has_owner(const SearchDocument& document)
{
    return std::ranges::any_of(
        document.values, [](const SearchDocument::Value& value) { return value.facet == Facet::owner; });
}

} // namespace

Quality quality_parts(const SearchDocument& document)
{
    Quality quality;
    quality.usage =
        queries_share * logarithmic(static_cast<float>(document.usage), many_queries) +
        (1 - queries_share) * logarithmic(static_cast<float>(document.downstream), many_dependents);
    quality.curation = (has_owner(document) ? 0.5F : 0) + (document.description.empty() ? 0 : 0.5F);
    const double age = (static_cast<double>(document.updated_ms) - freshness_begin_ms) /
                       (freshness_end_ms - freshness_begin_ms);
    quality.freshness = static_cast<float>(std::clamp(age, 0.0, 1.0));
    return quality;
}

std::uint8_t quality_of(const Quality& quality)
{
    const float sum = usage_weight * quality.usage + curation_weight * quality.curation +
                      freshness_weight * quality.freshness;
    return static_cast<std::uint8_t>(std::lround(255.0F * std::min(1.0F, sum)));
}

} // namespace colophon::search
