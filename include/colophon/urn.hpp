// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/error.hpp>
#include <compare>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace colophon {

/// The name of an entity, `urn:li:<type>:<key>`. A value; always well-formed; cheap to compare and hash.
///
/// The key is one text, or a tuple `(a,b,…)` whose members may be URNs themselves. Inside a member the
/// characters
/// `,` `(` `)` and U+241F are percent-encoded, everything else stands as it is, in any script.
class Urn {
public:
    /// The longest URN in bytes.
    static constexpr std::size_t max_bytes = 2048;

    /// Refuses (invalid_argument, saying what and at which byte) whatever does not follow the grammar: wrong
    /// prefix, empty type or key, unbalanced parentheses, an empty tuple member, blanks at either end,
    /// control characters, invalid UTF-8, over max_bytes. Literal `\uXXXX` escapes, which one client path
    /// sends, become the characters they mean.
    static Result<Urn> parse(std::string_view text);

    /// Builds from members that are not encoded yet; one member makes a plain key, several a tuple. A member
    /// that is itself a URN stays as it is. Throws Error (invalid_argument) where the result would not parse.
    static Urn of(std::string_view type, std::initializer_list<std::string_view> members);

    static Urn data_platform(std::string_view platform);
    static Urn dataset(std::string_view platform, std::string_view name, std::string_view env);
    static Urn container(std::string_view guid);
    static Urn data_platform_instance(std::string_view platform, std::string_view instance);
    static Urn schema_field(const Urn& dataset, std::string_view field_path);

    std::string_view type() const;
    std::string_view key() const;
    /// The members of the key, decoded: one for a plain key, the tuple's members otherwise.
    std::vector<std::string> members() const;
    const std::string& str() const { return text_; }

    friend auto operator<=>(const Urn&, const Urn&) = default;
    friend bool operator==(const Urn&, const Urn&) = default;

private:
    explicit Urn(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// Encodes what may not stand inside a tuple member.
std::string encode_urn_member(std::string_view member);
/// The reverse.
std::string decode_urn_member(std::string_view member);

} // namespace colophon

template <> struct std::hash<colophon::Urn> {
    std::size_t operator()(const colophon::Urn& urn) const noexcept
    {
        return std::hash<std::string>{}(urn.str());
    }
};
