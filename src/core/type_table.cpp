// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <colophon/type_table.hpp>

namespace colophon {

std::optional<ColumnClass> class_of(std::span<const TypeClass> table, std::string_view name)
{
    const auto same = [](char a, char b) {
        return static_cast<char>(std::tolower(static_cast<unsigned char>(a))) == b;
    };
    const auto found = std::find_if(table.begin(), table.end(), [&](const TypeClass& row) {
        return std::equal(name.begin(), name.end(), row.name.begin(), row.name.end(), same);
    });
    return found == table.end() ? std::nullopt : std::optional(found->type);
}

std::string_view type_word(std::string_view native_type)
{
    constexpr std::string_view ends = " ([<\t";
    const std::size_t begin = std::min(native_type.find_first_not_of(" \t"), native_type.size());
    return native_type.substr(begin, native_type.find_first_of(ends, begin) - begin);
}

} // namespace colophon
