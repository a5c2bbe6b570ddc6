// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace colophon::store {

/// Rows of aspects are keyed by one integer: the entity's number and, in the low bits, the aspect's. All
/// aspects of an entity are thus one range of the table, without a second index.
inline constexpr int aspect_bits = 10;
inline constexpr std::int64_t max_aspect_number = (std::int64_t{1} << aspect_bits) - 1;

constexpr std::int64_t first_key(std::int64_t entity)
{
    return entity << aspect_bits;
}

constexpr std::int64_t last_key(std::int64_t entity)
{
    return first_key(entity) | max_aspect_number;
}

constexpr std::int64_t aspect_key(std::int64_t entity, std::int64_t aspect)
{
    return first_key(entity) | aspect;
}

constexpr std::int64_t aspect_of(std::int64_t key)
{
    return key & max_aspect_number;
}

/// Claims are keyed in the same way: by the entity's number and, in the low bits, the pipeline's.
inline constexpr int pipeline_bits = 20;
inline constexpr std::int64_t max_pipeline_number = (std::int64_t{1} << pipeline_bits) - 1;

constexpr std::int64_t claim_key(std::int64_t entity, std::int64_t pipeline)
{
    return entity << pipeline_bits | pipeline;
}

} // namespace colophon::store
