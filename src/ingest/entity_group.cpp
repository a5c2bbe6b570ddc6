// SPDX-License-Identifier: Apache-2.0
#include "ingest/entity_group.hpp"

#include <algorithm>

namespace colophon::ingest {

EntityGroup::Write* EntityGroup::find(std::string_view aspect)
{
    const auto found = std::find_if(writes.begin(), writes.end(),
                                    [aspect](const Write& write) { return write.aspect.name == aspect; });
    return found == writes.end() ? nullptr : &*found;
}

} // namespace colophon::ingest
