// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/analysis/analyzer.hpp"
#include "search/query/node.hpp"

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace colophon::search {

inline constexpr std::size_t max_matches = 5;

/// Sorts ranges, and makes as few of them as possible.
void unite(std::vector<Range>& ranges);

/// A text of a document and where it stands.
struct FieldText {
    Field field = Field::name;
    std::string_view text;
};

/// Finds again, in the texts of a hit, what the query matched there. One object serves one query and thread;
/// the node must outlive it.
class Highlighter {
public:
    explicit Highlighter(const Node& root) { collect(root); }

    /// Whether no text can match: the query has no words.
    bool wants_nothing() const { return wanted_.empty() && phrases_.empty(); }

    /// False only where taking the text apart would find nothing. Of a page's texts that is most.
    bool may_hold(std::string_view text);

    /// The texts that say best why the document was found, at most max_matches. Columns come first, since
    /// nothing else of an answer shows them; the name is always among them where it matched.
    std::vector<Match> matches(std::span<const FieldText> texts);

    /// Where a text matches; nothing where it does not.
    std::vector<Range> ranges(Field field, std::string_view text);

private:
    struct Candidate {
        std::size_t terms = 0; ///< of the query, that it holds
        Match match;
    };

    /// Something that a token can fit, and the fields where it counts.
    struct Wanted {
        const Node* node = nullptr;
        FieldMask fields = 0;
    };
    /// How a text holds what is wanted.
    enum class Held : std::uint8_t { no, as_part, run_together };
    using Places = std::unordered_map<std::string_view, std::size_t>; ///< by text, in wanted_

    void collect(const Node& node);
    void want(const Node& node);
    void want_phrase(const Node& node);
    void offer(const FieldText& text, std::vector<Candidate>& candidates);
    std::size_t mark(Field field, std::string_view text, std::vector<Range>& ranges);
    void mark_tokens(std::span<const Token> tokens, Held how, FieldMask field, std::vector<Range>& ranges);
    void mark_joined(std::span<const Token> tokens, FieldMask field, std::vector<Range>& ranges);
    std::size_t mark_phrases(std::span<const Token> tokens, FieldMask field,
                             std::vector<Range>& ranges) const;
    template <class Visit> void each_fitting(std::string_view text, Visit visit) const;

    // A token is looked up, not compared with everything: a query has a thousand terms, a text ten thousand.
    std::vector<Wanted> wanted_;
    Places whole_;
    Places beginnings_;
    std::set<std::size_t> beginning_sizes_;
    std::vector<std::size_t> shapes_; ///< patterns and syllables, in wanted_
    std::vector<const Node*> phrases_;
    std::vector<std::string_view> needles_; ///< a text that holds something has one of them in it
    bool has_needles_ = true;               ///< for everything that is wanted
    std::string joined_;
    std::vector<Held> held_; ///< of the text at hand, by wanted_
    Analyzer analyzer_;
};

} // namespace colophon::search
