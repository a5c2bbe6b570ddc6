// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/analysis/analyzer.hpp"
#include "search/matching/rank.hpp"
#include "search/matching/top_hits.hpp"
#include "search/query/node.hpp"
#include "search/segment/document_set.hpp"

#include <cstdlib>
#include <memory>

namespace colophon::search {

/// Finds single columns. A column is a hit where its document is one, its own name holds at least one of the
/// words, and the name, qualified name or path of its dataset hold the others. A query without words finds
/// every column.
class ColumnFinder {
public:
    ColumnFinder(const Segment& segment, const Node& root, const ParsedQuery& parsed);

    /// Offers the columns of `documents`, ranked by the sort where that is not by relevance. Leaves in
    /// `documents` those that have a hit. Gives how many hits there are.
    std::uint64_t find(DocumentSet& documents, Sort sort, TopHits& top);

private:
    /// What a text holds: a bit for each word of the query, and the marks below.
    using Held = std::uint64_t;
    static constexpr Held is_known = Held{1} << 63U;
    static constexpr Held is_query = Held{1} << 62U; ///< it is the whole query, run together
    static constexpr std::size_t most_words = 62;    ///< what is beyond is taken as held

    struct Free {
        void operator()(Held* held) const { std::free(held); }
    };

    void collect(const Node& node);
    Held held_by(std::uint32_t string);
    Held read(std::string_view text);
    Held held_by_dataset(const Record& record);
    bool holds(const Node& node, Held held) const;
    std::uint64_t find_in(std::uint32_t document, Sort sort, TopHits& top);
    std::uint64_t rank(std::uint32_t document, Held column, Sort sort) const;

    const Segment& segment_;
    const Node& root_;
    const ParsedQuery& parsed_;
    std::vector<const Node*> words_;
    std::array<Held, field_count> words_of_field_{};
    std::unique_ptr<Held[], Free> held_; ///< by string; pages that no string falls into take no memory
    Analyzer analyzer_;
    Record record_;
    std::string text_;
};

} // namespace colophon::search
