// SPDX-License-Identifier: Apache-2.0
#include "core/text.hpp"

#include <colophon/relational.hpp>
#include <utf8proc.h>

namespace colophon {
namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// Bytes of identifiers; all beyond ASCII counts as letters.
bool is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// Copies SQL without its values. Positions beyond the end mean the end: what is cut off is masked.
class LiteralMask {
public:
    explicit LiteralMask(std::string_view sql) : sql_(sql) {}

    std::string run()
    {
        while (at_ < sql_.size())
            step();
        return std::move(out_);
    }

private:
    void step()
    {
        const char c = sql_[at_];
        if (c == '\'')
            mask(end_of_string(at_, false));
        else if (c == '"')
            keep(after(sql_.find('"', at_ + 1), 1)); // "" inside reads as two identifiers: kept alike
        else if (sql_.substr(at_, 2) == "--")
            keep(after(sql_.find('\n', at_), 0));
        else if (sql_.substr(at_, 2) == "/*")
            keep(after(sql_.find("*/", at_ + 2), 2));
        else if (c == '$' && !dollar_tag().empty())
            mask(after(sql_.find(dollar_tag(), at_ + dollar_tag().size()), dollar_tag().size()));
        else if (is_digit(c))
            mask(end_of_number());
        else if (is_word(c))
            word();
        else
            keep(at_ + 1);
    }

    void word()
    {
        std::size_t end = at_;
        while (end < sql_.size() && (is_word(sql_[end]) || sql_[end] == '$'))
            ++end;
        const bool prefix = end == at_ + 1 && end < sql_.size() && sql_[end] == '\'' &&
                            std::string_view("eEbBxXnN").find(sql_[at_]) != std::string_view::npos;
        if (prefix)
            mask(end_of_string(end, sql_[at_] == 'e' || sql_[at_] == 'E'));
        else
            keep(end);
    }

    std::size_t after(std::size_t found, std::size_t length) const
    {
        return found == std::string_view::npos ? sql_.size() : found + length;
    }

    std::size_t end_of_string(std::size_t quote, bool backslashes) const
    {
        for (std::size_t i = quote + 1; i < sql_.size(); ++i) {
            const bool escapes = (backslashes && sql_[i] == '\\') || sql_.substr(i, 2) == "''";
            if (escapes)
                ++i;
            else if (sql_[i] == '\'')
                return i + 1;
        }
        return sql_.size();
    }

    std::size_t end_of_number() const
    {
        std::size_t end = at_;
        while (end < sql_.size() && (is_word(sql_[end]) || sql_[end] == '.'))
            ++end;
        return end;
    }

    /// `$tag$` at the present place, or nothing.
    std::string_view dollar_tag() const
    {
        std::size_t end = at_ + 1;
        while (end < sql_.size() && is_word(sql_[end]))
            ++end;
        const bool tag =
            end < sql_.size() && sql_[end] == '$' && (end == at_ + 1 || !is_digit(sql_[at_ + 1]));
        return tag ? sql_.substr(at_, end + 1 - at_) : std::string_view();
    }

    void keep(std::size_t end)
    {
        out_ += sql_.substr(at_, end - at_);
        at_ = end;
    }

    void mask(std::size_t end)
    {
        out_ += '?';
        at_ = end;
    }

    std::string_view sql_;
    std::string out_;
    std::size_t at_ = 0;
};

} // namespace

std::string mask_sql_literals(std::string_view sql)
{
    return LiteralMask(sql).run();
}

std::string well_formed_utf8(std::string_view text)
{
    if (is_utf8(text))
        return std::string(text);
    std::string formed;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const auto size = static_cast<utf8proc_ssize_t>(text.size());
    for (utf8proc_ssize_t at = 0; at < size;) {
        utf8proc_int32_t code_point = 0;
        const utf8proc_ssize_t taken = utf8proc_iterate(bytes + at, size - at, &code_point);
        if (taken > 0)
            formed += text.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(taken));
        else
            formed += "\xEF\xBF\xBD";
        at += taken > 0 ? taken : 1;
    }
    return formed;
}

} // namespace colophon
