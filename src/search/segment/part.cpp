// SPDX-License-Identifier: Apache-2.0
#include "search/segment/part.hpp"

namespace colophon::search {

Part new_part(std::shared_ptr<const Segment> segment)
{
    const std::uint32_t documents = segment->documents();
    return {std::move(segment), std::make_shared<const DeadDocuments>((documents + 63) / 64), documents};
}

} // namespace colophon::search
