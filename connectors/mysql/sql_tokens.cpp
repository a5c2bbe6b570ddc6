// SPDX-License-Identifier: Apache-2.0
#include "sql_tokens.hpp"

#include <algorithm>

namespace colophon::mysql {
namespace {

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// Letters of other scripts are bytes from 0x80 on.
bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool is_quote(char c)
{
    return c == '\'' || c == '"';
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Behind the quote that closes the one at `at`; a doubled one stands for itself, in a text a backslash takes
/// the next character along.
std::size_t end_of_quoted(std::string_view sql, std::size_t at)
{
    const char mark = sql[at];
    for (std::size_t i = at + 1; i < sql.size(); ++i) {
        if (sql[i] == '\\' && mark != '`')
            ++i;
        else if (sql[i] == mark) {
            if (i + 1 == sql.size() || sql[i + 1] != mark)
                return i + 1;
            ++i;
        }
    }
    return sql.size();
}

/// 0 where no comment begins.
std::size_t end_of_comment(std::string_view sql)
{
    if (sql.starts_with("/*")) {
        const std::size_t close = sql.find("*/", 2);
        return close == std::string_view::npos ? sql.size() : close + 2;
    }
    const bool dashes = sql.starts_with("--") && (sql.size() == 2 || is_blank(sql[2]));
    if (!dashes && !sql.starts_with('#'))
        return 0;
    return std::min(sql.find('\n'), sql.size());
}

std::size_t end_of_word(std::string_view sql)
{
    return static_cast<std::size_t>(std::find_if_not(sql.begin(), sql.end(), is_word) - sql.begin());
}

/// `1`, `0x1F`, `1e10`; `2024_log` is a name.
bool is_number(std::string_view word)
{
    if (word.starts_with("0x") || word.starts_with("0b"))
        return word.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
    const std::size_t digits = std::min(word.find_first_not_of("0123456789"), word.size());
    return digits == word.size() ||
           (lower(word[digits]) == 'e' &&
            word.find_first_not_of("0123456789", digits + 1) == std::string_view::npos);
}

/// Behind a fraction and an exponent, where there are any: `1.5`, `1.5e-3`.
std::size_t end_of_number(std::string_view sql)
{
    std::size_t end = end_of_word(sql);
    if (end < sql.size() && sql[end] == '.')
        end += 1 + end_of_word(sql.substr(end + 1));
    const bool exponent = end > 0 && lower(sql[end - 1]) == 'e' && !sql.starts_with("0x");
    if (exponent && end + 1 < sql.size() && (sql[end] == '-' || sql[end] == '+') && is_digit(sql[end + 1]))
        end += 1 + end_of_word(sql.substr(end + 1));
    return end;
}

/// Introducers: _utf8mb4'…', N'…', x'…', b'…'.
bool opens_text(std::string_view word)
{
    return word.starts_with('_') ||
           (word.size() == 1 && std::string_view("nxb").find(lower(word[0])) != std::string_view::npos);
}

SqlToken measure(std::string_view sql)
{
    using Kind = SqlToken::Kind;
    if (sql.empty())
        return {};
    if (const std::size_t comment = end_of_comment(sql); comment > 0)
        return {Kind::comment, sql.substr(0, comment)};
    if (is_quote(sql[0]) || sql[0] == '`')
        return {sql[0] == '`' ? Kind::identifier : Kind::text, sql.substr(0, end_of_quoted(sql, 0))};
    const std::size_t end = end_of_word(sql);
    if (is_digit(sql[0]) && is_number(sql.substr(0, end)))
        return {Kind::number, sql.substr(0, end_of_number(sql))};
    if (end == 0)
        return {Kind::symbol, sql.substr(0, 1)};
    if (end < sql.size() && is_quote(sql[end]) && opens_text(sql.substr(0, end)))
        return {Kind::text, sql.substr(0, end_of_quoted(sql, end))};
    return {Kind::word, sql.substr(0, end)};
}

} // namespace

bool SqlToken::is(std::string_view word) const
{
    return kind == Kind::word && raw.size() == word.size() &&
           std::equal(raw.begin(), raw.end(), word.begin(), [](char a, char b) { return lower(a) == b; });
}

SqlToken SqlTokens::next()
{
    rest_.remove_prefix(
        static_cast<std::size_t>(std::find_if_not(rest_.begin(), rest_.end(), is_blank) - rest_.begin()));
    SqlToken token = measure(rest_);
    rest_.remove_prefix(token.raw.size());
    return token;
}

std::string unquoted(std::string_view raw)
{
    const std::size_t open = std::min(raw.find_first_of("`'\""), raw.size());
    if (open == raw.size())
        return std::string(raw);
    const char mark = raw[open];
    std::string text;
    for (std::size_t i = open + 1; i < raw.size(); ++i) {
        if (raw[i] == mark && (i + 1 == raw.size() || raw[i + 1] != mark))
            break;
        if ((raw[i] == mark || (raw[i] == '\\' && mark != '`')) && i + 1 < raw.size())
            ++i;
        text += raw[i];
    }
    return text;
}

std::string mask_literals(std::string_view sql)
{
    std::string masked;
    SqlTokens tokens(sql);
    const char* copied = sql.data();
    for (SqlToken token = tokens.next(); token.kind != SqlToken::Kind::end; token = tokens.next()) {
        if (token.kind != SqlToken::Kind::text && token.kind != SqlToken::Kind::number)
            continue;
        masked.append(copied, token.raw.data());
        masked += '?';
        copied = token.raw.data() + token.raw.size();
    }
    return masked.append(copied, sql.data() + sql.size());
}

std::string hex_literal(std::string_view text)
{
    constexpr const char* digits = "0123456789abcdef";
    std::string hex = "x'";
    for (const char c : text) {
        hex += digits[static_cast<unsigned char>(c) >> 4];
        hex += digits[static_cast<unsigned char>(c) & 15];
    }
    return hex + '\'';
}

} // namespace colophon::mysql
