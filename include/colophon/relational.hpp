// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/aspects.hpp>
#include <colophon/connector.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

/// Rows that every SQL connector reads, and the one way from them to proposals. Names, container GUIDs and
/// field paths are those of DataHub's SQL sources, so that what people wrote about a table stays attached.
namespace colophon {

/// What the names of one source begin with.
struct RelationalSource {
    std::string platform;         ///< as in `postgres`
    std::string instance;         ///< `platform_instance`; empty for none
    std::string env = "PROD";     ///< one of DataHub's fabric types
    bool lowercase_urns = false;  ///< `convert_urns_to_lowercase`: of data sets only, as DataHub does it
    std::int64_t observed_ms = 0; ///< when the estimates were read, epoch milliseconds
};

struct DatabaseRow {
    std::string name;
    std::string comment;
    Properties custom;
    std::string stable_id = {}; ///< see Emitter::identify
};

struct SchemaRow {
    std::string database;
    std::string name;
    std::string comment;
    Properties custom;
    std::string stable_id = {}; ///< see Emitter::identify
};

struct TableName {
    std::string database;
    std::string schema; ///< empty where databases hold tables directly
    std::string table;

    friend auto operator<=>(const TableName&, const TableName&) = default;
};

struct ColumnRow {
    std::string name;
    ColumnClass type = ColumnClass::null;
    std::string native_type; ///< the engine's own words
    bool nullable = true;
    std::string comment;
    std::optional<std::string> element_type; ///< of an array, the engine's own words
    std::string default_expression;
    std::string generated;            ///< `stored`, `virtual`, or empty
    std::string generated_expression; ///< may be empty although generated: the engine did not tell
    std::string identity;             ///< `always`, `by default`, or empty
    Properties more = {};             ///< further facts by stable words, as in `collation`
    std::vector<ColumnRow> members;   ///< of a composite type
};

struct ForeignKeyRow {
    std::string name;
    std::vector<std::string> columns;
    TableName target;
    std::vector<std::string> target_columns;
};

struct ViewRow {
    bool materialized = false;
    /// Unset where the engine could not say it in time: the text of an earlier run stays.
    std::optional<std::string> definition;
};

struct TableRow {
    TableName name;
    std::string sub_type = "Table";
    std::string comment;
    Properties custom;
    std::vector<ColumnRow> columns;
    std::vector<std::string> primary_key; ///< in the order of the key
    std::vector<ForeignKeyRow> foreign_keys;
    std::optional<ViewRow> view;
    std::vector<TableName> upstreams;      ///< what a view reads
    std::optional<std::int64_t> row_count; ///< the engine's estimate
    std::optional<std::int64_t> size_bytes;
    std::string stable_id = {}; ///< see Emitter::identify
};

enum class RoutineKind { procedure, function };

/// The routines of one kind that lie in one schema, as a whole.
struct RoutineGroupRow {
    std::string database;
    std::string schema; ///< empty where databases hold routines directly
    RoutineKind kind = RoutineKind::procedure;
};

struct RoutineRow {
    RoutineGroupRow group;
    std::string name;
    std::string comment;
    Properties custom;
    std::optional<std::string> definition; ///< unset where the engine does not tell
};

/// Turns rows into proposals and emits them at once; keeps nothing but the names of the source. For one
/// thread. A row whose name cannot become a URN (over-long) is reported as failed and left out.
class RelationalDescriber {
public:
    RelationalDescriber(RelationalSource source, Emitter& out);

    void describe(const DatabaseRow& database);
    void describe(const SchemaRow& schema);
    void describe(const TableRow& table);
    /// A data flow, as DataHub has it; to be described before the routines in it.
    void describe(const RoutineGroupRow& group);
    void describe(const RoutineRow& routine);

    Urn dataset_urn(const TableName& name) const;
    /// `schema` is empty for the database itself.
    Urn container_urn(std::string_view database, std::string_view schema) const;

private:
    void emit(const Urn& urn, Aspect aspect) { out_.emit(Proposal{urn, std::move(aspect)}); }
    void identify(const Urn& urn, const std::string& stable_id);
    void emit_container(const Urn& urn, ContainerProperties properties, const char* sub_type,
                        const std::optional<Urn>& parent);
    void emit_dataset(const Urn& urn, const TableRow& table);
    Urn flow_urn(const RoutineGroupRow& group) const;
    std::vector<Urn> containers_of(std::string_view database, std::string_view schema) const;
    BrowsePathsV2 path_below(const std::vector<Urn>& containers) const;
    SchemaMetadata schema_of(const Urn& urn, const TableRow& table) const;
    void append_field(SchemaMetadata& schema, std::unordered_set<std::string>& taken, const ColumnRow& column,
                      const std::string& prefix, const std::vector<std::string>& key) const;

    RelationalSource source_;
    Emitter& out_;
    DataPlatformInstance platform_;
};

/// DataHub's GUID of a container: the MD5, in lower case, of the sorted members as its client spells JSON.
std::string container_guid(const Properties& key);

/// `database.schema.table`, as patterns and URNs have it.
std::string qualified_name(const TableName& name);

/// The text with bytes that are not UTF-8 replaced by U+FFFD, for engines that do not check what they store.
std::string well_formed_utf8(std::string_view text);

/// SQL with every string and number that stands in it as a value replaced by `?`. Understands quotes, dollar
/// quotes, quoted identifiers and comments (which are kept).
std::string mask_sql_literals(std::string_view sql);

} // namespace colophon
