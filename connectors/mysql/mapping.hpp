// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rows.hpp"

#include <colophon/relational.hpp>
#include <string_view>

/// Rows of the server to rows that every SQL source has. Pure: no server needed.
namespace colophon::mysql {

struct MappingOptions {
    bool view_lineage = true;   ///< say what views read
    bool mask_literals = false; ///< values in SQL texts become `?`
};

ColumnClass column_class(const Column& column);

/// `mariadb` decides how a default is written.
ColumnRow map_column(const Column& column, const Table& table, bool mariadb, const MappingOptions& options);

TableRow map_table(const QualifiedName& name, const Table& table, bool mariadb,
                   const MappingOptions& options);

RoutineRow map_routine(const RoutineGroupRow& group, const Routine& routine, const MappingOptions& options);

} // namespace colophon::mysql
