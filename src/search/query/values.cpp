// SPDX-License-Identifier: Apache-2.0
#include "search/query/values.hpp"

#include "search/query/comparisons.hpp"
#include "search/query/spelling.hpp"
#include "search/query/wildcards.hpp"

#include <array>

namespace colophon::search {

namespace {

using Kind = Lexeme::Kind;

tl::unexpected<std::string> fault(std::string_view message)
{
    return tl::unexpected<std::string>(std::string(message));
}

Node facet_node(Facet facet, std::string_view value)
{
    Node node;
    node.kind = Node::Kind::facet;
    node.facet = facet;
    node.text = value;
    return node;
}

/// What stands last in a URN: `mysql` of urn:li:dataPlatform:mysql.
std::string_view urn_key(std::string_view urn)
{
    while (urn.ends_with(')'))
        urn.remove_suffix(1);
    const std::size_t comma = urn.rfind(',');
    if (comma != std::string_view::npos)
        return urn.substr(comma + 1);
    std::size_t colon = 0;
    for (int i = 0; i < 3 && colon != std::string_view::npos; ++i)
        colon = urn.find(':', colon == 0 ? 0 : colon + 1);
    return colon == std::string_view::npos ? std::string_view() : urn.substr(colon + 1);
}

struct Truth {
    std::string_view written, meant;
};
constexpr auto truths =
    std::to_array<Truth>({{"yes", "true"}, {"no", "false"}, {"1", "true"}, {"0", "false"}});

void add_facet(Facet facet, const Lexeme& value, std::vector<Node>& choices)
{
    std::string meant = unescaped(value.kind == Kind::word ? without_boost(value.text) : value.text);
    if (facet == Facet::has_description)
        for (const Truth& truth : truths)
            if (meant == truth.written)
                meant = truth.meant;
    if (meant.starts_with("urn:"))
        if (const std::string_view key = urn_key(meant); !key.empty())
            choices.push_back(facet_node(facet, key));
    choices.push_back(facet_node(facet, meant));
}

bool is_star(const Lexeme& value)
{
    return value.kind == Kind::word && value.text.find_first_not_of('*') == std::string_view::npos;
}

/// `description:*` and `_exists_:description`.
Read existing(const Scope& scope, const Lexeme& value)
{
    const std::optional<Scope> asked = scope.exists ? find_scope(value.text) : scope;
    if (asked && (asked->field == Field::description || asked->facet == Facet::has_description))
        return facet_node(Facet::has_description, "true");
    if (asked && asked->number && !scope.exists)
        return Node(); // everything has one
    return fault("only description can be asked whether it is there: description:* or has_description:true");
}

bool looks_compared(std::string_view text)
{
    return comparison_sign(text) > 0 || text.starts_with("..") ||
           (!text.empty() && text.front() >= '0' && text.front() <= '9');
}

} // namespace

Read value_node(const Scope& scope, const Lexeme& value, const Read& text, std::int64_t now_ms)
{
    if (scope.exists || is_star(value))
        return existing(scope, value);
    if (scope.urn) {
        Node node;
        node.kind = Node::Kind::urn;
        node.text = unescaped(value.text);
        return node;
    }
    if (value.kind == Kind::range && !scope.number)
        return fault("a range is of updated, usage, downstream or columns; quote it to search for the text");
    if (scope.number && (!scope.field || value.kind == Kind::range || looks_compared(value.text))) {
        const auto bounds = parse_comparison(*scope.number, unescaped(value.text), now_ms);
        if (!bounds)
            return fault(bounds.error());
        Node node;
        node.kind = Node::Kind::number;
        node.bounds = *bounds;
        return node;
    }
    if (scope.field && !text)
        return text;
    std::vector<Node> choices;
    if (scope.field && text->kind != Node::Kind::nothing)
        choices.push_back(*text);
    const bool starred = value.kind == Kind::word && has_wildcard(value.text);
    if (scope.facet && starred && !scope.field)
        return fault("this is compared whole, so that no * can stand in it; leave it out");
    if (scope.facet && !starred)
        add_facet(*scope.facet, value, choices);
    if (choices.empty())
        return text;
    Node node = any_of(std::move(choices));
    node.word = false;
    return node;
}

} // namespace colophon::search
