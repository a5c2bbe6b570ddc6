// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/fts5_oracle.hpp"
#include "search/random_text.hpp"
#include "search/search_fixture.hpp"

#include <array>
#include <iterator>
#include <random>

namespace colophon::search {

/// Documents and questions of few words, each question in the language of queries and in that of FTS5. The
/// words are such that no looser reading, inflection or particle is meant, except where it is said.
class RandomQuestions {
public:
    explicit RandomQuestions(std::uint64_t seed) : random_(seed) {}

    struct Question {
        std::string text;
        std::string match; ///< the same to FTS5
    };

    SearchDocument document()
    {
        SearchDocument made = data_set("urn:" + std::to_string(below(120)), identifier());
        made.qualified_name = word() + "." + word() + "." + made.name;
        made.description = below(2) == 0 ? sentence() : "";
        made.removed = below(8) == 0;
        made.updated_ms = static_cast<std::int64_t>(below(9)) - 4;
        made.usage = static_cast<std::uint32_t>(below(4));
        made.downstream = static_cast<std::uint32_t>(below(3));
        for (std::size_t i = below(6); i > 0; --i)
            made.texts.push_back({Field::column, below(2) == 0 ? shared_column() : identifier()});
        for (const Field field : {Field::column_description, Field::tag, Field::term, Field::owner,
                                  Field::path, Field::custom_property})
            if (below(3) == 0)
                made.texts.push_back({field, below(2) == 0 ? word() : sentence()});
        made.values = {{Facet::type, below(4) == 0 ? "chart" : "dataset"},
                       {Facet::platform, platform()},
                       {Facet::env, below(2) == 0 ? "PROD" : "DEV"}};
        for (const Facet facet : {Facet::owner, Facet::owner, Facet::tag, Facet::tag, Facet::tag})
            if (below(2) == 0)
                made.values.push_back({facet, word()});
        return made;
    }

    IndexDelta delta(std::size_t most)
    {
        IndexDelta made;
        for (std::size_t i = below(most) + 1; i > 0; --i)
            made.upserts.push_back(document());
        if (below(2) == 0)
            made.removals.push_back("urn:" + std::to_string(below(120)));
        made.position = ++position_;
        return made;
    }

    Question question()
    {
        if (below(3) == 0)
            return leaf(true);
        if (below(2) == 0)
            return group(2);
        Question made = joined(2, true);
        return made;
    }

    /// What narrows a search: every other one of these is set where the bit of `choice` is.
    static constexpr unsigned narrowings = 5;
    void narrow(SearchQuery& query, unsigned choice)
    {
        if ((choice & 1U) != 0)
            query.filters.push_back({Facet::platform, {platform(), platform()}});
        if ((choice & 2U) != 0)
            query.filters.push_back({Facet::owner, {word(), word(), word()}});
        if ((choice & 4U) != 0)
            query.filters.push_back({Facet::env, {"PROD"}});
        if ((choice & 8U) != 0)
            query.filters.push_back({Facet::tag, {word(), word(), word(), word(), word()}});
        if ((choice & 16U) != 0)
            query.numbers.push_back(bounds());
    }

private:
    std::size_t below(std::size_t limit) { return random_() % limit; }

    std::string word()
    {
        static constexpr const char* words[] = {"user",   "User", "id",       "예약", "예약번호", "차량",
                                                "v2",     "log",  "map",      "café", "번",       "予約番号",
                                                "userid", "u",    "logEntry", "trip", "고객명",   "회원"};
        return words[below(std::size(words))];
    }

    std::string platform()
    {
        static constexpr const char* platforms[] = {"mysql", "postgres", "BigQuery"};
        return platforms[below(std::size(platforms))];
    }

    std::string shared_column()
    {
        static constexpr const char* names[] = {"user_id", "createdAt", "예약_번호", "userIdMap", "id"};
        return names[below(std::size(names))];
    }

    std::string identifier()
    {
        return random_identifier([this] { return word(); }, [this](std::size_t n) { return below(n); });
    }

    std::string sentence()
    {
        return random_sentence([this] { return word(); }, [this](std::size_t n) { return below(n); });
    }

    NumberFilter bounds()
    {
        NumberFilter made;
        made.number = static_cast<Number>(below(number_count));
        if (below(3) > 0)
            made.least = static_cast<std::int64_t>(below(6)) - 2;
        if (below(3) > 0)
            made.most = static_cast<std::int64_t>(below(6)) - 1;
        return made;
    }

    Question joined(int depth, bool last)
    {
        const Question left = operand(depth, false);
        switch (below(4)) {
        case 0: {
            const Question right = operand(depth, last);
            return {left.text + " OR " + right.text, left.match + " OR " + right.match};
        }
        case 1: {
            const Question right = operand(depth, false);
            return {left.text + (below(2) == 0 ? " -" : " NOT ") + right.text,
                    left.match + " NOT " + right.match};
        }
        default: {
            const Question right = operand(depth, last);
            return {left.text + (below(2) == 0 ? " " : " AND ") + right.text,
                    left.match + " AND " + right.match};
        }
        }
    }

    Question operand(int depth, bool last)
    {
        if (depth == 0 || below(2) == 0)
            return leaf(last);
        if (below(5) == 0) {
            const Question inner = group(depth - 1);
            return {"NOT " + inner.text, "(" + fts5::everything() + " NOT " + inner.match + ")"};
        }
        return group(depth - 1);
    }

