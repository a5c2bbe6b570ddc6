// SPDX-License-Identifier: Apache-2.0
#include "service/removal.hpp"

#include "core/proposal_codec.hpp"
#include "service/catalog.hpp"

#include <colophon/aspects.hpp>
#include <simdjson.h>

namespace colophon::service {
namespace {

/// The entity's status with `removed` set and whatever else it said kept.
Aspect removed_status(const store::StoredEntity& entity)
{
    auto status = to_aspect(Status{true});
    if (entity.aspects.empty())
        return status;
    simdjson::dom::parser parser;
    const simdjson::padded_string text(entity.aspects.front().aspect.json);
    status.json.clear();
    JsonWriter out(status.json);
    out.begin_object();
    for (const auto [key, value] : parser.parse(text).get_object())
        if (key != "removed")
            out.key(key).raw(simdjson::minify(value));
    out.member("removed", true);
    out.end_object();
    return status;
}

} // namespace

std::optional<Proposal> soft_removal(const EntityRegistry& registry, const store::StoredEntity& entity)
{
    const auto* type = registry.entity(entity.urn.type());
    if (type == nullptr || type->aspect("status") == nullptr)
        return std::nullopt;
    return Proposal{entity.urn,
                    value_or_throw(canonical_aspect(registry, entity.urn, removed_status(entity)))};
}

bool says_removed(std::string_view status)
{
    simdjson::dom::parser parser;
    const simdjson::padded_string text(status);
    bool removed = false;
    return parser.parse(text)["removed"].get(removed) == simdjson::SUCCESS && removed;
}

RemovalOutcome Catalog::remove(const auth::Principal& principal, const Urn& urn)
{
    const auto entity = find(urn, {.aspects = {"status"}});
    if (!entity)
        return {position(), false, {}};
    auto removal = soft_removal(registry_, *entity);
    if (!removal)
        throw Error(Errc::invalid_argument,
                    "cannot be removed softly, only for good (hard=true): a " + std::string(urn.type()));
    const auto outcome = ingest(principal, {*std::move(removal)}, true).get();
    return {outcome.position, true, {}};
}

RemovalOutcome Catalog::remove_for_good(const auth::Principal& principal, const Urn& urn)
{
    const auto* type = registry_.entity(urn.type());
    if (type == nullptr || !find(urn, {.aspects = {"status"}}))
        return {position(), false, {}};
    auto outcome = ingest(principal, {{urn, {type->key->name, ""}, ChangeType::remove}}, true).get();
    return {outcome.position, true, std::move(outcome.dangling)};
}

} // namespace colophon::service
