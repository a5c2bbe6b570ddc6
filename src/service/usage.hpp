// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store.hpp"

#include <cstdint>

namespace colophon::service {

/// How often an entity was asked in the thirty days up to the newest point that its source has written, so
/// that the answer depends on the record alone and not on when it is asked for. 0 for types that no source
/// counts.
///
/// Buckets of one granularity are added up, the largest sum counts. Tools that tell only a running total
/// count with it.
std::uint32_t usage_of(const store::CatalogStore& store, const Urn& urn);

} // namespace colophon::service
