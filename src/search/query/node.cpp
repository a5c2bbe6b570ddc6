// SPDX-License-Identifier: Apache-2.0
#include "search/query/node.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

std::size_t required_children(const std::vector<Node>& children)
{
    const auto optional =
        std::count_if(children.begin(), children.end(), [](const Node& child) { return child.optional; });
    return children.size() - static_cast<std::size_t>(optional);
}

Node group(std::vector<Node> children, std::size_t required)
{
    if (children.size() == 1)
        return std::move(children.front());
    Node node;
    node.kind = Node::Kind::at_least;
    node.required = required;
    node.children = std::move(children);
    return node;
}

} // namespace

Need need_of(const Node& group)
{
    if (group.required == required_children(group.children))
        return Need::all;
    return group.required == 1 ? Need::any : Need::some;
}

Node all_of(std::vector<Node> children)
{
    const std::size_t required = required_children(children);
    return group(std::move(children), required);
}

Node any_of(std::vector<Node> children)
{
    return group(std::move(children), 1);
}

Node not_of(Node child)
{
    Node node;
    node.kind = Node::Kind::negation;
    node.children.push_back(std::move(child));
    return node;
}

} // namespace colophon::search
