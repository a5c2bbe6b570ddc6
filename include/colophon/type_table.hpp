// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/aspects.hpp>
#include <optional>
#include <span>
#include <string_view>

namespace colophon {

/// One row of a connector's table from the source's names of types to DataHub's classes.
struct TypeClass {
    std::string_view name; ///< in small letters
    ColumnClass type;
};

/// The class of the row with that name, whatever the case of its letters; nothing where there is none.
std::optional<ColumnClass> class_of(std::span<const TypeClass> table, std::string_view name);

/// The first word of a type as the source spells it, without what stands in brackets or behind it:
/// `decimal` of `decimal(12,2) unsigned`, `array` of `Array(String)`. As it stands, not in small letters.
std::string_view type_word(std::string_view native_type);

} // namespace colophon
