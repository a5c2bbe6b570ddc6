// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace colophon {

/// One row of a source's answer, in the text form that the source sends, while it passes by: connectors read
/// in bulk and in bounded memory, so rows are handed over one at a time. Views live until the callback
/// returns. Each client library has its own row behind this; whatever a source says, reading a column never
/// throws.
class Row {
public:
    virtual ~Row() = default;
    virtual bool null(int column) const = 0;
    virtual std::string_view raw(int column) const = 0; ///< empty for null

    /// Well-formed UTF-8 whatever the source keeps; empty for null.
    std::string text(int column) const;
    std::int64_t integer(int column) const; ///< 0 for null, and for what is no number
    double number(int column) const;        ///< likewise
    /// `t`, `true`, `1`, `YES`, in either case.
    bool flag(int column) const;
    char letter(int column) const { return raw(column).empty() ? '\0' : raw(column).front(); }
};

/// A column as the type has it.
template <class Value> Value column_as(const Row& row, int column)
{
    if constexpr (std::is_same_v<Value, std::string>)
        return row.text(column);
    else if constexpr (std::is_same_v<Value, bool>)
        return row.flag(column);
    else if constexpr (std::is_same_v<Value, char>)
        return row.letter(column);
    else if constexpr (std::is_floating_point_v<Value>)
        return row.number(column);
    else
        return static_cast<Value>(row.integer(column));
}

/// A record whose members are the columns of the row from `first` on, in the order in which they are named.
template <class Record, class... Members>
Record record_of(const Row& row, int first, Members Record::*... members)
{
    Record record;
    ((record.*members = column_as<Members>(row, first++)), ...);
    return record;
}

} // namespace colophon
