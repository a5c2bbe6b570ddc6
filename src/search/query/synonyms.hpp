// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace colophon::search {

/// Groups of words and phrases, looked up by any of their members. Case, width, accents and what separates
/// words make no difference: `Personal_Information` is `personal information`. Never changes, so that any
/// thread may read it.
class SynonymTable {
public:
    SynonymTable() = default;
    /// Takes what check_synonyms() accepts; of anything else, whatever can be used.
    explicit SynonymTable(std::vector<SynonymGroup> groups);

    /// What finds the same as the word or phrase that runs together to `joined` (Analyzer::joined()), as the
    /// administrator wrote it; empty for what stands in no group. Views into the table.
    std::vector<std::string_view> others(std::string_view joined) const;

    /// How many words the longest member has.
    std::size_t longest() const { return longest_; }

private:
    std::vector<SynonymGroup> groups_;
    std::unordered_map<std::string, std::vector<std::uint32_t>> groups_of_;
    std::size_t longest_ = 0;
};

} // namespace colophon::search
