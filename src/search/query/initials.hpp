// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/words.hpp"

#include <optional>

namespace colophon::search {

/// The condition of a word that is Hangul in part only: ㅇㅇ is any word that begins its syllables so, 예ㅇ
/// as well, and at the end of what is being typed (Completion::prefix) 예야 is on its way to 예약. Nothing
/// for other words, and for those of more syllables than anyone abbreviates.
std::optional<Node> initials_node(std::string_view word, FieldMask fields, Completion completion);

} // namespace colophon::search
