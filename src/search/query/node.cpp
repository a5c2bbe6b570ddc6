// SPDX-License-Identifier: Apache-2.0
#include "search/query/node.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

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

Node all_of(std::vector<Node> children)
{
    const auto optional =
        std::count_if(children.begin(), children.end(), [](const Node& child) { return child.optional; });
    const std::size_t required = children.size() - static_cast<std::size_t>(optional);
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
