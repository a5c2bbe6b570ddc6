// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::ingest {

/// What a complete run leaves for the next one of its pipeline.
struct LeftBehind {
    std::string source;             ///< see source_identity()
    std::vector<std::string> scope; ///< what the account could see, see AuditReport::scope
    std::uint64_t seen = 0;         ///< entities
    std::string digest;             ///< of them, see SeenEntities::digest

    /// What is missing, of another version, or no JSON reads as if it had not been left.
    static LeftBehind read(std::string_view json);
    std::string json() const;
};

/// The lines of `before` that `now` has not.
std::vector<std::string> lost_scope(std::vector<std::string> before, std::vector<std::string> now);

} // namespace colophon::ingest
