// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store.hpp"

#include <string>

namespace colophon::service {

/// What an aspect said before one of its versions.
struct FormerContent {
    enum class Kind {
        content,
        absent, ///< there was no such aspect
        unknown ///< the history was trimmed
    };
    Kind kind = Kind::unknown;
    std::uint64_t version = 0; ///< that said so; 0 where the aspect had never been, and for unknown
    store::StoredAspect aspect = {};
};

/// `version` itself need not be kept any more.
FormerContent content_before(const store::CatalogStore& store, const Urn& urn, const std::string& aspect,
                             std::uint64_t version);

/// One version of an aspect; nothing where it says "removed" or is not kept.
std::optional<store::StoredAspect> version_of(const store::CatalogStore& store, const Urn& urn,
                                              const std::string& aspect, std::uint64_t version);

} // namespace colophon::service
