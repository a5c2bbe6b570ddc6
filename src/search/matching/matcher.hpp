// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/condition.hpp"

namespace colophon::search {

/// Fills in which documents of one segment meet a condition.
class Matcher {
public:
    explicit Matcher(const Segment& segment) : segment_(segment) {}

    /// Leaves the result in `condition.matched`.
    void match(Condition& condition) const;

private:
    void match_terms(Condition& condition) const;
    static void match_short(const PostingList& list, TermRole role, Condition& condition);
    static void match_fields(const PostingList& list, FieldMask fields, DocumentSet& matched);
    void match_phrase(Condition& condition) const;
    void match_values(Condition& condition) const;
    void match_number(Condition& condition) const;
    void match_group(Condition& condition) const;
    void match_all(Condition& condition) const;
    void match_any(Condition& condition) const;
    void match_some(Condition& condition) const;

    const Segment& segment_;
};

} // namespace colophon::search
