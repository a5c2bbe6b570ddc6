// SPDX-License-Identifier: Apache-2.0
#include "backup/tar.hpp"

#include <charconv>
#include <numeric>

namespace colophon::backup {
namespace {

struct Field {
    std::size_t at;
    std::size_t size; ///< digits; a NUL follows
};
constexpr Field mode{100, 7};
constexpr Field user{108, 7};
constexpr Field group{116, 7};
constexpr Field length{124, 11};
constexpr Field time_of_change{136, 11};
constexpr Field sum{148, 6};
constexpr std::size_t name_bytes = 100;
constexpr std::size_t type_at = 156;
constexpr std::size_t magic_at = 257;
constexpr std::uint64_t largest_octal = (std::uint64_t{1} << 33) - 1;

void put_octal(std::string& head, Field field, std::uint64_t number)
{
    for (std::size_t i = field.size; i-- > 0; number /= 8)
        head[field.at + i] = static_cast<char>('0' + number % 8);
}

void put_base_256(std::string& head, Field field, std::uint64_t number)
{
    for (std::size_t i = field.size + 1; i-- > 1; number /= 256)
        head[field.at + i] = static_cast<char>(number % 256);
    head[field.at] = static_cast<char>(0x80);
}

/// Of all bytes, those of the sum itself counted as blanks.
std::uint64_t sum_of(std::string head)
{
    head.replace(sum.at, 8, 8, ' ');
    return std::accumulate(head.begin(), head.end(), std::uint64_t{0}, [](std::uint64_t total, char byte) {
        return total + static_cast<unsigned char>(byte);
    });
}

std::optional<std::uint64_t> octal(std::string_view head, Field field)
{
    std::uint64_t number = 0;
    const auto text = head.substr(field.at, field.size);
    const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number, 8);
    if (trouble != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

} // namespace

std::string tar_head(std::string_view name, std::uint64_t size, std::int64_t modified)
{
    std::string head(tar_block, '\0');
    head.replace(0, name.substr(0, name_bytes).size(), name.substr(0, name_bytes));
    put_octal(head, mode, 0600);
    put_octal(head, user, 0);
    put_octal(head, group, 0);
    if (size <= largest_octal)
        put_octal(head, length, size);
    else
        put_base_256(head, length, size);
    put_octal(head, time_of_change, modified > 0 ? static_cast<std::uint64_t>(modified) : 0);
    head[type_at] = '0';
    head.replace(magic_at, 8, std::string_view("ustar\00000", 8));
    put_octal(head, sum, sum_of(head));
    head[sum.at + 7] = ' ';
    return head;
}

std::string tar_padding(std::uint64_t size)
{
    return std::string(static_cast<std::size_t>(tar_padded(size) - size), '\0');
}

std::string tar_end()
{
    return std::string(2 * tar_block, '\0');
}

std::optional<TarNumbers> tar_numbers(std::string_view head)
{
    const auto size = octal(head, length);
    const auto modified = octal(head, time_of_change);
    if (!size || !modified)
        return std::nullopt;
    return TarNumbers{*size, static_cast<std::int64_t>(*modified)};
}

} // namespace colophon::backup
