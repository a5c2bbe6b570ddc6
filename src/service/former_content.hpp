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

/// A rollback is called `rollback-` and the id of the run that it takes back.
std::string rollback_id(std::string_view run_id);

/// For the system metadata of what a rollback puts back: the version whose words these are.
std::string says_again(std::uint64_t version);

/// The version whose words `aspect` has: itself, unless a rollback put it back. Nothing where that one is not
/// kept.
std::optional<store::StoredAspect> spoken_by(const store::CatalogStore& store, const Urn& urn,
                                             store::StoredAspect aspect);

} // namespace colophon::service
