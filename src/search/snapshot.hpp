// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/published.hpp"
#include "search/segment/part.hpp"

#include <vector>

namespace colophon::search {

/// The index at one position. Never changes: who holds it reads on, whatever is written meanwhile.
struct Snapshot {
    std::vector<Part> parts;
    Position position = 0;
    std::size_t values = 0; ///< how many numbers of values the parts have
};

/// The snapshot that readers start from.
using PublishedSnapshot = Published<Snapshot>;

} // namespace colophon::search
