// SPDX-License-Identifier: Apache-2.0
#include "core/urn_grammar.hpp"

#include "core/text.hpp"

#include <colophon/urn.hpp>

namespace colophon {

namespace {

constexpr std::string_view prefix = "urn:li:";

bool is_type_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// C0 and DEL; of C1 the second byte after 0xC2.
bool is_control(std::string_view text, std::size_t at)
{
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x20 || byte == 0x7F)
        return true;
    return byte == 0xC2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xA0;
}

std::optional<UrnFault> find_text_fault(std::string_view text)
{
    if (text.size() > Urn::max_bytes)
        return UrnFault{"longer than 2048 bytes", Urn::max_bytes};
    for (std::size_t i = 0; i < text.size(); ++i)
        if (is_control(text, i))
            return UrnFault{"a control character", i};
    if (!is_utf8(text))
        return UrnFault{"not UTF-8", 0};
    if (text.front() == ' ')
        return UrnFault{"a blank at the beginning", 0};
    if (text.back() == ' ')
        return UrnFault{"a blank at the end", text.size() - 1};
    return std::nullopt;
}

/// Whether the parenthesis that opens the key closes at its very end.
bool is_tuple(std::string_view key)
{
    if (key.front() != '(' || key.back() != ')')
        return false;
    std::size_t depth = 0;
    for (std::size_t i = 0; i + 1 < key.size(); ++i) {
        depth += key[i] == '(' ? 1U : 0U;
        depth -= key[i] == ')' ? 1U : 0U;
        if (depth == 0)
            return false;
    }
    return true;
}

std::optional<UrnFault> find_key_fault(std::string_view key, std::size_t offset)
{
    std::size_t depth = 0;
    for (std::size_t i = 0; i < key.size(); ++i) {
        if (key[i] == ')' && depth == 0)
            return UrnFault{"a closing parenthesis without its opening one", offset + i};
        depth += key[i] == '(' ? 1U : 0U;
        depth -= key[i] == ')' ? 1U : 0U;
    }
    if (depth != 0)
        return UrnFault{"a parenthesis that is never closed", offset + key.size()};
    if (!is_tuple(key))
        return std::nullopt;
    std::size_t member = 1;
    for (std::size_t i = 0; i < key.size(); ++i) {
        depth += key[i] == '(' ? 1U : 0U;
        const bool ends = (key[i] == ',' && depth == 1) || (key[i] == ')' && depth == 1);
        if (ends && i == member)
            return UrnFault{"an empty tuple member", offset + i};
        if (ends)
            member = i + 1;
        depth -= key[i] == ')' ? 1U : 0U;
    }
    return std::nullopt;
}

} // namespace

std::optional<UrnFault> find_urn_fault(std::string_view text)
{
    if (text.empty())
        return UrnFault{"empty", 0};
    if (auto fault = find_text_fault(text))
        return fault;
    if (!text.starts_with(prefix))
        return UrnFault{"does not begin with urn:li:", 0};
    std::size_t end = prefix.size();
    while (end < text.size() && is_type_character(text[end]))
        ++end;
    if (end == prefix.size())
        return UrnFault{"no entity type after urn:li:", end};
    if (end < text.size() && text[end] != ':')
        return UrnFault{"a character that no entity type has", end};
    if (end + 1 >= text.size())
        return UrnFault{"no key after the entity type", end};
    return find_key_fault(text.substr(end + 1), end + 1);
}

std::string_view urn_type(std::string_view urn)
{
    const std::string_view rest = urn.substr(prefix.size());
    return rest.substr(0, rest.find(':'));
}

std::string_view urn_key(std::string_view urn)
{
    return urn.substr(prefix.size() + urn_type(urn).size() + 1);
}

std::vector<std::string_view> split_urn_key(std::string_view key)
{
    if (!is_tuple(key))
        return {key};
    std::vector<std::string_view> members;
    std::size_t depth = 0;
    std::size_t member = 1;
    for (std::size_t i = 1; i < key.size(); ++i) {
        const bool last = i + 1 == key.size();
        if (last || (key[i] == ',' && depth == 0)) {
            members.push_back(key.substr(member, i - member));
            member = i + 1;
        }
        depth += key[i] == '(' ? 1U : 0U;
        depth -= key[i] == ')' && !last ? 1U : 0U;
    }
    return members;
}

} // namespace colophon
