// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/layout.hpp"

namespace colophon::search {

/// Whether no offset and no number in the arrays of a segment leads out of the array that it is for, given
/// that they are as long as they must be. A checksum keeps accidents away; this, what somebody has written
/// on purpose. What lists and records say inside of themselves is not looked at: that would be to read them
/// all.
bool stays_within(const SegmentView& view);

} // namespace colophon::search
