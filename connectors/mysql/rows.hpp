// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "view_sources.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What the server says about one database, as it says it.
namespace colophon::mysql {

struct SchemaEntry {
    std::string name;
    std::string collation;
    std::string comment; ///< of MariaDB only
};

struct Column {
    std::string name;
    std::string data_type;   ///< as in `int`
    std::string native_type; ///< as in `int(7) unsigned zerofill`
    bool nullable = true;
    std::optional<std::string> default_text; ///< MariaDB: an expression; MySQL: the bare value, or an
                                             ///< expression where `extra` says DEFAULT_GENERATED
    std::string extra;                       ///< auto_increment, VIRTUAL GENERATED, INVISIBLE, on update …
    std::string expression;                  ///< what a generated column is computed from
    std::string collation;
    std::string comment;
    bool json_checked = false; ///< MariaDB's JSON is a longtext that has to be JSON
};

struct UniqueKey {
    std::string name;
    std::vector<std::string> columns; ///< `…` where the key is on an expression
};

struct ForeignKeyEntry {
    std::string name;
    std::vector<std::string> columns;
    QualifiedName target;
    std::vector<std::string> target_columns;
};

struct Partitioning {
    std::string method;
    std::string expression;
    std::string sub_method;
    std::string sub_expression;
    std::int64_t count = 0;
};

struct ViewEntry {
    std::string definer;
    std::string security;
    std::string check_option;
    std::string definition; ///< empty: not for this account
    std::vector<QualifiedName> sources;
};

struct Trigger {
    std::string name;
    std::string timing;
    std::string event;
    std::string text;
};

struct Table {
    std::string type; ///< `BASE TABLE`, `VIEW`, `SEQUENCE`, `SYSTEM VERSIONED`
    std::string engine;
    std::string row_format;
    std::string collation;
    std::string comment;
    bool partitioned = false;
    std::optional<std::int64_t> rows;
    std::optional<std::int64_t> bytes;
    std::vector<Column> columns;
    std::vector<std::string> primary_key;
    std::vector<UniqueKey> unique_keys;
    std::vector<ForeignKeyEntry> foreign_keys;
    std::optional<Partitioning> partitioning;
    std::optional<ViewEntry> view;
    std::vector<Trigger> triggers;

    bool is_view() const { return type == "VIEW"; }
    /// The server opens a view to tell its columns; where it cannot, it says why in the place of the comment.
    bool is_broken_view() const { return is_view() && !comment.empty() && comment != "VIEW"; }
};

/// By name, in the order of the bytes.
using Tables = std::map<std::string, Table>;

struct Routine {
    std::string name;
    std::string definer;
    std::string security;
    std::string data_access;
    bool deterministic = false;
    std::string returns;
    std::string comment;
    std::string definition; ///< empty: not for this account
};

} // namespace colophon::mysql
