// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"

#include <optional>
#include <string_view>

namespace colophon::search {

/// What can stand before a colon: a field of texts, a facet, a number, or several of them (`tag` is a text
/// and a facet, `columns` a count and texts).
struct Scope {
    std::optional<Field> field = {};
    std::optional<Facet> facet = {};
    std::optional<Number> number = {};
    bool urn = false;
    bool exists = false; ///< `_exists_:description`
};

/// By any of its names, DataHub's among them. Case, `_` and an ending `.keyword` make no difference.
std::optional<Scope> find_scope(std::string_view name);

/// The known name that was probably meant: one letter more, less, other or swapped, of five at least; empty
/// where none is so near. `compared`: of numbers only.
std::string_view nearest_scope(std::string_view name, bool compared);

/// What to ask instead of a field of DataHub's that this search does not have; empty for any other name.
std::string_view advice_on(std::string_view name);

} // namespace colophon::search
