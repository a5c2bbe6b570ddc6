// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/analysis/analyzer.hpp"
#include "search/query/node.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::search {

inline constexpr std::size_t max_matches = 5;

/// Finds again, in the texts of a hit, what the query matched there. One object serves one query and thread;
/// the node must outlive it.
class Highlighter {
public:
    explicit Highlighter(const Node& root) { collect(root); }

    /// The texts that say best why the document was found, at most max_matches. Columns come first, since
    /// nothing else of an answer shows them; the name is always among them where it matched.
    std::vector<Match> matches(const SearchDocument& document);

    /// Where a text matches; nothing where it does not.
    std::vector<Range> ranges(Field field, std::string_view text);

private:
    struct Candidate {
        std::size_t terms = 0; ///< of the query, that it holds
        Match match;
    };

    void collect(const Node& node);
    void offer(Field field, std::string_view text, std::vector<Candidate>& candidates);
    bool mark_term(const Node& term, std::span<const Token> tokens, std::vector<Range>& ranges) const;
    static bool mark_phrase(const Node& phrase, std::span<const Token> tokens, std::vector<Range>& ranges);
    std::size_t mark(Field field, std::string_view text, std::vector<Range>& ranges);

    std::vector<const Node*> terms_;
    Analyzer analyzer_;
};

} // namespace colophon::search
