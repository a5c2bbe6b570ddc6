// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/relevance/company.hpp"

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace colophon::search {

/// What a colleague typed, and what should come first.
struct Judgement {
    std::string kind; ///< which ability it needs: `exact`, `typo`, …
    std::string text;
    std::map<std::string, int> grades; ///< by URN: 3 what was wanted, 2 good, 1 useful; all else is 0
};

/// Throws std::runtime_error where a line cannot be read or names what the company does not have.
std::vector<Judgement> read_judgements(const std::filesystem::path& file, const Company& company);

/// How good an order of answers is.
struct Quality {
    double reciprocal_rank = 0; ///< of the first answer with the highest grade
    double ndcg = 0;            ///< at ten
};
Quality quality_of(const Judgement& judgement, std::span<const std::string> urns);

} // namespace colophon::search
