// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"

#include <cstdint>

namespace colophon::search::bench {

struct CorpusOptions {
    std::uint64_t seed = 1;
    bool wide = false; ///< 55 columns a dataset in the mean instead of 17
};

/// A made-up company's catalog of any size. A document depends only on the seed and its number, so that a
/// corpus is the beginning of any larger one and nobody need hold it. Cheap: some microseconds a document.
///
/// Fields are name, qualified name, description, columns and their descriptions; a tenth of the names is
/// Korean. Facets are as platforms fill them: 12 platforms, 6 types, 60 domains, 3 environments, 5,000
/// owners, 300 tags, databases and schemas as containers.
class Corpus {
public:
    explicit Corpus(const CorpusOptions& options) : options_(options) {}

    SearchDocument make(std::uint64_t number) const;

private:
    CorpusOptions options_;
};

} // namespace colophon::search::bench
