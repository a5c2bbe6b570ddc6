// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "corpus.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace colophon::search::bench {

/// How the words of a query belong together. Every engine is asked the same in its own language.
enum class Shape {
    all_words, ///< every word, whole
    any_word,
    prefix, ///< every word, and something that begins with the last one
    phrase, ///< the words side by side
    column, ///< every word in the names of columns
    typo1,  ///< the one word with an edit
    typo2,  ///< the one word with two
    typed   ///< as a person types it: whole or not, exact names first. Ours alone, in no comparison
};
std::string_view shape_name(Shape shape);

struct BenchQuery {
    std::string query_class;
    Shape shape = Shape::all_words;
    std::vector<std::string> words; ///< none: everything
    std::vector<Filter> filters = {};
    std::size_t offset = 0; ///< hits before the page
};

/// The 18 classes of the reference, and `typed`.
std::vector<std::string> query_classes();

struct QueryOptions {
    std::uint64_t seed = 1;
    std::size_t a_class = 36;         ///< queries
    std::vector<std::string> classes; ///< empty: all
};

/// Drawn from the first 20,000 documents of the corpus (or all, if there are fewer): queries are about what
/// is there, and are the same whatever the size.
std::vector<BenchQuery> make_queries(const Corpus& corpus, std::size_t documents,
                                     const QueryOptions& options);

/// The query in the language of our own engine, for its first page.
SearchQuery to_search_query(const BenchQuery& query);

} // namespace colophon::search::bench
