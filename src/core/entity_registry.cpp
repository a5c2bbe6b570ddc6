// SPDX-License-Identifier: Apache-2.0
#include "core/json_parser.hpp"

#include <algorithm>
#include <colophon/entity_registry.hpp>
#include <numeric>
#include <simdjson.h>
#include <unordered_map>
#include <utility>

namespace colophon {

namespace embedded {
extern const std::string_view entity_registry_table; // data/entity_registry.json
}

namespace {

/// What the table holds; each list in the order of the names.
struct Tables {
    std::string version;
    std::vector<RecordSpec> records;
    std::vector<AspectSpec> aspects;
    std::vector<EntitySpec> entities;
};

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

template <class Spec> const Spec* find_by_name(const std::vector<Spec>& specs, std::string_view name)
{
    const auto found = std::ranges::lower_bound(specs, name, {}, &Spec::name);
    return found != specs.end() && found->name == name ? &*found : nullptr;
}

template <class Spec> std::vector<const Spec*> pointers_to(const std::vector<Spec>& specs)
{
    std::vector<const Spec*> pointers;
    pointers.reserve(specs.size());
    for (const Spec& spec : specs)
        pointers.push_back(&spec);
    return pointers;
}

std::string_view text(element holder, std::string_view name)
{
    return holder[name];
}

std::string text_or(element holder, std::string_view name, std::string_view fallback)
{
    std::string_view found = fallback;
    if (holder[name].get(found) != simdjson::SUCCESS)
        found = fallback;
    return std::string(found);
}

bool flag(element holder, std::string_view name)
{
    bool set = false;
    return holder[name].get(set) == simdjson::SUCCESS && set;
}

std::vector<std::string> texts(array values)
{
    std::vector<std::string> result;
    for (const std::string_view value : values)
        result.emplace_back(value);
    return result;
}

/// The elements of an array that may be left out.
std::vector<element> rows(element holder, std::string_view name)
{
    array found;
    if (holder[name].get(found) != simdjson::SUCCESS)
        return {};
    return {found.begin(), found.end()};
}

constexpr std::array<std::pair<std::string_view, TypeSpec::Kind>, 8> plain_types = {{
    {"boolean", TypeSpec::Kind::boolean},
    {"int", TypeSpec::Kind::int32},
    {"long", TypeSpec::Kind::int64},
    {"float", TypeSpec::Kind::float32},
    {"double", TypeSpec::Kind::float64},
    {"string", TypeSpec::Kind::string},
    {"bytes", TypeSpec::Kind::bytes},
    {"urn", TypeSpec::Kind::urn},
}};

/// Reads the table from top to bottom; every section refers to those above it by name.
class TableReader {
public:
    TableReader(element table, Tables& tables) : table_(table), tables_(tables) {}

    void read()
    {
        tables_.version = text(table_, "model");
        for (const element row : array(table_["enums"]))
            enums_.emplace(text(row, "name"), texts(row["symbols"]));
        read_section("records", tables_.records);
        for (const element row : array(table_["records"]))
            fill(record(text(row, "name")), row);
        read_section("aspects", tables_.aspects);
        std::uint16_t number = 0;
        for (const element row : array(table_["aspects"]))
            fill(aspect(text(row, "name")), row, number++);
        read_section("entities", tables_.entities);
        for (const element row : array(table_["entities"]))
            fill(find(tables_.entities, text(row, "name"), "entity"), row);
    }

private:
    template <class Spec> void read_section(std::string_view section, std::vector<Spec>& specs)
    {
        for (const element row : array(table_[section]))
            specs.emplace_back().name = text(row, "name");
        if (!std::ranges::is_sorted(specs, {}, &Spec::name))
            throw Error(Errc::invalid_argument, "rows must be in the order of their names",
                        std::string(section));
    }

    template <class Spec> Spec& find(std::vector<Spec>& specs, std::string_view name, std::string_view what)
    {
        const Spec* found = find_by_name(specs, name);
        if (found == nullptr)
            throw Error(Errc::invalid_argument,
                        "no such " + std::string(what) + " in the table: " + std::string(name));
        return specs[static_cast<std::size_t>(found - specs.data())];
    }

    RecordSpec& record(std::string_view name) { return find(tables_.records, name, "record"); }
    AspectSpec& aspect(std::string_view name) { return find(tables_.aspects, name, "aspect"); }

    TypeSpec type(element from)
    {
        TypeSpec result;
        std::string_view name;
        if (from.get(name) != simdjson::SUCCESS) {
            for (const auto [kind, content] : object(from))
                fill(result, kind, content);
            return result;
        }
        const auto found = std::ranges::find(plain_types, name, &decltype(plain_types)::value_type::first);
        if (found == plain_types.end())
            throw Error(Errc::invalid_argument, "no such type in the table: " + std::string(name));
        result.kind = found->second;
        return result;
    }

