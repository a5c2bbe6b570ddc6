// SPDX-License-Identifier: Apache-2.0
#include "search/segment/segment_aids.hpp"

namespace colophon::search {

std::shared_ptr<const SegmentAids> make_aids()
{
    return std::make_shared<const SegmentAids>();
}

} // namespace colophon::search
