// SPDX-License-Identifier: Apache-2.0
#include "search/explanation.hpp"

#include "search/matching/rank.hpp"
#include "search/segment/impact.hpp"
#include "search/segment/quality.hpp"

#include <algorithm>

namespace colophon::search {

std::vector<std::pair<std::string, double>> explain(const SearchDocument& document, std::uint64_t rank,
                                                    bool has_words)
{
    const Quality quality = quality_parts(document);
    const double points = word_score(rank);
    // Quality is a share of what every word says, and impacts are rounded.
    const double most = has_words ? 100.0 * static_cast<double>(quality_share) : points;
    const double whole = static_cast<double>(usage_weight + curation_weight + freshness_weight);
    double left = points;
    std::vector<std::pair<std::string, double>> parts;
    const auto take = [&](std::string_view name, float weight, float value) {
        const double part = std::min(left, most * static_cast<double>(weight * value) / whole);
        left -= part;
        parts.emplace_back(name, part);
    };
    take("usage", usage_weight, quality.usage);
    take("curation", curation_weight, quality.curation);
    take("freshness", freshness_weight, quality.freshness);
    parts.insert(parts.begin(), {"words", left});
    const double tier = shown_tier_score(rank);
    parts.insert(parts.begin(), {std::string(tier_name(tier_of(rank))), tier});
    if (const double rest = shown_score(rank) - tier - points; rest != 0)
        parts.emplace_back("misspelt", rest);
    return parts;
}

} // namespace colophon::search
