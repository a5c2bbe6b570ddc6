// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/node.hpp"
#include "search/snapshot.hpp"

#include <string_view>

namespace colophon::search {

/// Which words a snapshot has. Looks at the first postings of a term only: one that many documents had is
/// taken for one that some have still.
class Vocabulary {
public:
    explicit Vocabulary(const Snapshot& snapshot) : snapshot_(snapshot) {}

    /// Whether a living document may have what the condition asks for, each of its terms taken by itself.
    bool has(const Node& node) const;
    /// About how many documents have the term.
    std::uint64_t documents(std::string_view term) const;

private:
    bool has_term(const Node& term) const;
    static bool lives(const Part& part, std::uint32_t term, FieldMask fields);
    static bool lives_any(const Part& part, NumberRange terms, FieldMask fields);

    const Snapshot& snapshot_;
};

} // namespace colophon::search
