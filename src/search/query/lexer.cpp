// SPDX-License-Identifier: Apache-2.0
#include "search/query/lexer.hpp"

#include "core/text.hpp"

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

// The spaces that keyboards make; U+3000 is the wide one of Korean and Japanese input.
constexpr auto spaces =
    std::to_array<std::string_view>({" ", "\t", "\n", "\r", "\f", "\v", "\u00A0", "\u3000"});

std::size_t space_at(std::string_view text, std::size_t at)
{
    for (const std::string_view space : spaces)
        if (text.substr(at).starts_with(space))
            return space.size();
    return 0;
}

Scope scope_of(std::string_view name)
{
    Scope scope;
    for (std::size_t i = 0; i < field_count; ++i)
        if (field_name(static_cast<Field>(i)) == name)
            scope.field = static_cast<Field>(i);
    scope.facet = parse_facet(name);
    return scope;
}

class Cutter {
public:
    explicit Cutter(std::string_view query) : query_(query) {}

    Result<std::vector<Lexeme>> cut()
    {
        while (skip_spaces(), at_ < query_.size())
            if (auto problem = next())
                return tl::unexpected<Error>(std::move(*problem));
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

    std::optional<Error> next()
    {
        switch (query_[at_]) {
        case '(':
            take(Kind::open, 1);
            return std::nullopt;
        case ')':
            take(Kind::close, 1);
            return std::nullopt;
        case '"':
            return quotation();
        case '-':
            if (at_ + 1 < query_.size() && space_at(query_, at_ + 1) == 0) {
                take(Kind::negation, 1);
                return std::nullopt;
            }
            [[fallthrough]];
        default:
            word();
            return std::nullopt;
        }
    }

    std::optional<Error> quotation()
    {
        const std::size_t end = query_.find('"', at_ + 1);
        if (end == std::string_view::npos)
            return query_error(query_, at_, "quotation does not end; close it with \"").value();
        found_.push_back({Kind::phrase, query_.substr(at_ + 1, end - at_ - 1), at_});
        at_ = end + 1;
        return std::nullopt;
    }

    void word()
    {
        if (query_.substr(at_).starts_with("urn:")) {
            take(Kind::urn, urn_length());
            return;
        }
        const std::string_view text = query_.substr(at_, word_length());
        if (const std::size_t colon = text.find(':'); colon != std::string_view::npos)
            if (const Scope scope = scope_of(lower(text.substr(0, colon))); scope.field || scope.facet) {
                take(Kind::scope, colon + 1);
                found_.back().scope = scope;
                return;
            }
        for (const Keyword& keyword : keywords)
            if (keyword.text == text) {
                take(keyword.kind, text.size());
                return;
            }
        take(Kind::word, text.size());
    }

    std::size_t word_length() const
    {
        std::size_t end = at_;
        while (end < query_.size() && space_at(query_, end) == 0 && query_[end] != '(' &&
               query_[end] != ')' && query_[end] != '"')
            ++end;
        return end - at_;
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
        found_.push_back({kind, query_.substr(at_, length), at_});
        at_ += length;
    }

    std::string_view query_;
    std::size_t at_ = 0;
    std::vector<Lexeme> found_;
};

} // namespace

Result<std::vector<Lexeme>> cut(std::string_view query)
{
    return Cutter(query).cut();
}

tl::unexpected<Error> query_error(std::string_view query, std::size_t at, const std::string& message)
{
    const std::string offset = std::to_string(code_points(query.substr(0, at)));
    return failure(Errc::invalid_argument, "cannot read the query at character " + offset + ": " + message,
                   "q:" + offset);
}

} // namespace colophon::search
