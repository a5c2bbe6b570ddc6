// SPDX-License-Identifier: Apache-2.0
#include "search/query/parser.hpp"

#include "core/text.hpp"
#include "search/analysis/analyzer.hpp"
#include "search/query/lexer.hpp"
#include "search/query/synonyms.hpp"
#include "search/query/words.hpp"

#include <optional>

namespace colophon::search {

namespace {

using Kind = Lexeme::Kind;

/// Recursive descent over the lexemes. A rule gives nullopt for what is ignored (punctuation). The first
/// error is kept and moves to the end, where every rule stops.
class Parser {
public:
    Parser(std::string_view query, const std::vector<Lexeme>& lexemes, const QueryContext& context)
        : query_(query), lexemes_(lexemes), synonyms_(context.synonyms)
    {
    }

    Result<ParsedQuery> parse()
    {
        std::optional<Node> root = disjunction();
        if (here().kind == Kind::close)
            refuse(here(), "this parenthesis closes none");
        if (problem_)
            return tl::unexpected<Error>(std::move(*problem_));
        ParsedQuery parsed;
        parsed.root = root ? std::move(*root) : nothing();
        if (plain_) {
            Analyzer analyzer;
            analyzer.analyze(query_);
            parsed.joined = analyzer.joined();
            parsed.joined_prefix = ends_with_word();
        }
        return parsed;
    }

private:
    static Node nothing()
    {
        Node node;
        node.kind = Node::Kind::nothing;
        return node;
    }

    const Lexeme& here() const { return lexemes_[next_]; }

    const Lexeme& advance()
    {
        const Lexeme& taken = here();
        if (taken.kind != Kind::end)
            ++next_;
        return taken;
    }

    void refuse(const Lexeme& at, const std::string& message)
    {
        if (!problem_)
            problem_ = query_error(query_, at.at, message).value();
        next_ = lexemes_.size() - 1;
    }

    bool take(Kind kind)
    {
        if (here().kind != kind)
            return false;
        ++next_;
        return true;
    }

    std::optional<Node> disjunction()
    {
        std::vector<Node> choices;
        const auto keep = [&choices](std::optional<Node> node) {
            if (node)
                choices.push_back(std::move(*node));
        };
        keep(conjunction());
        while (here().kind == Kind::disjunction) {
            plain_ = false;
            need_operand_after(advance());
            keep(conjunction());
        }
        if (choices.empty())
            return std::nullopt;
        return any_of(std::move(choices));
    }

    void need_operand_after(const Lexeme& op)
    {
        const Kind kind = here().kind;
        if (kind == Kind::end || kind == Kind::close || kind == Kind::conjunction ||
            kind == Kind::disjunction)
            refuse(op, "nothing follows " + std::string(op.text) + "; quote it to search for the word");
    }

    bool ends_operands() const
    {
        const Kind kind = here().kind;
        return kind == Kind::end || kind == Kind::close || kind == Kind::disjunction;
    }

    std::optional<Node> conjunction()
    {
        if (here().kind == Kind::conjunction || here().kind == Kind::disjunction)
            refuse(here(),
                   "nothing precedes " + std::string(here().text) + "; quote it to search for the word");
        std::vector<Node> parts;
        while (!ends_operands()) {
            if (here().kind == Kind::conjunction) {
                plain_ = false;
                need_operand_after(advance());
            }
            if (std::optional<Node> part = operand())
                parts.push_back(std::move(*part));
        }
        if (parts.empty())
            return std::nullopt;
        return all_of(std::move(parts));
    }

    std::optional<Node> operand()
    {
        const Lexeme& first = here();
        if (!take(Kind::negation))
            return primary();
        plain_ = false;
        need_operand_after(first);
        descend(first);
        const bool was_negated = std::exchange(negated_, true);
        std::optional<Node> inner = operand();
        negated_ = was_negated;
        --depth_;
        if (!inner)
            return std::nullopt;
        return not_of(std::move(*inner));
    }

    void descend(const Lexeme& at)
    {
        if (++depth_ > max_query_depth)
            refuse(at, "nested deeper than " + std::to_string(max_query_depth));
    }

    std::optional<Node> primary()
    {
        const Lexeme& first = advance();
        switch (first.kind) {
        case Kind::word:
            return words(first);
        case Kind::phrase:
            return known(text_node(first, all_fields));
        case Kind::urn:
            return urn(first);
        case Kind::scope:
            return scoped(first);
        case Kind::open:
            return parenthesis(first);
        default:
            return std::nullopt;
        }
    }

    static std::optional<Node> known(Node node)
    {
        if (node.kind == Node::Kind::nothing)
            return std::nullopt;
        return node;
    }

    void count_word(const Lexeme& at)
    {
        if (++words_ > max_query_words)
            refuse(at, "more than " + std::to_string(max_query_words) + " words");
    }

