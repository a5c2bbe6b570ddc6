// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/node.hpp"
#include "search/segment/payload.hpp"

#include <algorithm>
#include <cstdint>

namespace colophon::search {

/// Where a term found in the index comes from.
enum class TermRole : std::uint8_t {
    exact,
    extension,      ///< begins with the word that was typed
    whole,          ///< a whole name or column, run together
    whole_extension ///< a whole name or column that begins so
};

/// What a term says about a document, in sixteen bits of which more is better: whether it is what was meant
/// (no misspelling), its level, and its contribution to the sum. 0: the term does not stand there.
using Strength = std::uint16_t;

inline constexpr unsigned contribution_bits = 10;
/// The most that one term contributes.
inline constexpr std::uint32_t full_contribution = 4 * 255;
inline constexpr Strength exact_strength = 1U << 14U; // above one bit that tells the weakest from none

constexpr std::uint32_t contribution_of(Strength strength)
{
    return strength & ((1U << contribution_bits) - 1U);
}
constexpr Level level_of(Strength strength)
{
    return static_cast<Level>(strength >> contribution_bits & 7U);
}
constexpr bool is_exact(Strength strength)
{
    return (strength & exact_strength) != 0;
}

/// What likeness leaves of a contribution, in quarters of an impact, and the best level it can have.
struct Discount {
    std::uint32_t quarters = 4;
    Level best = Level::whole_name;
};

constexpr Discount discount_of(TermRole role, Likeness likeness)
{
    const bool begun = role == TermRole::extension || role == TermRole::whole_extension;
    switch (likeness) {
    case Likeness::same:
        return begun ? Discount{3, Level::name_start} : Discount{};
    case Likeness::inflection:
        return {3, Level::name_start};
    case Likeness::synonym:
        return {2, Level::name};
    case Likeness::typo: // stands behind all that is not one anyway
        return {2, Level::whole_name};
    }
    return {};
}

constexpr Level capped(Level level, Level best)
{
    // Another word for the whole name is the name, but not as it was typed.
    if (best == Level::name && level == Level::whole_name)
        return Level::name_start;
    // A column that only begins so is not the word.
    if (best != Level::whole_name && level == Level::whole_column)
        return Level::column;
    return std::min(level, best);
}

constexpr Strength strength_of(const Payload& payload, TermRole role, Likeness likeness)
{
    const Discount discount = discount_of(role, likeness);
    const std::uint32_t level = static_cast<std::uint32_t>(capped(payload.level, discount.best));
    const std::uint32_t contribution = payload.impact * discount.quarters;
    return static_cast<Strength>((likeness == Likeness::typo ? 1U << 13U : std::uint32_t{exact_strength}) |
                                 level << contribution_bits | contribution);
}

} // namespace colophon::search
