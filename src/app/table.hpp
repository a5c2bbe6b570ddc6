// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::app {

/// Rows for people: columns as wide as their content, long cells cut, names from a source made harmless.
class Table {
public:
    explicit Table(std::vector<std::string> heads) : rows_{std::move(heads)} {}
    void add(std::vector<std::string> row);
    bool empty() const { return rows_.size() == 1; }
    void print(std::ostream& out) const;

private:
    static constexpr std::size_t widest = 60;
    std::vector<std::vector<std::string>> rows_; ///< the heads first
};

} // namespace colophon::app
