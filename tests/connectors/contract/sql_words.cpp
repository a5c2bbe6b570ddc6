// SPDX-License-Identifier: Apache-2.0
#include "connectors/contract/sql_words.hpp"

#include <algorithm>

namespace colophon::contract {
namespace {

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// Reads one statement from its beginning to its end.
class Words {
public:
    explicit Words(std::string_view sql) : rest_(sql) {}

    std::vector<SqlWord> read()
    {
        while (!rest_.empty())
            step();
        return std::move(words_);
    }

private:
    void step()
    {
        const char c = rest_.front();
        if (rest_.starts_with("--") || c == '#')
            skip(rest_.find('\n'));
        else if (rest_.starts_with("/*"))
            skip_behind(rest_.find("*/", 2), 2);
        else if (c == '\'')
            skip_behind(rest_.find('\'', 1), 1);
        else if (is_letter(c) || c == '"' || c == '`')
            words_.push_back({name(), false});
        else if (is_digit(c))
            skip(std::min(std::find_if_not(rest_.begin(), rest_.end(),
                                           [](char d) { return is_letter(d) || is_digit(d); }) -
                              rest_.begin(),
                          static_cast<std::ptrdiff_t>(rest_.size())));
        else
            mark(c);
    }

    void mark(char c)
    {
        if (c == '(' && !words_.empty() && fresh_)
            words_.back().called = true;
        if (c != ' ' && c != '\n' && c != '\t')
            fresh_ = false;
        rest_.remove_prefix(1);
    }

    /// With the parts behind its dots.
    std::string name()
    {
        std::string text = part();
        while (rest_.size() > 1 && rest_[0] == '.' &&
               (is_letter(rest_[1]) || rest_[1] == '"' || rest_[1] == '`')) {
            rest_.remove_prefix(1);
            text += '.' + part();
        }
        fresh_ = true;
        return text;
    }

    std::string part()
    {
        const char first = rest_.front();
        if (first == '"' || first == '`') {
            const std::size_t end = std::min(rest_.find(first, 1), rest_.size());
            std::string text(rest_.substr(1, end - 1));
            rest_.remove_prefix(std::min(end + 1, rest_.size()));
            return text;
        }
        const auto* end =
            std::find_if_not(rest_.begin(), rest_.end(), [](char c) { return is_letter(c) || is_digit(c); });
        std::string text(rest_.begin(), end);
        rest_.remove_prefix(text.size());
        std::ranges::transform(text, text.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        return text;
    }

    template <class Size> void skip(Size to)
    {
        rest_.remove_prefix(std::min(static_cast<std::size_t>(to), rest_.size()));
        fresh_ = false;
    }

    void skip_behind(std::size_t found, std::size_t length)
    {
        skip(found == std::string_view::npos ? rest_.size() : found + length);
    }

    std::string_view rest_;
    std::vector<SqlWord> words_;
    bool fresh_ = false; ///< nothing but blanks came since the last word
};

} // namespace

std::vector<SqlWord> sql_words(std::string_view sql)
{
    return Words(sql).read();
}

} // namespace colophon::contract
