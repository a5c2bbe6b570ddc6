// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query_set.hpp"

#include <ostream>
#include <span>

namespace colophon::search::bench {

/// A document as other engines are given it: cut into words by our analyzer, so that none is handicapped by
/// an analyzer that does not know camel case or Korean. Words are separated by a space.
struct PeerDocument {
    std::string name; ///< qualified, which ends in the name
    std::vector<std::string> columns;
    std::string description;
    std::vector<std::string> column_descriptions;
};
PeerDocument to_peer_document(const SearchDocument& document);

/// The words of a query, cut likewise; with the shape `prefix`, the last one is to be gone on with.
std::vector<std::string> peer_words(const BenchQuery& query);

/// The facets that documents of the corpus have: what is counted of those asked for.
std::vector<Facet> facets_with_values(std::span<const Facet> facets);

/// One document a line behind a line with its number, as bulk requests have them.
void write_bulk(std::ostream& out, const Corpus& corpus, std::uint64_t documents);

/// One query a line: `{number, class, shape, words, filters: {facet: [value]}, offset}`.
void write_queries(std::ostream& out, const std::vector<BenchQuery>& queries);

} // namespace colophon::search::bench
