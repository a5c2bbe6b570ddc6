// SPDX-License-Identifier: Apache-2.0
#include "search/query/lexer.hpp"

#include "core/text.hpp"
#include "search/query/comparisons.hpp"
#include "search/query/spelling.hpp"

#include <algorithm>
#include <array>

namespace colophon::search {

namespace {

using Kind = Lexeme::Kind;

struct Keyword {
    std::string_view text;
    Kind kind;
};
constexpr auto keywords = std::to_array<Keyword>({
    {"AND", Kind::conjunction},
    {"OR", Kind::disjunction},
    {"NOT", Kind::negation},
});
// Need no space behind them.
constexpr auto operators = std::to_array<Keyword>({
    {"&&", Kind::conjunction},
    {"||", Kind::disjunction},
});

bool is_name(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
    });
}

bool is_operator(Kind kind)
{
    return kind == Kind::conjunction || kind == Kind::disjunction || kind == Kind::negation;
}

/// The first step of reading: what stands for what, without regard to order. The first error ends it.
class Cutter {
public:
    Cutter(std::string_view query, std::size_t begin) : query_(query), at_(begin) {}

    Result<std::vector<Lexeme>> cut()
    {
        while (skip_spaces(), at_ < query_.size() && !problem_)
            next();
        if (problem_)
            return tl::unexpected<Error>(std::move(*problem_));
        if (bar_last_)
            found_.pop_back();
        found_.push_back({Kind::end, {}, query_.size()});
        return std::move(found_);
    }

private:
    void skip_spaces()
    {
        while (at_ < query_.size())
            if (const std::size_t length = space_at(query_, at_); length > 0)
                at_ += length;
            else
                return;
    }

    void refuse(std::size_t at, const std::string& message)
    {
        if (!problem_)
            problem_ = query_error(query_, at, message).value();
    }

    bool ends_at(std::size_t at) const { return at >= query_.size() || space_at(query_, at) > 0; }

    void next()
    {
        switch (query_[at_]) {
        case '(':
            take(Kind::open, 1);
            return;
        case ')':
            take(Kind::close, 1);
            at_ += boost_at(query_, at_);
            return;
        case '"':
            quotation();
            return;
        case '|':
            if (ends_at(at_ + 1)) {
                bar();
                return;
            }
            break;
        case '+': // required, as all words are
            if (!ends_at(at_ + 1)) {
                ++at_;
                return;
            }
            break;
        default:
            if (negates()) {
                take(Kind::negation, 1);
                return;
            }
        }
        for (const Keyword& symbol : operators)
            if (query_.substr(at_).starts_with(symbol.text)) {
                take(symbol.kind, symbol.text.size());
                return;
            }
        if (!curly_quotation())
            word();
    }

    /// Word processors make these of quotation marks. One that is not closed is a mark like others.
    bool curly_quotation()
    {
        constexpr std::string_view opening = "\u201C";
        constexpr std::string_view closing = "\u201D";
        const std::size_t begin = at_ + opening.size();
        if (!query_.substr(at_).starts_with(opening))
            return false;
        const std::size_t end = query_.find(closing, begin);
        if (end == std::string_view::npos)
            return false;
        add({Kind::phrase, query_.substr(begin, end - begin), at_});
        at_ = end + closing.size();
        return true;
    }

    /// `-` and `!` before something; `!=` and `!!!` are marks like others.
    bool negates() const
    {
        constexpr std::string_view marks = "!=<>?.,;:&|-+*/)";
        if (ends_at(at_ + 1))
            return false;
        return query_[at_] == '-' ||
               (query_[at_] == '!' && marks.find(query_[at_ + 1]) == std::string_view::npos);
    }

    /// A bar by itself is an OR where it stands between two things, and a mark where it does not: rows of
    /// tables are pasted too.
    void bar()
    {
        const bool follows =
            !found_.empty() && !is_operator(found_.back().kind) && found_.back().kind != Kind::open;
        if (follows) {
            take(Kind::disjunction, 1);
            bar_last_ = true;
        } else {
            ++at_;
        }
    }

    void quotation()
    {
        const std::size_t end = find_unescaped(query_, '"', at_ + 1);
        if (end == std::string_view::npos) {
            refuse(at_, "quotation does not end; close it with \", or write \\\" for the mark itself");
            return;
        }
        add({Kind::phrase, query_.substr(at_ + 1, end - at_ - 1), at_});
        at_ = end + 1;
        at_ += boost_at(query_, at_);
    }

    void word()
    {
        const std::string_view rest = query_.substr(at_);
        if (rest.starts_with("urn:") && !rest.substr(4).starts_with('"')) {
            take(Kind::urn, urn_length());
            return;
        }
        const std::string_view text = rest.substr(0, word_length());
        if (scope(text) || comparison(text) || problem_)
            return;
        for (const Keyword& keyword : keywords)
            if (keyword.text == text) {
                take(keyword.kind, text.size());
                return;
            }
        take(Kind::word, text.size());
    }

    /// `name:` and its value.
    bool scope(std::string_view text)
    {
        const std::size_t colon = find_unescaped(text, ':');
        if (colon == std::string_view::npos)
            return false;
        const std::string_view name = text.substr(0, colon);
        const std::optional<Scope> scope = find_scope(name);
        if (const std::string_view advice = advice_on(name); !advice.empty())
            refuse(at_, std::string(advice) + ", or quote it to search for the text");
        if (!scope) {
            doubt(name, ":");
            return false;
        }
        const std::size_t begin = at_;
        take(Kind::scope, colon + 1);
        found_.back().scope = *scope;
        value(begin);
        return true;
    }

