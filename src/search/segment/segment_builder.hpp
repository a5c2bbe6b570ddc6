// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/segment.hpp"

#include <memory>
#include <span>

namespace colophon::search {

/// Analyses documents into a segment. They come in the order of their URNs, each URN once.
std::shared_ptr<const Segment> build_segment(std::span<const SearchDocument* const> documents);

} // namespace colophon::search
