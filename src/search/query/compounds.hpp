// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/words.hpp"

#include <optional>

namespace colophon::search {

/// The condition of a run of syllables as the words that it may consist of: 고객문의 is 고객 and 문의, for
/// who writes without spaces what the texts have with them. Every way to cut it into words of two and three
/// syllables is one, with and without what may be a particle at its end. Nothing for what is shorter than two
/// words, or too long to be a compound.
std::optional<Node> compound_node(std::string_view word, FieldMask fields);

} // namespace colophon::search
