// SPDX-License-Identifier: Apache-2.0
#include "app/table.hpp"

#include "core/display_width.hpp"
#include "core/printable.hpp"

#include <algorithm>
#include <ostream>

namespace colophon::app {

void Table::add(std::vector<std::string> row)
{
    row.resize(rows_.front().size());
    for (auto& cell : row)
        cell = fit_width(printable(cell), widest);
    rows_.push_back(std::move(row));
}

void Table::print(std::ostream& out) const
{
    std::vector<std::size_t> widths(rows_.front().size());
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], display_width(row[i]));
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i];
            line.append(widths[i] - display_width(row[i]) + 2, ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out << line << '\n';
    }
}

} // namespace colophon::app
