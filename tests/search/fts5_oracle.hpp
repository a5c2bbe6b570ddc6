// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/analysis/analyzer.hpp"
#include "search/search_index.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

struct sqlite3;

namespace colophon::search {

/// SQLite's full-text index, which answers the same questions over the same tokens: ours come from the
/// Analyzer, so that nothing but matching and counting is compared. Every field has one column for its words
/// and one for its phrases, in which a token of its own stands between two texts.
class Fts5Oracle {
public:
    Fts5Oracle();
    ~Fts5Oracle();
    Fts5Oracle(const Fts5Oracle&) = delete;
    Fts5Oracle& operator=(const Fts5Oracle&) = delete;

    void apply(const IndexDelta& delta);

    using Counts = std::map<std::string, std::uint64_t>;
    struct Answer {
        std::vector<std::string> urns; ///< in their order
        std::map<Facet, Counts> counts;
    };
    /// What an expression of FTS5 finds within the filters of a query, whose `text` is not read. A facet is
    /// counted under the filters of the others.
    Answer answer(const std::string& match, const SearchQuery& query);

private:
    void remove(const std::string& urn);
    void insert(const SearchDocument& document);

    struct Close {
        void operator()(sqlite3* database) const;
    };
    std::unique_ptr<sqlite3, Close> database_;
    Analyzer analyzer_;
};

/// Expressions of FTS5 over the oracle's columns.
namespace fts5 {

std::string everything();
/// A token stands in one of the fields, or begins one that stands there.
std::string token(std::string_view text, bool prefix, const std::vector<Field>& fields);
/// Tokens stand one behind the other in one text; the last may be a prefix.
std::string phrase(const std::vector<std::string>& tokens, bool prefix, const std::vector<Field>& fields);
std::string facet_value(Facet facet, std::string_view value);

} // namespace fts5

/// Of all fields, in their order.
std::vector<Field> every_field();

} // namespace colophon::search
