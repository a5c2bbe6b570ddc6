// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/document_set.hpp"

#include <cstdint>
#include <vector>

namespace colophon::search {

/// What the terms of a query say about the documents of one window. Entries of documents that do not match in
/// the end mean nothing.
struct ScoreBoard {
    enum Sign : std::uint8_t { name_is_query = 1, name_begins_with_query = 2, column_is_query = 4 };
    std::vector<std::uint32_t> sums;       ///< of what terms contribute, see term_contribution()
    std::vector<std::uint8_t> named_terms; ///< how many of the terms stand in the name
    std::vector<std::uint8_t> signs;

    void reset(std::uint32_t documents)
    {
        sums.assign(documents, 0);
        named_terms.assign(documents, 0);
        signs.assign(documents, 0);
    }
};

/// Where a term found in the index comes from.
enum class TermRole : std::uint8_t {
    exact,
    extension,      ///< begins with the word that was typed
    whole,          ///< a whole name or column, run together
    whole_extension ///< a whole name or column that begins so
};

/// The most that one term contributes.
inline constexpr std::uint32_t full_contribution = 4 * 255;

/// A word that was typed whole says more than one that was only begun.
inline std::uint32_t term_contribution(TermRole role, std::uint8_t impact)
{
    const bool whole_word = role == TermRole::exact || role == TermRole::whole;
    return impact * (whole_word ? 4U : 3U);
}

} // namespace colophon::search
