// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace colophon::search::bench {

/// The facet values of all documents as numbers in memory: what counting needs beside an engine that has no
/// facets. Documents are numbered from 0.
class FacetTable {
public:
    void add(const SearchDocument& document);
    std::size_t documents() const { return offsets_.size() - 1; }

    /// Where a document's values begin and end.
    std::span<const std::uint32_t> values(std::size_t document) const
    {
        return std::span(values_).subspan(offsets_[document], offsets_[document + 1] - offsets_[document]);
    }

    std::optional<std::uint32_t> find(Facet facet, const std::string& value) const;

    /// One for each value, all zero.
    std::vector<std::uint32_t> counters() const { return std::vector<std::uint32_t>(facets_.size()); }

    /// The most frequent values of the facets, as an answer has them.
    std::vector<FacetCounts> top(std::span<const std::uint32_t> counts, std::span<const Facet> facets,
                                 std::size_t limit) const;

private:
    std::vector<std::uint32_t> offsets_ = {0};
    std::vector<std::uint32_t> values_;
    std::vector<Facet> facets_; ///< of each value
    std::vector<std::string> names_;
    std::array<std::unordered_map<std::string, std::uint32_t>, facet_count> numbers_;
};

} // namespace colophon::search::bench