    /// What looks like a field, and nearly is one, is refused: as words it would find nothing, and nobody
    /// would know why. Any other name before a colon is text.
    void doubt(std::string_view name, std::string_view colon)
    {
        const std::string_view meant =
            is_name(name) ? nearest_scope(name, colon.empty()) : std::string_view();
        const std::size_t behind = at_ + name.size() + colon.size();
        constexpr std::string_view continued = ":/\\"; // std::vector, http://
        if (meant.empty() || ends_at(behind) || continued.find(query_[behind]) != std::string_view::npos)
            return;
        refuse(at_, std::string("there is no field \"").append(name).append(colon) + "\"; did you mean \"" +
                        std::string(meant).append(colon) + "\"? Quote it to search for the text");
    }

    void value(std::size_t scope_at)
    {
        if (ends_at(at_) || query_[at_] == ')') {
            refuse(scope_at, "no value follows " + std::string(found_.back().text) +
                                 "; write it without a space, or quote it to search for the text");
            return;
        }
        switch (query_[at_]) {
        case '(':
            take(Kind::open, 1);
            return;
        case '"':
            quotation();
            return;
        case '[':
        case '{':
            range();
            return;
        default:
            if (query_.substr(at_).starts_with("urn:"))
                take(Kind::urn, urn_length());
            else if (!curly_quotation())
                take(Kind::word, compared_length(at_));
        }
    }

    void range()
    {
        const std::size_t end = query_.find_first_of("]}", at_);
        if (end == std::string_view::npos)
            refuse(at_, "range does not end; close it with ]");
        else
            take(Kind::range, end + 1 - at_);
    }

    /// `usage>100`, with spaces around the sign where a number follows it.
    bool comparison(std::string_view text)
    {
        const std::size_t sign =
            std::min(text.find_first_of("<>="), std::min(text.find("≥"), text.find("≤")));
        const std::string_view name = text.substr(0, sign);
        const std::optional<Scope> scope = find_scope(name);
        if (!scope || !scope->number) {
            if (sign != std::string_view::npos && sign + 1 < text.size() && text[sign + 1] >= '0' &&
                text[sign + 1] <= '9')
                doubt(name, "");
            return false;
        }
        std::size_t begin = at_ + name.size();
        if (sign == std::string_view::npos) {
            while (begin < query_.size() && space_at(query_, begin) > 0)
                begin += space_at(query_, begin);
            const std::size_t end = begin + comparison_sign(query_.substr(begin));
            if (end == begin || !number_follows(end))
                return false;
        }
        take(Kind::scope, name.size());
        found_.back().scope = {.number = scope->number};
        at_ = begin;
        take(Kind::word, compared_length(at_));
        return true;
    }

    bool number_follows(std::size_t at) const
    {
        while (at < query_.size() && space_at(query_, at) > 0)
            at += space_at(query_, at);
        const std::string_view rest = query_.substr(at);
        return !rest.empty() && ((rest.front() >= '0' && rest.front() <= '9') || rest.starts_with("now") ||
                                 rest.starts_with("today") || rest.starts_with("yesterday"));
    }

    /// A word, and the number behind it where it is but a sign.
    std::size_t compared_length(std::size_t at) const
    {
        const std::size_t length = word_length();
        const std::size_t sign = comparison_sign(query_.substr(at));
        if (sign == 0 || sign != length || !number_follows(at + sign))
            return length;
        std::size_t end = at + sign;
        while (space_at(query_, end) > 0)
            end += space_at(query_, end);
        return end + word_length(end) - at;
    }

    std::size_t word_length() const { return word_length(at_); }

    std::size_t word_length(std::size_t begin) const
    {
        constexpr std::string_view ends = "()\"";
        std::size_t end = begin;
        while (end < query_.size() && space_at(query_, end) == 0 &&
               ends.find(query_[end]) == std::string_view::npos)
            end += std::max<std::size_t>(1, escape_at(query_, end));
        return end - begin;
    }

    /// Parentheses belong to a URN as long as they balance.
    std::size_t urn_length() const
    {
        int depth = 0;
        std::size_t end = at_;
        for (; end < query_.size() && space_at(query_, end) == 0; ++end) {
            depth += query_[end] == '(' ? 1 : query_[end] == ')' ? -1 : 0;
            if (depth < 0)
                break;
        }
        return end - at_;
    }

    void take(Kind kind, std::size_t length)
    {
        add({kind, query_.substr(at_, length), at_});
        at_ += length;
    }

    void add(Lexeme lexeme)
    {
        // Behind a bar, only what can be chosen between.
        if (bar_last_ && (lexeme.kind == Kind::close || lexeme.kind == Kind::conjunction ||
                          lexeme.kind == Kind::disjunction))
            found_.pop_back();
        bar_last_ = false;
        found_.push_back(lexeme);
    }

    std::string_view query_;
    std::size_t at_;
    bool bar_last_ = false;
    std::vector<Lexeme> found_;
    std::optional<Error> problem_;
};

} // namespace

Result<std::vector<Lexeme>> cut(std::string_view query, std::size_t begin)
{
    return Cutter(query, begin).cut();
}

tl::unexpected<Error> query_error(std::string_view query, std::size_t at, const std::string& message)
{
    const std::string offset = std::to_string(code_points(query.substr(0, at)));
    return failure(Errc::invalid_argument, "cannot read the query at character " + offset + ": " + message,
                   "q:" + offset);
}

} // namespace colophon::search