    /// The longest run of words that has synonyms, as one condition; where none has, the first word.
    std::optional<Node> words(const Lexeme& first)
    {
        const Synonyms found = synonyms_from(next_ - 1);
        std::vector<Node> typed;
        if (std::optional<Node> word = known(text_node(first, all_fields)))
            typed.push_back(std::move(*word));
        for (std::size_t i = 1; i < found.words; ++i)
            if (std::optional<Node> word = known(text_node(advance(), all_fields)))
                typed.push_back(std::move(*word));
        if (typed.empty())
            return std::nullopt;
        return with_synonyms(all_of(std::move(typed)), found.others, all_fields);
    }

    struct Synonyms {
        std::vector<std::string_view> others;
        std::size_t words = 0; ///< of the query, that they stand for
    };
    Synonyms synonyms_from(std::size_t begin) const
    {
        Synonyms found;
        if (synonyms_ == nullptr)
            return found;
        const std::size_t most = negated_ ? 1 : synonyms_->longest();
        std::string joined;
        Analyzer analyzer;
        for (std::size_t i = begin; i < begin + most && lexemes_[i].kind == Kind::word; ++i) {
            analyzer.analyze(lexemes_[i].text);
            joined += analyzer.joined();
            if (std::vector<std::string_view> others = synonyms_->others(joined); !others.empty())
                found = {std::move(others), i + 1 - begin};
        }
        return found;
    }

    Node text_node(const Lexeme& lexeme, FieldMask fields)
    {
        count_word(lexeme);
        if (lexeme.kind == Kind::phrase)
            return phrase_node(lexeme.text, fields);
        const bool last = here().kind == Kind::end && !negated_;
        const bool prefix = last || lexeme.text.ends_with('*');
        return word_node(lexeme.text, fields, prefix ? Completion::prefix : Completion::whole_word);
    }

    std::optional<Node> urn(const Lexeme& lexeme)
    {
        plain_ = false;
        count_word(lexeme);
        Node node;
        node.kind = Node::Kind::urn;
        node.text = lexeme.text;
        return node;
    }

    std::optional<Node> parenthesis(const Lexeme& open)
    {
        plain_ = false;
        descend(open);
        if (here().kind == Kind::close)
            refuse(open, "nothing stands between the parentheses");
        std::optional<Node> inner = disjunction();
        if (!take(Kind::close))
            refuse(open, "parenthesis does not close");
        --depth_;
        return inner;
    }

    /// `field:value`: the value is one word or one quotation. Where the name is that of a facet, the value is
    /// compared whole; where it is both, either will do.
    std::optional<Node> scoped(const Lexeme& name)
    {
        plain_ = false;
        const Lexeme& value = here();
        if ((value.kind != Kind::word && value.kind != Kind::phrase && value.kind != Kind::urn) ||
            value.at != name.at + name.text.size()) {
            refuse(name, "no value follows " + std::string(name.text));
            return std::nullopt;
        }
        advance();
        std::vector<Node> choices;
        if (name.scope.field)
            if (std::optional<Node> text = known(text_node(value, mask_of(*name.scope.field))))
                choices.push_back(std::move(*text));
        if (name.scope.facet) {
            Node node;
            node.kind = Node::Kind::facet;
            node.facet = *name.scope.facet;
            node.text = value.text;
            choices.push_back(std::move(node));
        }
        if (choices.empty())
            return std::nullopt;
        Node scoped = any_of(std::move(choices));
        scoped.word = false;
        return scoped;
    }

    bool ends_with_word() const
    {
        return lexemes_.size() > 1 && lexemes_[lexemes_.size() - 2].kind == Kind::word;
    }

    std::string_view query_;
    const std::vector<Lexeme>& lexemes_;
    const SynonymTable* synonyms_;
    std::size_t next_ = 0;
    std::size_t words_ = 0;
    int depth_ = 0;
    bool negated_ = false;
    std::optional<Error> problem_;
    bool plain_ = true; ///< nothing but words and quotations so far
};

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view spaces = " \t\n\r\f\v";
    const std::size_t first = text.find_first_not_of(spaces);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

} // namespace

Result<ParsedQuery> parse_query(std::string_view text, const QueryContext& context)
{
    if (!is_utf8(text))
        return failure(Errc::invalid_argument, "the query is not UTF-8", "q:0");
    if (code_points(text) > max_query_code_points)
        return failure(Errc::invalid_argument,
                       "the query is longer than " + std::to_string(max_query_code_points) + " characters",
                       "q:" + std::to_string(max_query_code_points));
    const std::string_view literal = trimmed(text);
    if (literal.empty() || literal == "*")
        return ParsedQuery{};
    Result<std::vector<Lexeme>> lexemes = cut(text);
    if (!lexemes)
        return tl::unexpected<Error>(std::move(lexemes).error());
    Result<ParsedQuery> parsed = Parser(text, *lexemes, context).parse();
    if (parsed)
        parsed->literal = literal;
    return parsed;
}

} // namespace colophon::search
