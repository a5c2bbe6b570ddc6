// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace colophon {

/// The known word that was probably meant, by edit distance with transpositions; empty when none is near.
std::string_view nearest(std::string_view word, std::span<const std::string_view> known);

/// `; did you mean "name"?`, or nothing: the end of an error message.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

} // namespace colophon
