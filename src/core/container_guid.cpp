// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <colophon/relational.hpp>
#include <openssl/evp.h>
#include <utf8proc.h>

/// Containers are named by a digest of their key, so the key must be spelt to the byte as DataHub's client
/// spells it: Python's `json.dumps(key, separators=(",", ":"), sort_keys=True)`, where all beyond ASCII is
/// escaped.
namespace colophon {
namespace {

constexpr std::string_view hex = "0123456789abcdef";

void append_unit(std::string& out, std::uint32_t unit)
{
    out += "\\u";
    for (const unsigned shift : {12U, 8U, 4U, 0U})
        out += hex[(unit >> shift) & 0xFU];
}

void append_code_point(std::string& out, std::uint32_t code_point)
{
    static constexpr std::array<std::pair<char, char>, 7> short_forms{
        {{'"', '"'}, {'\\', '\\'}, {'\n', 'n'}, {'\r', 'r'}, {'\t', 't'}, {'\b', 'b'}, {'\f', 'f'}}};
    for (const auto& [character, letter] : short_forms)
        if (code_point == static_cast<unsigned char>(character)) {
            out += {'\\', letter};
            return;
        }
    if (code_point >= 0x20 && code_point < 0x7F)
        out += static_cast<char>(code_point);
    else if (code_point < 0x10000)
        append_unit(out, code_point);
    else {
        append_unit(out, 0xD800 + ((code_point - 0x10000) >> 10U));
        append_unit(out, 0xDC00 + ((code_point - 0x10000) & 0x3FFU));
    }
}

void append_text(std::string& out, std::string_view text)
{
    out += '"';
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const auto size = static_cast<utf8proc_ssize_t>(text.size());
    for (utf8proc_ssize_t at = 0; at < size;) {
        utf8proc_int32_t code_point = 0;
        const utf8proc_ssize_t taken = utf8proc_iterate(bytes + at, size - at, &code_point);
        append_code_point(out, taken > 0 ? static_cast<std::uint32_t>(code_point) : 0xFFFDU);
        at += taken > 0 ? taken : 1;
    }
    out += '"';
}

} // namespace

std::string container_guid(const Properties& key)
{
    std::string json = "{";
    for (const auto& [name, value] : key) { // a map: in the order of the names
        if (json.size() > 1)
            json += ',';
        append_text(json, name);
        json += ':';
        append_text(json, value);
    }
    json += '}';

    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    if (EVP_Digest(json.data(), json.size(), digest.data(), &length, EVP_md5(), nullptr) != 1)
        throw Error(Errc::internal, "OpenSSL refuses MD5, which names containers");
    std::string guid;
    for (unsigned int i = 0; i < length; ++i)
        guid.append({hex[digest.at(i) >> 4U], hex[digest.at(i) & 0xFU]});
    return guid;
}

} // namespace colophon
