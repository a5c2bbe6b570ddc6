// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query_set.hpp"

#include <optional>
#include <span>

namespace colophon::search::bench {

/// An engine in this process as the measurements see it. search() runs on any thread, on as many as there are
/// numbers below `threads` at once.
class Subject {
public:
    virtual ~Subject() = default;

    /// How many match; nothing where the engine has no answer to such a query. Without facets the 20 best
    /// alone are wanted.
    virtual std::optional<std::uint64_t> search(std::size_t query, std::span<const Facet> facets,
                                                std::size_t thread) = 0;
};

} // namespace colophon::search::bench
