// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/condition.hpp"

#include <span>

namespace colophon::search {

/// Of the terms of a phrase's places, leaves those that some term of the next place goes on from, and that go
/// on from some term of the place before: two grams that are adjacent share a syllable. Of ㅇㅇㅂㅎ,
/// thousands of grams begin each place, and few of them make words. Places that stand for one term are left
/// alone.
void keep_chains(std::span<Condition> places, const Node& phrase, const Segment& segment);

} // namespace colophon::search
