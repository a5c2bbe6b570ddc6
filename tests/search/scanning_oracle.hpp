// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/node.hpp"
#include "search/search_index.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace colophon::search {

/// Answers queries by reading every document: slow, and simple enough to be believed.
class ScanningOracle {
public:
    void apply(const IndexDelta& delta);

    struct Answer {
        std::vector<std::string> urns; ///< in their order
        std::map<std::pair<Facet, std::string>, std::uint64_t> counts;
        friend bool operator==(const Answer&, const Answer&) = default;
    };
    Answer answer(const SearchQuery& query) const;

private:
    Answer scan(const Node& root, const SearchQuery& query) const;

    std::map<std::string, SearchDocument> documents_;
};

} // namespace colophon::search
