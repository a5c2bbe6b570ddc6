// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/recipe.hpp"

namespace colophon::ingest {

/// What tells one source from another: a fingerprint of `source.type` and of the settings that its entities'
/// names follow from. Where a server is reached is not among them: it may move.
std::string source_identity(const Recipe& recipe);

} // namespace colophon::ingest
