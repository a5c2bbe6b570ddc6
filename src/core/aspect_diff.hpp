// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace colophon {

/// One difference between two versions of an aspect, in the words of people: `columns.price.type`, from
/// `numeric(10,2)` to `numeric(12,2)`.
struct FieldChange {
    std::string path;
    std::optional<std::string> from; ///< unset: it was not there
    std::optional<std::string> to;   ///< unset: it is gone

    friend bool operator==(const FieldChange&, const FieldChange&) = default;
};

/// What differs between two canonical documents of one aspect, by path. Strings stand as they are, everything
/// else as JSON. The columns of a schema are matched by their field paths, keys and foreign keys by their
/// names; elements of other arrays by their content. Either text may be empty: the aspect was not there, or
/// is gone. Documents that cannot be read differ as a whole.
std::vector<FieldChange> diff_aspect(std::string_view aspect, std::string_view from, std::string_view to);

} // namespace colophon
