// SPDX-License-Identifier: Apache-2.0
#include "core/entity_key.hpp"

#include "core/json_writer.hpp"
#include "core/nearest.hpp"
#include "core/urn_grammar.hpp"

#include <algorithm>

namespace colophon {

namespace {

Error unknown_type(const EntityRegistry& registry, std::string_view type)
{
    std::vector<std::string_view> known;
    for (const EntitySpec* entity : registry.entities())
        known.push_back(entity->name);
    return {Errc::invalid_argument, "unknown entity type: " + std::string(type) + did_you_mean(type, known)};
}

std::string expected_key(const RecordSpec& key)
{
    std::string names;
    for (const FieldSpec& field : key.fields)
        names += (names.empty() ? "" : ",") + field.name;
    return key.fields.size() == 1 ? names : "(" + names + ")";
}

Result<> check_member(const FieldSpec& field, std::string_view member)
{
    if (field.type.kind == TypeSpec::Kind::enumeration &&
        std::ranges::find(field.type.symbols, member) == field.type.symbols.end()) {
        const std::vector<std::string_view> known(field.type.symbols.begin(), field.type.symbols.end());
        return failure(Errc::invalid_argument, "unknown value of the key's " + field.name + ": " +
                                                   std::string(member) + did_you_mean(member, known));
    }
    if (field.type.kind == TypeSpec::Kind::urn)
        if (const auto fault = find_urn_fault(member))
            return failure(Errc::invalid_argument, "the key's " + field.name + " must be a URN, it is " +
                                                       std::string(fault->what) + ": " + std::string(member));
    return {};
}

} // namespace

Result<const EntitySpec*> entity_of(const EntityRegistry& registry, const Urn& urn)
{
    const EntitySpec* entity = registry.entity(urn.type());
    if (entity == nullptr)
        return tl::unexpected<Error>(unknown_type(registry, urn.type()));
    const auto& fields = entity->key->record->fields;
    const auto members = split_urn_key(urn.key());
    if (members.size() != fields.size())
        return failure(Errc::invalid_argument, "the key of a " + entity->name + " is " +
                                                   expected_key(*entity->key->record) + ", this URN has " +
                                                   std::to_string(members.size()) + " members: " + urn.str());
    for (std::size_t i = 0; i < members.size(); ++i)
        if (auto checked = check_member(fields[i], members[i]); !checked)
            return tl::unexpected<Error>(std::move(checked).error());
    return entity;
}

Result<std::string> key_aspect_json(const EntityRegistry& registry, const Urn& urn)
{
    const auto entity = entity_of(registry, urn);
    if (!entity)
        return tl::unexpected<Error>(entity.error());
    const RecordSpec& key = *(*entity)->key->record;
    const auto members = urn.members();
    std::string json;
    JsonWriter out(json);
    out.begin_object();
    for (const std::uint16_t index : key.by_name)
        out.member(key.fields[index].name, std::string_view(members[index]));
    out.end_object();
    return json;
}

} // namespace colophon
