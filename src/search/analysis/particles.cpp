// SPDX-License-Identifier: Apache-2.0
#include "search/analysis/particles.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <array>

namespace colophon::search {

namespace {

// Longest first: 에서는 before 는.
constexpr auto particles = std::to_array<std::string_view>({
    "으로부터", "에서부터", "이라고는", "들에게서", "에서는", "에서도", "에서의", "으로는", "으로도",
    "으로의",   "에게서",   "에게는",   "이라는",   "이라고", "까지는", "까지도", "까지의", "부터는",
    "부터의",   "만으로",   "들에게",   "들에서",   "들로서", "로부터", "으로서", "으로써", "이든지",
    "까지",     "부터",     "에서",     "에게",     "에는",   "에도",   "에의",   "으로",   "로는",
    "로도",     "로의",     "로서",     "로써",     "와의",   "과의",   "와는",   "과는",   "처럼",
    "보다",     "마다",     "이나",     "이며",     "이고",   "라는",   "라고",   "만의",   "만을",
    "만이",     "만은",     "조차",     "밖에",     "들은",   "들이",   "들을",   "들의",   "들에",
    "들도",     "들과",     "은",       "는",       "이",     "가",     "을",     "를",     "의",
    "에",       "로",       "와",       "과",       "도",     "만",     "들",
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

std::string_view without_particle(std::string_view word)
{
    for (const std::string_view particle : particles) {
        const std::string_view before = word.substr(0, word.size() - std::min(word.size(), particle.size()));
        if (word.ends_with(particle) && ends_with_two_syllables(before))
            return before;
    }
    return word;
}

std::uint32_t particle_begin(std::string_view word)
{
    return static_cast<std::uint32_t>(code_points(without_particle(word)));
}

} // namespace colophon::search
