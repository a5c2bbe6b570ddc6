// SPDX-License-Identifier: Apache-2.0
#include "search/query/parser.hpp"

#include "core/text.hpp"
#include "search/analysis/analyzer.hpp"
#include "search/analysis/keyboard.hpp"
#include "search/query/spelling.hpp"
#include "search/query/wildcards.hpp"
#include "search/query/word_reader.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <optional>
#include <set>

namespace colophon::search {

namespace {

using Kind = Lexeme::Kind;

std::int64_t clock_ms()
{
    return std::chrono::system_clock::now().time_since_epoch() / std::chrono::milliseconds(1);
}

std::string_view without_stars_behind(std::string_view word)
{
    while (word.ends_with('*'))
        word.remove_suffix(1);
    return word;
}

/// Recursive descent over the lexemes. A rule gives nullopt for what is ignored (punctuation). The first
/// error is kept and moves to the end, where every rule stops.
class Parser {
public:
    Parser(std::string_view query, const std::vector<Lexeme>& lexemes, const QueryContext& context)
        : query_(query), lexemes_(lexemes), reader_(context), now_ms_(context.now_ms.value_or(clock_ms()))
    {
    }

    Result<ParsedQuery> parse()
    {
        std::optional<Node> root = disjunction();
        if (here().kind == Kind::close)
            refuse(here(), "this parenthesis closes none; write \\) for the mark itself");
        if (problem_)
            return tl::unexpected<Error>(std::move(*problem_));
        ParsedQuery parsed;
        parsed.root = root ? std::move(*root) : nothing();
        parsed.styled = reader_.styled();
        if (plain_) {
            Analyzer analyzer;
            analyzer.analyze(query_.substr(lexemes_.front().at));
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
        std::set<std::string_view> words;
        while (!ends_operands()) {
            if (here().kind == Kind::conjunction) {
                plain_ = false;
                need_operand_after(advance());
            }
            const Lexeme& first = here();
            std::optional<Node> part = operand();
            // A word that is said again asks for nothing new.
            const bool one_word = first.kind == Kind::word && &first + 1 == &here();
            const bool again = one_word && !words.insert(first.text).second && here().kind != Kind::end;
            if (part && !again)
                parts.push_back(std::move(*part));
        }
        if (parts.empty())
            return std::nullopt;
        return all_of(without_stars(std::move(parts)));
    }

    /// A star by itself asks for nothing where something else is asked for.
    static std::vector<Node> without_stars(std::vector<Node> parts)
    {
        const auto is_star = [](const Node& part) { return part.kind == Node::Kind::everything; };
        if (std::ranges::all_of(parts, is_star))
            parts.resize(1);
        else
            std::erase_if(parts, is_star);
        return parts;
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
        case Kind::phrase:
        case Kind::range:
        case Kind::urn:
            return scope_ != nullptr ? value(*scope_, first) : unscoped(first);
        case Kind::scope:
            return scoped(first);
        case Kind::open:
            return parenthesis(first);
        default:
            return std::nullopt;
        }
    }

    std::optional<Node> unscoped(const Lexeme& first)
    {
        if (first.kind != Kind::urn)
            return words(first, all_fields);
        plain_ = false;
        count_word(first);
        Node node;
        node.kind = Node::Kind::urn;
        node.text = first.text;
        return node;
    }

    void count_word(const Lexeme& at)
    {
        if (++words_ > max_query_words)
            refuse(at, "more than " + std::to_string(max_query_words) + " words");
    }

    /// The condition, where it is one: marks alone are ignored.
    std::optional<Node> known(const Lexeme& at, Read read)
    {
        if (!read) {
            refuse(at, read.error());
            return std::nullopt;
        }
        if (read->kind == Node::Kind::nothing)
            return std::nullopt;
        return std::move(*read);
    }

    Read text(const Lexeme& lexeme, FieldMask fields)
    {
        const bool last = here().kind == Kind::end && !negated_;
        return reader_.read(lexeme, fields, last ? Completion::prefix : Completion::whole_word);
    }

