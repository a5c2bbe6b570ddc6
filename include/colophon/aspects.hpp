// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/proposal.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// The aspects that our own code makes, as plain structs, and their way into JSON. Field names and meaning
/// are those of DataHub's model; an empty string or an unset optional is left out of the document.
namespace colophon {

using Properties = std::map<std::string, std::string>;

struct Status {
    bool removed = false;
};

struct SubTypes {
    std::vector<std::string> names = {};
};

struct Container {
    Urn container;
};

struct ContainerProperties {
    std::string name = {};
    std::string qualified_name = {};
    std::string description = {};
    std::string env = {};
    Properties custom = {};
};

struct DataPlatformInstance {
    Urn platform;
    std::optional<Urn> instance = {};
};

struct BrowsePathsV2 {
    struct Entry {
        std::string id;
        std::optional<Urn> urn = {};
    };
    std::vector<Entry> path = {};
};

struct DatasetProperties {
    std::string name = {};
    std::string qualified_name = {};
    std::string description = {};
    Properties custom = {};
    std::vector<std::string> tags = {};
};

/// DataHub's thirteen classes of column type.
enum class ColumnClass {
    boolean,
    fixed,
    string,
    bytes,
    number,
    date,
    time,
    enumeration,
    null,
    map,
    array,
    union_,
    record
};

struct SchemaField {
    std::string path = {};
    ColumnClass type = ColumnClass::null;
    std::string native_type = {}; ///< the engine's own words
    bool nullable = false;
    std::string description = {};
    bool is_part_of_key = false;
    std::optional<std::string> nested_type = {}; ///< for arrays: the engine's name of the element type
    std::string json_props = {};                 ///< a JSON object as text (`jsonProps`), or empty
};

struct ForeignKey {
    std::string name = {};
    std::vector<Urn> source_fields = {}; ///< schemaField URNs of this dataset
    std::vector<Urn> foreign_fields = {};
    Urn foreign_dataset;
};

struct SchemaMetadata {
    std::string name = {};
    Urn platform;
    std::vector<SchemaField> fields = {};
    std::vector<std::string> primary_keys = {};
    std::vector<ForeignKey> foreign_keys = {};
};

struct ViewProperties {
    bool materialized = false;
    std::string logic = {};
    std::string language = "SQL";
};

struct UpstreamLineage {
    struct Upstream {
        Urn dataset;
        std::string type = "VIEW"; ///< DatasetLineageType
    };
    std::vector<Upstream> upstreams = {};
};

struct DataFlowInfo {
    std::string name = {};
    Properties custom = {};
};

struct DataJobInfo {
    std::string name = {};
    std::string type = {};
    std::string description = {};
    Properties custom = {};
};

struct DataTransformLogic {
    std::string statement = {};
    std::string language = "SQL";
};

/// A timeseries aspect: row estimate and size as the engine keeps them, never counted by us.
struct DatasetProfile {
    std::int64_t timestamp_ms = 0;
    std::optional<std::int64_t> row_count = {};
    std::optional<std::int64_t> column_count = {};
    std::optional<std::int64_t> size_bytes = {};
};

Aspect to_aspect(const Status&);
Aspect to_aspect(const SubTypes&);
Aspect to_aspect(const Container&);
Aspect to_aspect(const ContainerProperties&);
Aspect to_aspect(const DataPlatformInstance&);
Aspect to_aspect(const BrowsePathsV2&);
Aspect to_aspect(const DatasetProperties&);
Aspect to_aspect(const SchemaMetadata&);
Aspect to_aspect(const ViewProperties&);
Aspect to_aspect(const UpstreamLineage&);
Aspect to_aspect(const DataFlowInfo&);
Aspect to_aspect(const DataJobInfo&);
Aspect to_aspect(const DataTransformLogic&);
Aspect to_aspect(const DatasetProfile&);

} // namespace colophon