    void fill(TypeSpec& result, std::string_view kind, element content)
    {
        if (kind == "urn") {
            result.kind = TypeSpec::Kind::urn;
            result.symbols = texts(content);
        } else if (kind == "enum") {
            result.kind = TypeSpec::Kind::enumeration;
            result.symbols = enums_.at(std::string(std::string_view(content)));
        } else if (kind == "record") {
            result.kind = TypeSpec::Kind::record;
            result.record = &record(content);
        } else if (kind == "union") {
            result.kind = TypeSpec::Kind::union_;
            for (const array member : array(content))
                result.members.push_back({std::string(std::string_view(member.at(0))), type(member.at(1))});
        } else {
            result.kind = kind == "map" ? TypeSpec::Kind::map : TypeSpec::Kind::array;
            result.element = std::make_shared<const TypeSpec>(type(content));
        }
    }

    void fill(RecordSpec& spec, element row)
    {
        for (const element field : array(row["fields"]))
            spec.fields.push_back(
                {std::string(text(field, "name")), type(field["type"]), flag(field, "required")});
        spec.by_name.resize(spec.fields.size());
        std::iota(spec.by_name.begin(), spec.by_name.end(), std::uint16_t{0});
        std::ranges::sort(spec.by_name, {},
                          [&](std::uint16_t i) { return std::string_view(spec.fields[i].name); });
    }

    void fill(AspectSpec& spec, element row, std::uint16_t number)
    {
        spec.record = &record(text(row, "record"));
        spec.timeseries = flag(row, "timeseries");
        spec.key = flag(row, "key");
        spec.number = number;
        for (const element search : rows(row, "search"))
            spec.searchable.push_back(searchable(search));
        for (const element edge : rows(row, "edges"))
            spec.relationships.push_back({std::string(text(edge, "path")), std::string(text(edge, "name")),
                                          texts(edge["to"]), !text_or(edge, "lineage", "").empty(),
                                          text_or(edge, "lineage", "") == "upstream"});
    }

    static SearchableSpec searchable(element row)
    {
        SearchableSpec spec;
        spec.path = text(row, "path");
        spec.field = text(row, "field");
        spec.type = text(row, "type");
        if (row["boost"].get(spec.boost) != simdjson::SUCCESS)
            spec.boost = 1.0;
        spec.in_default_query = flag(row, "query");
        spec.autocomplete = flag(row, "autocomplete");
        spec.facet_label = text_or(row, "facet", "");
        spec.facet = !spec.facet_label.empty();
        spec.has_values_field = text_or(row, "has", "");
        return spec;
    }

    void fill(EntitySpec& spec, element row)
    {
        spec.category = text(row, "category");
        spec.key = &aspect(text(row, "key"));
        for (const std::string_view name : array(row["aspects"]))
            spec.aspects.push_back(&aspect(name));
    }

    element table_;
    Tables& tables_;
    std::unordered_map<std::string, std::vector<std::string>> enums_;
};

} // namespace

struct EntityRegistry::State {
    Tables tables;
};

const AspectSpec* EntitySpec::aspect(std::string_view wanted) const
{
    if (key->name == wanted)
        return key;
    const auto found = std::ranges::lower_bound(
        aspects, wanted, {}, [](const AspectSpec* spec) { return std::string_view(spec->name); });
    return found != aspects.end() && (*found)->name == wanted ? *found : nullptr;
}

EntityRegistry::EntityRegistry() = default;
EntityRegistry::EntityRegistry(EntityRegistry&&) noexcept = default;
EntityRegistry& EntityRegistry::operator=(EntityRegistry&&) noexcept = default;
EntityRegistry::~EntityRegistry() = default;

const EntityRegistry& EntityRegistry::builtin()
{
    static const EntityRegistry registry = value_or_throw(parse(embedded::entity_registry_table));
    return registry;
}

Result<EntityRegistry> EntityRegistry::parse(std::string_view json)
{
    JsonParser parser;
    const auto table = parser.parse(json);
    if (!table)
        return tl::unexpected<Error>(table.error());
    try {
        auto state = std::make_unique<State>();
        TableReader(*table, state->tables).read();
        EntityRegistry registry;
        registry.state_ = std::move(state);
        return registry;
    } catch (const simdjson::simdjson_error& error) {
        return failure(Errc::invalid_argument, std::string("not a registry table: ") + error.what());
    } catch (const std::out_of_range&) {
        return failure(Errc::invalid_argument, "not a registry table: a field names an unknown enumeration");
    } catch (const Error& error) {
        return tl::unexpected<Error>(error);
    }
}

const EntitySpec* EntityRegistry::entity(std::string_view type) const
{
    return find_by_name(state_->tables.entities, type);
}

const AspectSpec* EntityRegistry::aspect(std::string_view name) const
{
    return find_by_name(state_->tables.aspects, name);
}

const RecordSpec* EntityRegistry::record(std::string_view name) const
{
    return find_by_name(state_->tables.records, name);
}

std::vector<const EntitySpec*> EntityRegistry::entities() const
{
    return pointers_to(state_->tables.entities);
}

std::vector<const AspectSpec*> EntityRegistry::aspects() const
{
    return pointers_to(state_->tables.aspects);
}

std::string_view EntityRegistry::source_version() const
{
    return state_->tables.version;
}

} // namespace colophon
