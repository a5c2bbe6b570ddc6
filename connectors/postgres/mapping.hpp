// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rows.hpp"

#include <colophon/relational.hpp>

/// Rows of PostgreSQL's catalogs to rows that every SQL source has. Pure: no server needed.
namespace colophon::postgres {

struct MappingOptions {
    bool partitions = false;    ///< partitions are data sets of their own
    bool view_lineage = true;   ///< say what views read
    bool mask_literals = false; ///< values in SQL texts become `?`
};

ColumnClass column_class(const Catalog& catalog, Oid type);

ColumnRow map_column(const Catalog& catalog, const Column& column, const MappingOptions& options);

TableRow map_table(const Catalog& catalog, const Relation& relation, const Details& details,
                   const MappingOptions& options);

} // namespace colophon::postgres
