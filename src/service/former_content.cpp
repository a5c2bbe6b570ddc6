// SPDX-License-Identifier: Apache-2.0
#include "service/former_content.hpp"

#include <simdjson.h>

namespace colophon::service {
namespace {

constexpr std::string_view rollback_prefix = "rollback-";
constexpr const char* says_again_member = "saysAgain";

/// 0 where it says something of its own.
std::uint64_t said_again(const SystemMetadata& system)
{
    // Whoever repeats what a rollback put back says so in another name.
    if (!system.run_id.starts_with(rollback_prefix) || system.properties_json.empty())
        return 0;
    simdjson::dom::parser parser;
    const simdjson::padded_string text(system.properties_json);
    std::uint64_t version = 0;
    return parser.parse(text)[says_again_member].get(version) == simdjson::SUCCESS ? version : 0;
}

} // namespace

std::optional<store::StoredAspect> version_of(const store::CatalogStore& store, const Urn& urn,
                                              const std::string& aspect, std::uint64_t version)
{
    if (version == 0) // which would mean the latest
        return std::nullopt;
    auto entity = store.read(urn, {.aspects = {aspect}, .version = version});
    if (!entity || entity->aspects.empty())
        return std::nullopt;
    return std::move(entity->aspects.front());
}

FormerContent content_before(const store::CatalogStore& store, const Urn& urn, const std::string& aspect,
                             std::uint64_t version)
{
    using Kind = FormerContent::Kind;
    if (version <= 1)
        return {Kind::absent};
    if (auto before = version_of(store, urn, aspect, version - 1))
        return {Kind::content, version - 1, *std::move(before)};
    // A version that cannot be read said "removed", or it was trimmed. History is trimmed from its beginning,
    // and only content can be removed: where the version before that one is kept, this one is too.
    if (version_of(store, urn, aspect, version - 2))
        return {Kind::absent, version - 1};
    return {Kind::unknown};
}

std::string rollback_id(std::string_view run_id)
{
    return std::string(rollback_prefix).append(run_id);
}

std::string says_again(std::uint64_t version)
{
    return std::string("{\"") + says_again_member + "\":" + std::to_string(version) + '}';
}

std::optional<store::StoredAspect> spoken_by(const store::CatalogStore& store, const Urn& urn,
                                             store::StoredAspect aspect)
{
    for (auto version = said_again(aspect.system); version != 0; version = said_again(aspect.system)) {
        if (version >= aspect.version) // nobody but a rollback writes this, and it looks back
            return std::nullopt;
        auto before = version_of(store, urn, aspect.aspect.name, version);
        if (!before)
            return std::nullopt;
        aspect = *std::move(before);
    }
    return aspect;
}

} // namespace colophon::service
