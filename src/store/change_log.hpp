// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/aspect_table.hpp"

namespace colophon::store {

/// One row for every position, so that whoever keeps a view of the store can follow it.
class ChangeLog {
public:
    explicit ChangeLog(sqlite::Database& database);

    /// `version` is 0 where the kind has none. Inside a write transaction only.
    void append(ChangeEvent::Kind kind, std::int64_t key, std::uint64_t version, const Stamp& stamp);
    Position last();
    std::vector<ChangeEvent> after(Position since, std::size_t limit);
    /// Looks at every change from `first` to `last`, both included, until there are `limit`.
    std::vector<ChangeEvent> of_run(std::int64_t run, Position first, Position last, std::size_t limit);

private:
    sqlite::Statement append_;
    sqlite::Statement last_;
    sqlite::Statement after_;
    sqlite::Statement of_run_;
};

} // namespace colophon::store
