// SPDX-License-Identifier: Apache-2.0
#include "search/analysis/inflections.hpp"

#include <algorithm>
#include <array>

namespace colophon::search {

namespace {

struct Pair {
    std::string_view singular, plural;
};
// What the rules below do not give, among the words that tables and columns are named by.
constexpr auto irregulars = std::to_array<Pair>({
    {"analysis", "analyses"},
    {"appendix", "appendices"},
    {"axis", "axes"},
    {"basis", "bases"},
    {"child", "children"},
    {"crisis", "crises"},
    {"criterion", "criteria"},
    {"diagnosis", "diagnoses"},
    {"foot", "feet"},
    {"half", "halves"},
    {"hypothesis", "hypotheses"},
    {"index", "indices"},
    {"leaf", "leaves"},
    {"life", "lives"},
    {"matrix", "matrices"},
    {"menu", "menus"},
    {"mouse", "mice"},
    {"person", "people"},
    {"phenomenon", "phenomena"},
    {"quiz", "quizzes"},
    {"schema", "schemata"},
    {"shelf", "shelves"},
    {"synopsis", "synopses"},
    {"synthesis", "syntheses"},
    {"thesis", "theses"},
    {"tooth", "teeth"},
    {"vertex", "vertices"},
    {"woman", "women"},
});

// The same in both numbers, or in one only.
constexpr auto invariable = std::to_array<std::string_view>(
    {"always", "https", "kubernetes", "news", "perhaps", "series", "species"});

constexpr std::size_t shortest_singular = 3;

template <class Ends> bool ends_with_any(std::string_view word, const Ends& ends)
{
    return std::ranges::any_of(ends, [word](std::string_view end) { return word.ends_with(end); });
}

/// `class` and `status` end like plurals.
bool looks_plural(std::string_view word)
{
    constexpr auto singular_ends = std::to_array<std::string_view>({"ss", "us", "is"});
    return word.ends_with('s') && !ends_with_any(word, singular_ends);
}

void add_singulars(std::string_view word, std::vector<std::string>& out)
{
    constexpr auto hissing = std::to_array<std::string_view>({"ses", "xes", "zes", "ches", "shes", "oes"});
    if (!looks_plural(word))
        return;
    out.emplace_back(word.substr(0, word.size() - 1));
    if (word.ends_with("ies"))
        out.push_back(std::string(word.substr(0, word.size() - 3)) + 'y');
    else if (ends_with_any(word, hissing))
        out.emplace_back(word.substr(0, word.size() - 2));
}

void add_plurals(std::string_view word, std::vector<std::string>& out)
{
    constexpr auto hissing = std::to_array<std::string_view>({"s", "x", "z", "ch", "sh", "o"});
    constexpr std::string_view vowels = "aeiou";
    constexpr auto alike = std::to_array<std::string_view>({"ss", "us", "is", "as"});
    if (word.ends_with('s') && !ends_with_any(word, alike))
        return; // a plural already
    if (word.ends_with('y') && vowels.find(word[word.size() - 2]) == std::string_view::npos) {
        out.push_back(std::string(word.substr(0, word.size() - 1)) + "ies");
        return;
    }
    if (ends_with_any(word, hissing))
        out.push_back(std::string(word) + "es");
    if (!word.ends_with('s'))
        out.push_back(std::string(word) + 's');
}

void add_irregulars(std::string_view word, std::vector<std::string>& out)
{
    for (const Pair& pair : irregulars)
        if (word == pair.singular)
            out.emplace_back(pair.plural);
        else if (word == pair.plural)
            out.emplace_back(pair.singular);
}

} // namespace

std::vector<std::string> inflections(std::string_view word)
{
    constexpr std::size_t longest = 40; // longer ones are no English
    std::vector<std::string> found;
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    if (word.size() < shortest_inflected || word.size() > longest || !std::ranges::all_of(word, is_letter) ||
        std::ranges::find(invariable, word) != invariable.end())
        return found;
    add_irregulars(word, found);
    add_singulars(word, found);
    add_plurals(word, found);
    std::erase_if(found, [](const std::string& form) { return form.size() < shortest_singular; });
    return found;
}

} // namespace colophon::search
