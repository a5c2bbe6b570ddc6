// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/error.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace colophon {

struct RecordSpec;
struct UnionMember;

/// The type of a member of an aspect.
struct TypeSpec {
    enum class Kind {
        boolean,
        int32,
        int64,
        float32,
        float64,
        string,
        bytes,
        urn,
        enumeration,
        record,
        array,
        map,
        union_
    };
    Kind kind = Kind::string;
    std::vector<std::string> symbols;   ///< enumeration: its symbols; urn: entity types allowed (empty: any)
    const RecordSpec* record = nullptr; ///< record
    std::shared_ptr<const TypeSpec> element; ///< array, map
    std::vector<UnionMember> members;        ///< union
};

struct UnionMember {
    std::string key; ///< on the wire
    TypeSpec type;
};

struct FieldSpec {
    std::string name;
    TypeSpec type;
    bool required = false; ///< neither optional nor with a default
};

struct RecordSpec {
    std::string name; ///< fully qualified, as in `com.linkedin.common.Status`
    std::vector<FieldSpec> fields;
    std::vector<std::uint16_t> by_name; ///< indices into fields, in the order of the alphabet
};

/// A member that search knows. `path` is the place inside the aspect: member names joined by `.`, `*` for the
/// elements of an array or the values of a map, as in `fields.*.fieldPath`.
struct SearchableSpec {
    std::string path;
    std::string field; ///< DataHub's name of the search field, as in `fieldPaths`
    std::string type;  ///< DataHub's field type, as in `TEXT_PARTIAL`, `URN`, `KEYWORD`
    double boost = 1.0;
    bool in_default_query = false;
    bool autocomplete = false;
    bool facet = false;
    std::string facet_label;
    std::string has_values_field;
};

/// A member that makes an edge of the graph.
struct RelationshipSpec {
    std::string path;
    std::string name;                      ///< as in `IsPartOf`, case-sensitive
    std::vector<std::string> destinations; ///< entity types
    bool lineage = false;
    bool upstream = false; ///< lineage: the destination is upstream of the source
};

struct AspectSpec {
    std::string name; ///< as in `datasetProperties`
    const RecordSpec* record = nullptr;
    bool timeseries = false;
    bool key = false;
    std::uint16_t number = 0; ///< small, stable within one build; stores never keep it
    std::vector<SearchableSpec> searchable;
    std::vector<RelationshipSpec> relationships;
};

struct EntitySpec {
    std::string name; ///< the type as it stands in URNs
    std::string category;
    const AspectSpec* key = nullptr;
    std::vector<const AspectSpec*> aspects; ///< without the key, by name

    const AspectSpec* aspect(std::string_view name) const; ///< key included; null where not registered
};

/// Which entity types exist, which aspects each may carry, and what those look like. Immutable after
/// construction and safe to use from many threads. The built-in one is made from `data/entity_registry.json`.
class EntityRegistry {
public:
    static const EntityRegistry& builtin();
    static Result<EntityRegistry> parse(std::string_view json);

    EntityRegistry(EntityRegistry&&) noexcept;
    EntityRegistry& operator=(EntityRegistry&&) noexcept;
    ~EntityRegistry();

    const EntitySpec* entity(std::string_view type) const;
    const AspectSpec* aspect(std::string_view name) const;
    const RecordSpec* record(std::string_view name) const;
    std::vector<const EntitySpec*> entities() const; ///< by name
    std::vector<const AspectSpec*> aspects() const;  ///< by name
    std::string_view source_version() const;         ///< of the model that the table was made from

private:
    EntityRegistry();
    struct State;
    std::unique_ptr<const State> state_;
};

} // namespace colophon
