// SPDX-License-Identifier: Apache-2.0
#include "service/private_text.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace colophon::service {
namespace {

constexpr std::size_t most_digits = 6;       ///< of a number that means nobody, as in 202601
constexpr std::size_t shortest_key = 12;     ///< letters and digits in turns
constexpr std::size_t longest_word = 40;     ///< without anything that separates
constexpr std::size_t shortest_password = 8; ///< of capitals, small letters, digits and signs
constexpr int fewest_turns = 3;

constexpr std::array<std::string_view, 10> key_beginnings{"cln_", "ghp_", "gho_",  "github_pat_", "glpat-",
                                                          "sk-",  "akia", "xoxb-", "xoxp-",       "eyj"};
constexpr std::array<std::string_view, 9> secret_names{"password", "passwd", "pwd",      "secret", "token",
                                                       "api_key",  "apikey", "비밀번호", "암호"};

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}
bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}
bool is_alphanumeric(char c)
{
    return is_digit(c) || is_upper(c) || is_lower(c);
}

/// Digits of one number, however people group them.
bool has_long_number(std::string_view text)
{
    std::size_t digits = 0;
    for (const char c : text) {
        if (is_digit(c))
            ++digits;
        else if (std::string_view(" -.()+/").find(c) == std::string_view::npos)
            digits = 0;
        if (digits > most_digits)
            return true;
    }
    return false;
}

/// As no name is written: letters and digits in turns, or endless.
bool looks_made_by_chance(std::string_view run)
{
    int turns = 0;
    for (std::size_t i = 1; i < run.size(); ++i)
        turns += is_digit(run[i]) != is_digit(run[i - 1]) ? 1 : 0;
    return run.size() > longest_word || (run.size() >= shortest_key && turns >= fewest_turns);
}

bool has_key(std::string_view word)
{
    const auto small = lower(word);
    if (std::any_of(key_beginnings.begin(), key_beginnings.end(), [&](std::string_view beginning) {
            return small.starts_with(beginning) && small.size() >= beginning.size() + shortest_password;
        }))
        return true;
    for (std::size_t begin = 0; begin < word.size();) {
        std::size_t end = begin;
        while (end < word.size() && is_alphanumeric(word[end]))
            ++end;
        if (looks_made_by_chance(word.substr(begin, end - begin)))
            return true;
        begin = end + 1;
    }
    return false;
}

bool is_like_a_password(std::string_view word)
{
    const auto is_sign = [](char c) {
        return std::string_view("!@#$%^&*+=?~|\\<>").find(c) != std::string_view::npos;
    };
    return word.size() >= shortest_password && std::any_of(word.begin(), word.end(), is_upper) &&
           std::any_of(word.begin(), word.end(), is_lower) &&
           std::any_of(word.begin(), word.end(), is_digit) && std::any_of(word.begin(), word.end(), is_sign);
}

bool is_address(std::string_view word)
{
    const auto at = word.find('@');
    return at != std::string_view::npos && at > 0 && word.find('.', at) != std::string_view::npos;
}

/// `password=…`, `token: …`.
bool names_a_secret(std::string_view text)
{
    const auto small = lower(text);
    return std::any_of(secret_names.begin(), secret_names.end(), [&](std::string_view name) {
        const auto at = small.find(name);
        if (at == std::string::npos)
            return false;
        const auto next = small.find_first_not_of(" \"'", at + name.size());
        return next != std::string::npos && (small[next] == '=' || small[next] == ':');
    });
}

} // namespace

bool may_be_private(std::string_view text)
{
    if (has_long_number(text) || names_a_secret(text))
        return true;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find_first_of(" \t\n", begin), text.size());
        const auto word = text.substr(begin, end - begin);
        if (is_address(word) || is_like_a_password(word) || has_key(word))
            return true;
        begin = end + 1;
    }
    return false;
}

} // namespace colophon::service
