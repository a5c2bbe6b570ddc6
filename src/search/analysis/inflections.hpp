// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace colophon::search {

/// Shorter words have no other number: `ids`, `bus` and `as` are what they are.
inline constexpr std::size_t shortest_inflected = 4;

/// The English plurals and singulars that a folded word may have, without the word itself: `reservation` of
/// `reservations`, `statuses` of `status`. Some are no words (`boxe` of `boxes`): they are looked up, and
/// found nowhere. Empty for what is not of ASCII letters.
std::vector<std::string> inflections(std::string_view word);

} // namespace colophon::search