    /// The longest run of words that has synonyms, as one condition; where none has, the first word.
    std::optional<Node> words(const Lexeme& first, FieldMask fields)
    {
        const auto rest = std::span(lexemes_).subspan(next_ - 1);
        WordReader::Run run = reader_.run(rest, negated_ ? 1 : max_query_words);
        std::vector<Node> typed;
        for (std::size_t i = 0; i < std::max<std::size_t>(1, run.words); ++i) {
            const Lexeme& word = i == 0 ? first : advance();
            count_word(word);
            plain_ = plain_ && without_stars_behind(word.text).find('*') == std::string_view::npos;
            if (std::optional<Node> node = known(word, text(word, fields)))
                typed.push_back(std::move(*node));
        }
        if (typed.empty())
            return std::nullopt;
        if (first.kind == Kind::phrase)
            return std::move(typed.front());
        return with_synonyms(all_of(std::move(typed)), run.synonyms, fields);
    }

    std::optional<Node> parenthesis(const Lexeme& open)
    {
        plain_ = false;
        descend(open);
        if (here().kind == Kind::close)
            refuse(open, "nothing stands between the parentheses");
        std::optional<Node> inner = disjunction();
        if (!take(Kind::close))
            refuse(open, "parenthesis does not close; write \\( for the mark itself");
        --depth_;
        return inner;
    }

    /// `field:value` and `field:(values)`.
    std::optional<Node> scoped(const Lexeme& name)
    {
        plain_ = false;
        const Lexeme& first = advance();
        if (first.kind != Kind::open)
            return value(name.scope, first);
        const Scope* const outer = std::exchange(scope_, &name.scope);
        std::optional<Node> inner = parenthesis(first);
        scope_ = outer;
        return inner;
    }

    std::optional<Node> value(const Scope& scope, const Lexeme& lexeme)
    {
        count_word(lexeme);
        Node none;
        none.kind = Node::Kind::nothing;
        Read in_texts = none;
        const bool names_value = lexeme.kind == Kind::urn && scope.facet; // and no words
        if (scope.field && lexeme.kind != Kind::range && !names_value) {
            const FieldMask fields = mask_of(*scope.field);
            in_texts = text(lexeme, fields);
            if (in_texts && in_texts->kind != Node::Kind::nothing && lexeme.kind == Kind::word)
                in_texts = with_synonyms(std::move(*in_texts), reader_.run({&lexeme, 1}, 1).synonyms, fields);
        }
        return known(lexeme, value_node(scope, lexeme, in_texts, now_ms_));
    }

    bool ends_with_word() const
    {
        return lexemes_.size() > 1 && lexemes_[lexemes_.size() - 2].kind == Kind::word;
    }

    std::string_view query_;
    const std::vector<Lexeme>& lexemes_;
    WordReader reader_;
    std::int64_t now_ms_;
    std::size_t next_ = 0;
    std::size_t words_ = 0;
    int depth_ = 0;
    bool negated_ = false;
    const Scope* scope_ = nullptr; ///< of the parentheses that we are in
    std::optional<Error> problem_;
    bool plain_ = true; ///< nothing but words and quotations so far
};

/// Words as the other layout writes them; whether there are any.
bool change_layout(std::vector<Lexeme>& lexemes, std::deque<std::string>& written)
{
    bool any = false;
    for (std::size_t i = 0; i + 1 < lexemes.size(); ++i) {
        const bool compared = i > 0 && lexemes[i - 1].kind == Kind::scope && !lexemes[i - 1].scope.field;
        if (lexemes[i].kind != Kind::word || compared)
            continue;
        const bool last = lexemes[i + 1].kind == Kind::end;
        if (std::optional<std::string> other = in_other_layout(lexemes[i].text, last)) {
            lexemes[i].text = written.emplace_back(std::move(*other));
            any = true;
        }
    }
    return any;
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
    const std::string_view literal = asked_for(text);
    if (literal.empty() || literal == "*")
        return ParsedQuery{};
    Result<std::vector<Lexeme>> lexemes = cut(text, static_cast<std::size_t>(literal.data() - text.data()));
    if (!lexemes)
        return tl::unexpected<Error>(std::move(lexemes).error());
    std::deque<std::string> written;
    const bool changed = context.style == WordStyle::keyboard && change_layout(*lexemes, written);
    Result<ParsedQuery> parsed = Parser(text, *lexemes, context).parse();
    if (!parsed)
        return parsed;
    parsed->literal = literal;
    parsed->context = context;
    parsed->styled = parsed->styled || changed;
    return parsed;
}

std::optional<Node> read_again(const ParsedQuery& query, WordStyle style)
{
    QueryContext context = query.context;
    context.style = style;
    Result<ParsedQuery> parsed = parse_query(query.literal, context);
    if (!parsed || !parsed->styled)
        return std::nullopt;
    return std::move(parsed->root);
}

} // namespace colophon::search