    Question group(int depth)
    {
        const Question inner = joined(depth, false);
        return {"(" + inner.text + ")", "(" + inner.match + ")"};
    }

    Question leaf(bool last)
    {
        switch (below(6)) {
        case 0:
            return quotation("", every_field());
        case 1: {
            const Field field = scope();
            return quotation(std::string(field_name(field)) + ":", {field});
        }
        case 2: {
            const Field field = scope();
            return words(std::string(field_name(field)) + ":", {field}, last);
        }
        case 3:
            return valued(last);
        default:
            return words("", every_field(), last);
        }
    }

    /// Fields that are no facets as well.
    Field scope()
    {
        static constexpr Field fields[] = {
            Field::name,        Field::qualified_name,     Field::column,
            Field::description, Field::column_description, Field::custom_property};
        return fields[below(std::size(fields))];
    }

    /// A facet, or both a facet and a field.
    Question valued(bool last)
    {
        if (below(2) == 0) {
            const std::string value = platform();
            return {"platform:" + value, "(" + fts5::facet_value(Facet::platform, value) + ")"};
        }
        Question made = words("tag:", {Field::tag}, last);
        made.match = "(" + made.match + " OR " +
                     fts5::facet_value(Facet::tag, made.text.substr(std::string_view("tag:").size())) + ")";
        return made;
    }

    /// One word: all of its terms, the last of them as a prefix at the end of a query or before a star.
    Question words(const std::string& before, const std::vector<Field>& fields, bool last)
    {
        struct Inflected {
            std::string typed, plain;
        };
        static const std::vector<Inflected> with_particles = {
            {"차량을", "차량"}, {"예약번호에서", "예약번호"}, {"회원의", "회원"}};
        Inflected chosen;
        chosen.typed = chosen.plain = below(3) == 0 ? identifier_of_one_word() : word();
        if (below(8) == 0)
            chosen = with_particles[below(with_particles.size())];
        bool prefix = last;
        if (chosen.typed == "user" || chosen.typed == "u" || chosen.typed == "log")
            if (below(2) == 0) {
                chosen.typed += '*';
                prefix = true;
            }
        std::string match;
        const auto tokens = required(chosen.plain);
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            const bool open = tokens[i].kind == TokenKind::syllable ||
                              (prefix && i + 1 == tokens.size() && ends_with_part(chosen.typed));
            match += (i == 0 ? "" : " AND ") + fts5::token(tokens[i].text, open, fields);
        }
        // A word of syllables is also found where a name breaks it.
        if (const std::string run = run_of(chosen.plain); !run.empty())
            match = "(" + match + ") OR " + fts5::token(run, prefix && chosen.typed == chosen.plain, fields);
        return {before + chosen.typed, "(" + match + ")"};
    }

    std::string identifier_of_one_word()
    {
        static constexpr const char* joints[] = {"_", "", ".", "-"};
        return word() + joints[below(std::size(joints))] + word();
    }

    struct Term {
        std::string text;
        TokenKind kind;
    };
    std::vector<Term> required(std::string_view text)
    {
        std::vector<Term> terms;
        for (const Token& token : analyzer_.analyze(text))
            if (token.kind != TokenKind::pair && token.kind != TokenKind::tail)
                terms.push_back({std::string(token.text), token.kind});
        return terms;
    }

    /// The text itself, where it is one run of three syllables or more.
    std::string run_of(std::string_view text)
    {
        const auto tokens = analyzer_.analyze(text);
        for (const Token& token : tokens)
            if (token.kind != TokenKind::gram && token.kind != TokenKind::tail)
                return {};
        return tokens.size() < 3 ? std::string() : std::string(analyzer_.joined());
    }

    bool ends_with_part(std::string_view text)
    {
        const auto tokens = analyzer_.analyze(text);
        return tokens.back().kind == TokenKind::part;
    }

    /// Runs of syllables never follow each other: whether they were written as one is not asked by FTS5.
    Question quotation(const std::string& before, const std::vector<Field>& fields)
    {
        static constexpr const char* letters[] = {"user", "id", "v2",     "log",   "map",
                                                  "café", "u",  "userId", "userid"};
        static constexpr const char* syllables[] = {"예약", "차량", "번", "예약번호", "회"};
        std::string text;
        for (std::size_t i = below(3); i > 0; --i) {
            if (below(4) == 0)
                text += std::string(syllables[below(std::size(syllables))]) + " ";
            text += std::string(letters[below(std::size(letters))]) + " ";
        }
        if (text.empty() || below(3) == 0)
            text += syllables[below(std::size(syllables))];
        std::vector<std::string> tokens;
        TokenKind last = TokenKind::part;
        for (const Token& token : analyzer_.analyze(text))
            if (token.kind != TokenKind::pair) {
                tokens.emplace_back(token.text);
                last = token.kind;
            }
        if (last == TokenKind::tail)
            tokens.pop_back();
        return {before + '"' + text + '"',
                "(" + fts5::phrase(tokens, last == TokenKind::syllable, fields) + ")"};
    }

    std::mt19937_64 random_;
    Position position_ = 0;
    Analyzer analyzer_;
};

} // namespace colophon::search
