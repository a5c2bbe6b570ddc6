// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace colophon::mysql {

struct SqlToken {
    enum class Kind {
        end,
        word,       ///< keyword or plain name, digits may be in it
        identifier, ///< `…`
        text,       ///< '…' or "…", with what stands before the quote, as in _utf8mb4'…' or x'…'
        number,
        comment, ///< /* … */, -- … and # …; what a version number opens, as in /*!80000, is one too
        symbol   ///< one character
    };
    Kind kind = Kind::end;
    std::string_view raw; ///< as it stands

    bool is(char c) const { return kind == Kind::symbol && raw.front() == c; }
    /// Compares without regard to case; `lower` is in small letters.
    bool is(std::string_view lower) const;
};

/// Cuts SQL as MySQL and MariaDB spell it. Whatever it is given, it ends, and what was cut joins to the text
/// without its blanks. An open quote or comment reaches to the end.
class SqlTokens {
public:
    explicit SqlTokens(std::string_view sql) : rest_(sql) {}
    /// `end` once there is nothing left, and ever after.
    SqlToken next();

private:
    std::string_view rest_;
};

/// What is written between the marks of an identifier or a text.
std::string unquoted(std::string_view raw);

/// SQL with every string and number that stands in it as a value replaced by `?`; names and comments stay.
std::string mask_literals(std::string_view sql);

/// A text of any bytes as a constant that no setting of the session reads differently: `x'…'`.
std::string hex_literal(std::string_view text);

} // namespace colophon::mysql
