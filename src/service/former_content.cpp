// SPDX-License-Identifier: Apache-2.0
#include "service/former_content.hpp"

namespace colophon::service {

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

} // namespace colophon::service
