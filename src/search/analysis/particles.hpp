// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace colophon::search {

/// Where the particle begins that a Korean word ends with, in code points: 2 for 예약을, 3 for 데이터에서. At
/// least two syllables stand before it, since 회의 and 평가 are words. The length of the word where it has
/// none.
std::uint32_t particle_begin(std::string_view word);

/// The word before its particle.
std::string_view without_particle(std::string_view word);

} // namespace colophon::search
