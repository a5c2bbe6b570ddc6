// SPDX-License-Identifier: Apache-2.0
#include "search/analysis/particles.hpp"

#include "core/text.hpp"

#include <array>

namespace colophon::search {

namespace {

// Longest first: 에서는 before 는.
constexpr auto particles = std::to_array<std::string_view>({
    "에서는", "으로는", "에게서", "이라는", "까지", "부터", "에서", "에게", "으로",
    "처럼",   "보다",   "마다",   "이나",   "라는", "은",   "는",   "이",   "가",
    "을",     "를",     "의",     "에",     "로",   "와",   "과",   "도",   "만",
});

constexpr std::size_t syllable_bytes = 3;

bool is_syllable(std::string_view bytes)
{
    return bytes >= "\uAC00" && bytes <= "\uD7A3";
}

bool ends_with_two_syllables(std::string_view text)
{
    return text.size() >= 2 * syllable_bytes && is_syllable(text.substr(text.size() - syllable_bytes)) &&
           is_syllable(text.substr(text.size() - 2 * syllable_bytes, syllable_bytes));
}

} // namespace

std::uint32_t particle_begin(std::string_view word)
{
    for (const std::string_view particle : particles)
        if (word.ends_with(particle) &&
            ends_with_two_syllables(word.substr(0, word.size() - particle.size())))
            return static_cast<std::uint32_t>(code_points(word) - code_points(particle));
    return static_cast<std::uint32_t>(code_points(word));
}

} // namespace colophon::search
