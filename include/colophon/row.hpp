// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

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

} // namespace colophon
