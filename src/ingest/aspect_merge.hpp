// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace colophon::ingest {

/// What an aspect becomes when ours is added to what the catalog has (DataHub's `semantics: PATCH`), as JSON
/// that is not canonical. Elements of arrays are added where none of the same identity is there: that of an
/// owner is owner and type, that of a tag or term association its URN, that of anything else its content.
/// What is there stays as it is, so that people's words stand and a second merge changes nothing. Maps and
/// records are merged by their members; other members are ours, but for stamps, which stay unless something
/// else changed. `current` is empty where the catalog has nothing. Both must be JSON objects.
std::string merge_aspects(std::string_view current, std::string_view ours);

} // namespace colophon::ingest
