// SPDX-License-Identifier: Apache-2.0
#include "search/query/readings.hpp"

#include "search/fuzzy/mending.hpp"
#include "search/query/parser.hpp"

#include <algorithm>
#include <array>

namespace colophon::search {

namespace {

std::optional<Node> exactly(const ParsedQuery& query, const Snapshot&)
{
    return query.root;
}

/// Written without spaces: 고객문의 is 고객 문의.
std::optional<Node> spacing(const ParsedQuery& query, const Snapshot&)
{
    return read_again(query, WordStyle::spacing);
}

/// 초성: ㅇㅇ is 예약, and so is 예야 while it is typed.
std::optional<Node> initials(const ParsedQuery& query, const Snapshot&)
{
    return read_again(query, WordStyle::initials);
}

/// Typed in the wrong layout: dPdir is 예약.
std::optional<Node> keyboard(const ParsedQuery& query, const Snapshot&)
{
    return read_again(query, WordStyle::keyboard);
}

/// Any one of the words may be missing; quotations, fields and everything else stay as they are.
std::optional<Node> all_but_one(const ParsedQuery& query, const Snapshot&)
{
    if (query.root.kind != Node::Kind::at_least || query.root.required != query.root.children.size())
        return std::nullopt;
    std::vector<Node> words;
    std::vector<Node> others;
    for (const Node& child : query.root.children)
        (child.word ? words : others).push_back(child);
    if (words.size() < 2)
        return std::nullopt;
    Node most;
    most.kind = Node::Kind::at_least;
    most.required = words.size() - 1;
    most.children = std::move(words);
    others.push_back(std::move(most));
    return all_of(std::move(others));
}

// What was meant as typed comes before what is mended, and that before what leaves something out.
constexpr auto in_order = std::to_array<Reading>({
    {"", exactly},
    {"spacing", spacing},
    {"initials", initials},
    {"keyboard", keyboard},
    {fuzzy_reading, mend},
    {"all_but_one", all_but_one},
});

} // namespace

std::span<const Reading> readings()
{
    return in_order;
}

} // namespace colophon::search
