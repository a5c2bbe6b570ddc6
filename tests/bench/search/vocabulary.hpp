// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace colophon::search::bench {

/// The words that corpora are made of, most frequent first. The same for every seed.
struct Vocabulary {
    Vocabulary();

    /// 20,000: a few hundred as a company's catalog has them, the rest made up of syllables. No two of them
    /// run together give a third, and none of them continues in a digit.
    std::vector<std::string> latin;
    /// Names of things, of two to four syllables; compounds are made by running them together.
    std::vector<std::string> korean;
};

const Vocabulary& vocabulary();

} // namespace colophon::search::bench
