// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/lexer.hpp"
#include "search/query/synonyms.hpp"
#include "search/query/values.hpp"

#include <span>

namespace colophon::search {

/// Makes conditions of words and phrases, in the style of one query. Counts what is dear.
class WordReader {
public:
    explicit WordReader(const QueryContext& context) : context_(context) {}

    /// A word or a phrase in texts of these fields; `nothing` for what has neither letters nor digits.
    Read read(const Lexeme& lexeme, FieldMask fields, Completion completion);

    /// How many of the words, from the first on, have synonyms together; at most `most`, the longest run.
    struct Run {
        std::size_t words = 0;
        std::vector<std::string_view> synonyms;
    };
    Run run(std::span<const Lexeme> lexemes, std::size_t most);

    /// Whether some word was another one by the style.
    bool styled() const { return styled_; }

private:
    Read read_word(std::string_view word, FieldMask fields, Completion completion);
    std::vector<std::string_view> synonyms_of(std::string_view joined) const;

    const QueryContext& context_;
    std::size_t patterns_ = 0;
    std::size_t syllables_ = 0;
    std::size_t synonyms_ = 0;
    bool styled_ = false;
};

} // namespace colophon::search
