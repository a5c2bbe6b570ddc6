// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/top_hits.hpp"
#include "search/segment/document_set.hpp"

namespace colophon::search {

/// Offers the documents of a set to `top` where nothing but their quality orders them.
void offer_by_quality(const Segment& segment, const DocumentSet& documents, TopHits& top);

} // namespace colophon::search
