// SPDX-License-Identifier: Apache-2.0
#include "core/text.hpp"
#include "core/urn_grammar.hpp"

#include <array>
#include <colophon/urn.hpp>

namespace colophon {

namespace {

struct Reserved {
    std::string_view plain;
    std::string_view encoded;
};

constexpr std::array<Reserved, 4> reserved = {{
    {",", "%2C"},
    {"(", "%28"},
    {")", "%29"},
    {"\xE2\x90\x9F", "%E2%90%9F"}, // U+241F, which DataHub's search keeps for itself
}};

struct Replacement {
    std::size_t taken = 0; ///< bytes; 0 where nothing is replaced
    std::string_view by;
};

/// Goes from one of the `starts` to the next and asks `replace` of each reserved row.
template <class Replace>
std::string replace_reserved(std::string_view text, std::string_view starts, const Replace& replace)
{
    std::string result;
    while (true) {
        const std::size_t at = text.find_first_of(starts);
        result += text.substr(0, at);
        if (at == std::string_view::npos)
            return result;
        text.remove_prefix(at);
        Replacement found;
        for (const Reserved& row : reserved)
            if (found.taken == 0)
                found = replace(text, row);
        result += found.taken == 0 ? text.substr(0, 1) : found.by;
        text.remove_prefix(found.taken == 0 ? 1 : found.taken);
    }
}

/// What a complaint shows of a text that may be long.
constexpr std::size_t shown_bytes = 160;

Error complaint(const UrnFault& fault, std::string_view text)
{
    std::string message =
        "malformed URN, " + std::string(fault.what) + " at byte " + std::to_string(fault.at);
    if (is_utf8(text))
        message +=
            ": " + std::string(truncate_utf8(text, shown_bytes)) + (text.size() > shown_bytes ? "…" : "");
    return {Errc::invalid_argument, message};
}

bool is_urn(std::string_view text)
{
    return text.starts_with("urn:li:") && !find_urn_fault(text);
}

} // namespace

Result<Urn> Urn::parse(std::string_view text)
{
    std::string repaired;
    if (text.find("\\u") != std::string_view::npos) {
        repaired = unescape_literals(text);
        text = repaired;
    }
    if (const auto fault = find_urn_fault(text))
        return tl::unexpected<Error>(complaint(*fault, text));
    // A tuple of one is its member: `urn:li:tag:(pii)` and `urn:li:tag:pii` are one entity.
    std::string_view key = urn_key(text);
    const std::string_view head = text.substr(0, text.size() - key.size());
    while (key.front() == '(') {
        const auto members = split_urn_key(key);
        if (members.size() != 1 || members.front() == key)
            break;
        key = members.front();
    }
    return Urn(std::string(head).append(key));
}

Urn Urn::of(std::string_view type, std::initializer_list<std::string_view> members)
{
    std::string text = "urn:li:" + std::string(type) + ":";
    const bool tuple = members.size() > 1;
    char separator = '(';
    for (const std::string_view member : members) {
        if (tuple)
            text += separator;
        text += is_urn(member) ? std::string(member) : encode_urn_member(member);
        separator = ',';
    }
    if (tuple)
        text += ')';
    return value_or_throw(parse(text));
}

Urn Urn::data_platform(std::string_view platform)
{
    return of("dataPlatform", {platform});
}

Urn Urn::dataset(std::string_view platform, std::string_view name, std::string_view env)
{
    return of("dataset", {data_platform(platform).str(), name, env});
}

Urn Urn::container(std::string_view guid)
{
    return of("container", {guid});
}

Urn Urn::data_platform_instance(std::string_view platform, std::string_view instance)
{
    return of("dataPlatformInstance", {data_platform(platform).str(), instance});
}

Urn Urn::schema_field(const Urn& dataset, std::string_view field_path)
{
    return of("schemaField", {dataset.str(), field_path});
}

std::string_view Urn::type() const
{
    return urn_type(text_);
}

std::string_view Urn::key() const
{
    return urn_key(text_);
}

std::vector<std::string> Urn::members() const
{
    std::vector<std::string> decoded;
    for (const std::string_view member : split_urn_key(key()))
        decoded.push_back(member.starts_with("urn:li:") ? std::string(member) : decode_urn_member(member));
    return decoded;
}

std::string encode_urn_member(std::string_view member)
{
    return replace_reserved(member, ",()\xE2", [](std::string_view rest, const Reserved& row) {
        return rest.starts_with(row.plain) ? Replacement{row.plain.size(), row.encoded} : Replacement{};
    });
}

std::string decode_urn_member(std::string_view member)
{
    return replace_reserved(member, "%", [](std::string_view rest, const Reserved& row) {
        const std::string_view head = rest.substr(0, row.encoded.size());
        return lower(head) == lower(row.encoded) ? Replacement{row.encoded.size(), row.plain} : Replacement{};
    });
}

} // namespace colophon
