// SPDX-License-Identifier: Apache-2.0
#include "search/cursor.hpp"

#include "search/segment/hash.hpp"
#include "search/segment/segment.hpp"

#include <algorithm>
#include <cstring>

namespace colophon::search {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// What a cursor consists of: the numbers, the name, the URN.
enum Place : std::size_t { checksum, reading, snapshot, rank, column, name_length, numbers };
constexpr std::size_t number_bytes = 8;
constexpr std::size_t header_bytes = numbers * number_bytes;

std::string encode_base64url(std::string_view bytes)
{
    std::string text;
    std::uint32_t buffer = 0;
    int bits = 0;
    const auto put = [&](std::uint32_t six) { text += alphabet[six & 63U]; };
    for (const char c : bytes) {
        buffer = buffer << 8U | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 6; bits -= 6)
            put(buffer >> (bits - 6));
    }
    if (bits > 0)
        put(buffer << (6 - bits));
    return text;
}

std::optional<std::string> decode_base64url(std::string_view text)
{
    std::string bytes;
    std::uint32_t buffer = 0;
    int bits = 0;
    for (const char c : text) {
        const std::size_t six = alphabet.find(c);
        if (six == std::string_view::npos)
            return std::nullopt;
        buffer = buffer << 6U | static_cast<std::uint32_t>(six);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(buffer >> bits & 0xFFU);
        }
    }
    if (encode_base64url(bytes) != text)
        return std::nullopt; // one spelling only
    return bytes;
}

void append_number(std::string& out, std::uint64_t number)
{
    for (unsigned shift = 0; shift < 64; shift += 8)
        out += static_cast<char>(number >> shift & 0xFFU);
}

std::uint64_t read_number(std::string_view bytes, std::size_t index)
{
    std::uint64_t number = 0;
    for (std::size_t i = number_bytes; i-- > 0;)
        number = number << 8U | static_cast<unsigned char>(bytes[index * number_bytes + i]);
    return number;
}

/// Of everything that says which hits there are and how they are ordered.
std::uint64_t query_hash(const SearchQuery& query)
{
    const bool flags[] = {query.removed, query.fuzzy, query.target == Target::columns};
    std::uint64_t hash = static_cast<std::uint64_t>(query.sort);
    for (const bool flag : flags)
        hash = hash * 2 + flag;
    hash = stable_hash(query.text, hash);
    for (const Filter& filter : query.filters) {
        hash = stable_hash("filter", hash + filter.values.size());
        for (const std::string& value : filter.values)
            hash = stable_hash(mark_value(filter.facet, value), hash);
    }
    for (const NumberFilter& bounds : query.numbers) {
        std::string text(number_name(bounds.number));
        for (const std::optional<std::int64_t>& bound : {bounds.least, bounds.most})
            text += bound ? " " + std::to_string(*bound) : " -";
        hash = stable_hash(text, hash);
    }
    return hash;
}

tl::unexpected<Error> refused()
{
    return failure(Errc::invalid_argument,
                   "the cursor does not belong to this query; start from the first page", "cursor");
}

} // namespace

std::string encode_cursor(const SearchQuery& query, const Cursor& cursor)
{
    std::string body;
    for (const std::uint64_t number :
         {std::uint64_t{cursor.reading}, cursor.snapshot, cursor.last.rank, std::uint64_t{cursor.last.column},
          std::uint64_t{cursor.last.name.size()}})
        append_number(body, number);
    body += cursor.last.name;
    body += cursor.last.urn;
    std::string bytes;
    append_number(bytes, stable_hash(body, query_hash(query)));
    return encode_base64url(bytes + body);
}

Result<std::optional<Cursor>> decode_cursor(const SearchQuery& query)
{
    if (query.cursor.empty())
        return std::nullopt;
    const std::optional<std::string> decoded = decode_base64url(query.cursor);
    if (!decoded || decoded->size() < header_bytes)
        return refused();
    const std::string_view bytes = *decoded;
    if (read_number(bytes, checksum) != stable_hash(bytes.substr(number_bytes), query_hash(query)))
        return refused();
    const std::uint64_t name_bytes = read_number(bytes, name_length);
    if (name_bytes > bytes.size() - header_bytes)
        return refused();
    Cursor cursor;
    cursor.reading = read_number(bytes, reading);
    cursor.snapshot = read_number(bytes, snapshot);
    cursor.last.rank = read_number(bytes, rank);
    cursor.last.column = static_cast<std::uint32_t>(read_number(bytes, column));
    cursor.last.name = bytes.substr(header_bytes, name_bytes);
    cursor.last.urn = bytes.substr(header_bytes + name_bytes);
    return cursor;
}

} // namespace colophon::search
