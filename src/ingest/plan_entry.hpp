// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/change_summary.hpp"

#include <colophon/error.hpp>
#include <map>

namespace colophon::ingest {

/// One line of a plan, as far as two plans are compared by it: what happens to which entity, and each
/// aspect's fingerprint before and after. What people read beside it in the file, and gauges, do not count.
struct PlanEntry {
    struct Aspect {
        std::string from; ///< empty: it is not there
        std::string to;   ///< empty: it goes
    };
    std::string operation; ///< add, change, restore, measure, rename, remove
    std::string urn;
    std::string from;                      ///< the former name, for a rename
    std::map<std::string, Aspect> aspects; ///< those that count

    static PlanEntry of(const EntityChange& change);
    static PlanEntry of(const RenamedEntity& rename);
    static PlanEntry of(const ClaimedEntity& removal);

    /// Whether the plan depends on it.
    bool counts() const { return !aspects.empty() || operation == "rename" || operation == "remove"; }
    /// Equal for equal entries.
    std::string fingerprint() const;
};

/// Appends the entry as the JSON object that stands in a plan's file, with the differences field by field.
void write_entry(JsonWriter& out, const EntityChange& change);
void write_entry(JsonWriter& out, const RenamedEntity& rename);
void write_entry(JsonWriter& out, const ClaimedEntity& removal);

/// Reads such an object back. Refuses (invalid_argument) what is none.
Result<PlanEntry> read_entry(std::string_view json);

} // namespace colophon::ingest
