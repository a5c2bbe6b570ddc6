// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/figures.hpp"

#include <array>
#include <string_view>

namespace colophon::service {

/// What the exact reading of a query is called among the others; answers leave it out.
inline constexpr std::string_view exact_reading_name = "exact";

/// What the catalog did since it was opened, for whoever measures it; see core/figures.hpp.
struct CatalogFigures {
    Histogram group_changes{size_bounds}; ///< how many changes shared one transaction
    Histogram wait_seconds;               ///< from submission to the beginning of its group
    Histogram refresh_seconds;            ///< bringing search up to a group
    Counter refused_writes;               ///< because too many were waiting

    Histogram query_seconds;
    /// Queries by the reading that answered: `exact`, or the looser one's name; an empty name ends the list.
    struct Reading {
        std::string_view name;
        Counter queries;
    };
    std::array<Reading, 8> readings;
    Counter empty_queries;   ///< found nothing
    Counter refused_queries; ///< could not be read
    Gauge synonym_groups;    ///< of the administrator's list

    Counter verifications;
    Gauge verified_at; ///< epoch seconds of the last; 0: none yet
    Gauge differences; ///< that the last one found
};

/// What is waiting to be written.
struct QueueStatus {
    std::size_t batches = 0;
    std::size_t changes = 0;
    std::size_t bytes = 0; ///< of the documents
};

} // namespace colophon::service
