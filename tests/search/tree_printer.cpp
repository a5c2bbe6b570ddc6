// SPDX-License-Identifier: Apache-2.0
#include "search/tree_printer.hpp"

#include "search/analysis/fold.hpp"

namespace colophon::search {

namespace {

std::string spell(char32_t code)
{
    std::string text;
    append_utf8(text, static_cast<std::int32_t>(code));
    return text;
}

std::string fields_of(FieldMask fields)
{
    std::string names;
    for (std::size_t i = 0; i < field_count && fields != all_fields; ++i)
        if ((fields & mask_of(static_cast<Field>(i))) != 0)
            names += std::string(field_name(static_cast<Field>(i))) + ":";
    return names;
}

std::string bound(const std::optional<std::int64_t>& value)
{
    return value ? std::to_string(*value) : "*";
}

std::string print(const std::vector<CodeRange>& syllables)
{
    std::string text;
    for (const CodeRange& range : syllables)
        text +=
            "[" + spell(range.begin) + (range.end == range.begin + 1 ? "" : "-" + spell(range.end - 1)) + "]";
    return text;
}

std::string print_children(const Node& node)
{
    std::string text;
    for (const Node& child : node.children)
        text += (text.empty() ? "" : " ") + print(child);
    return text;
}

std::string print_group(const Node& node)
{
    switch (need_of(node)) {
    case Need::all:
        return "(" + print_children(node) + ")";
    case Need::any:
        return "any(" + print_children(node) + ")";
    default:
        return std::to_string(node.required) + "of(" + print_children(node) + ")";
    }
}

std::string print_leaf(const Node& node)
{
    std::string text;
    switch (node.kind) {
    case Node::Kind::everything:
        return "everything";
    case Node::Kind::nothing:
        return "nothing";
    case Node::Kind::term:
        return fields_of(node.fields) + node.text + (node.prefix ? "*" : "");
    case Node::Kind::pattern:
        return fields_of(node.fields) + "/" + node.text + "/";
    case Node::Kind::syllables:
        return fields_of(node.fields) + print(node.syllables);
    case Node::Kind::phrase:
        for (const Node::Place& place : node.phrase)
            text += (text.empty() ? "" : " ") + std::to_string(place.offset) + place.text +
                    print(place.syllables) + (place.prefix ? "*" : "");
        return fields_of(node.fields) + "\"" + text + "\"";
    case Node::Kind::facet:
        return std::string(facet_name(node.facet)) + "=" + node.text;
    case Node::Kind::number:
        return std::string(number_name(node.bounds.number)) + "[" + bound(node.bounds.least) + ".." +
               bound(node.bounds.most) + "]";
    default:
        return "urn=" + node.text;
    }
}

} // namespace

std::string print(const Node& node)
{
    std::string text = node.optional ? "?" : "";
    if (node.likeness != Likeness::same)
        text += node.likeness == Likeness::inflection ? "~" : "≈";
    if (node.kind == Node::Kind::negation)
        return text + "not " + print(node.children.front());
    return text + (node.kind == Node::Kind::at_least ? print_group(node) : print_leaf(node));
}

} // namespace colophon::search
