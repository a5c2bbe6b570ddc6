// SPDX-License-Identifier: Apache-2.0
#include "search/query/synonyms.hpp"

#include "core/text.hpp"
#include "search/analysis/analyzer.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

std::string place_of(std::size_t group, std::size_t member)
{
    return "[" + std::to_string(group) + "][" + std::to_string(member) + "]";
}

std::size_t words_in(std::string_view member)
{
    Analyzer analyzer;
    std::size_t words = 0;
    std::uint32_t end = 0;
    for (const Token& token : analyzer.analyze(member))
        if (words == 0 || token.begin > end) {
            ++words;
            end = token.end;
        } else {
            end = std::max(end, token.end);
        }
    return words;
}

std::string joined(std::string_view text)
{
    Analyzer analyzer;
    analyzer.analyze(text);
    return std::string(analyzer.joined());
}

/// What is wrong with one member; empty for nothing.
std::string fault_of(std::string_view member)
{
    if (!is_utf8(member))
        return "a synonym is not UTF-8";
    if (code_points(member) > max_synonym_code_points)
        return "a synonym is longer than " + std::to_string(max_synonym_code_points) + " characters";
    const std::size_t words = words_in(member);
    if (words == 0)
        return "a synonym has neither letters nor digits";
    if (words > max_synonym_words)
        return "a synonym has more than " + std::to_string(max_synonym_words) + " words";
    return {};
}

Result<> check_group(const SynonymGroup& group, std::size_t at)
{
    const std::string path = "[" + std::to_string(at) + "]";
    if (group.members.size() < 2)
        return failure(Errc::invalid_argument,
                       "a group of synonyms has fewer than two members; leave it out or add to it", path);
    if (group.members.size() > max_synonym_members)
        return failure(Errc::too_large,
                       "a group of synonyms has more than " + std::to_string(max_synonym_members) +
                           " members; divide it",
                       path);
    for (std::size_t i = 0; i < group.members.size(); ++i)
        if (const std::string fault = fault_of(group.members[i]); !fault.empty())
            return failure(Errc::invalid_argument, fault, place_of(at, i));
    return {};
}

} // namespace

Result<> check_synonyms(std::span<const SynonymGroup> groups)
{
    if (groups.size() > max_synonym_groups)
        return failure(Errc::too_large,
                       "there are more than " + std::to_string(max_synonym_groups) + " groups of synonyms",
                       "[" + std::to_string(max_synonym_groups) + "]");
    for (std::size_t i = 0; i < groups.size(); ++i)
        if (Result<> checked = check_group(groups[i], i); !checked)
            return checked;
    return {};
}

SynonymTable::SynonymTable(std::vector<SynonymGroup> groups) : groups_(std::move(groups))
{
    groups_.resize(std::min(groups_.size(), max_synonym_groups));
    for (std::uint32_t i = 0; i < groups_.size(); ++i) {
        std::vector<std::string>& members = groups_[i].members;
        members.resize(std::min(members.size(), max_synonym_members));
        std::erase_if(members, [](const std::string& member) { return !fault_of(member).empty(); });
        for (const std::string& member : members) {
            longest_ = std::max(longest_, words_in(member));
            std::vector<std::uint32_t>& places = groups_of_[joined(member)];
            if (places.empty() || places.back() != i)
                places.push_back(i);
        }
    }
}

std::vector<std::string_view> SynonymTable::others(std::string_view wanted) const
{
    std::vector<std::string_view> others;
    const auto found = groups_of_.find(std::string(wanted));
    if (found == groups_of_.end())
        return others;
    for (const std::uint32_t group : found->second)
        for (const std::string& member : groups_[group].members)
            if (joined(member) != wanted && std::ranges::find(others, member) == others.end())
                others.emplace_back(member);
    return others;
}

} // namespace colophon::search
