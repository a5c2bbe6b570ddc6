// SPDX-License-Identifier: Apache-2.0
#include "api/v1/handlers.hpp"
#include "api/v1/json_members.hpp"
#include "api/v1/query.hpp"
#include "api/v1/timestamp.hpp"
#include "core/json_writer.hpp"
#include "core/text.hpp"

#include <array>

namespace colophon::api {
namespace {

constexpr std::array<std::string_view, 1> list_members{"groups"};
/// More than the catalog takes: what is over its limits is told by it, in its words.
constexpr std::size_t most_read = 100'000;

struct ReadGroups {
    service::SynonymGroups groups;
    std::vector<std::size_t> lines; ///< of the text form, from 1; empty for JSON

    std::string place(std::size_t group) const
    {
        return lines.empty() ? "groups[" + std::to_string(group) + "]"
                             : "line " + std::to_string(lines[group]);
    }
};

search::SynonymGroup read_group(simdjson::dom::element element, const std::string& path)
{
    simdjson::dom::array members;
    if (element.get(members) != simdjson::SUCCESS)
        throw Error(Errc::invalid_argument, R"(a group is an array, as in ["예약", "reservation"])", path);
    search::SynonymGroup group;
    for (const auto member : members)
        group.members.push_back(
            text_element(member, path + '[' + std::to_string(group.members.size()) + ']'));
    return group;
}

/// An array of groups, or what GET answers.
ReadGroups read_json(const std::string& body)
{
    JsonParser parser;
    const auto root = value_or_throw(parser.parse(body));
    simdjson::dom::array groups;
    if (root.get(groups) != simdjson::SUCCESS)
        return {JsonMembers(root, list_members).list("groups", most_read, read_group), {}};
    ReadGroups read;
    for (const auto group : groups)
        read.groups.push_back(read_group(group, read.place(read.groups.size())));
    return read;
}

search::SynonymGroup split(std::string_view line)
{
    search::SynonymGroup group;
    for (std::size_t at = 0; at <= line.size();) {
        const auto comma = std::min(line.find(',', at), line.size());
        group.members.emplace_back(line.substr(at, comma - at));
        at = comma + 1;
    }
    return group;
}

/// A group on each line, its members separated by commas; `#` begins a comment line.
ReadGroups read_text(std::string_view body)
{
    if (!is_utf8(body))
        throw Error(Errc::invalid_argument, "the list must be UTF-8");
    if (body.starts_with("\xEF\xBB\xBF"))
        body.remove_prefix(3); // as editors on Windows begin a file
    ReadGroups read;
    for (std::size_t at = 0, number = 1; at < body.size(); ++number) {
        const auto end = std::min(body.find('\n', at), body.size());
        const auto line = body.substr(at, end - at);
        const auto first = line.find_first_not_of(" \t\r");
        if (first != std::string_view::npos && line[first] != '#') {
            read.groups.push_back(split(line));
            read.lines.push_back(number);
        }
        at = end + 1;
    }
    return read;
}

bool is_text(const http::Request& request)
{
    return lower(request.headers.find("Content-Type").value_or("")).starts_with("text/plain");
}

std::string quoted(const std::string& tag)
{
    return '"' + tag + '"';
}

/// The tag that the caller has seen; nothing where any list may be replaced.
std::optional<std::string> expected_tag(const http::Request& request)
{
    const auto header = request.headers.find("If-Match");
    if (!header || *header == "*")
        return std::nullopt;
    if (header->size() < 2 || header->front() != '"' || header->back() != '"')
        throw Error(Errc::invalid_argument,
                    "If-Match must be one ETag as GET answers it, with its quotes: " + std::string(*header));
    return std::string(header->substr(1, header->size() - 2));
}

std::string text_form(const service::SynonymGroups& groups)
{
    std::string text;
    for (const auto& group : groups) {
        for (const auto& member : group.members)
            text.append(&member == &group.members.front() ? "" : ", ").append(member);
        text += '\n';
    }
    return text;
}

std::string json_form(const service::SynonymList& list)
{
    std::string body;
    JsonWriter out(body);
    out.begin_object().key("groups").begin_array();
    for (const auto& group : list.groups) {
        out.begin_array();
        for (const auto& member : group.members)
            out.value(member);
        out.end_array();
    }
    out.end_array();
    if (list.updated_ms != 0)
        out.member("updated", rfc3339(list.updated_ms)).member("actor", list.actor);
    out.end_object();
    return body;
}

http::Response answer(const service::SynonymList& list, bool as_text)
{
    http::Response response{200, as_text ? text_form(list.groups) : json_form(list)};
    if (as_text)
        response.content_type = "text/plain; charset=utf-8";
    response.headers.emplace_back("ETag", quoted(list.tag));
    return response;
}

} // namespace

http::Response get_synonyms(const service::Catalog& catalog, const Call& call)
{
    const auto format = text_parameter(call.request, "format", "json");
    if (format != "json" && format != "text")
        throw Error(Errc::invalid_argument, "format must be json or text: \"" + format + "\"", "format");
    return answer(catalog.synonyms(), format == "text");
}

http::Response put_synonyms(service::Catalog& catalog, const Call& call)
{
    const auto expected = expected_tag(call.request);
    auto read = is_text(call.request) ? read_text(call.request.body) : read_json(call.request.body);
    const auto groups = service::checked_synonyms(std::move(read.groups),
                                                  [&](std::size_t group) { return read.place(group); });
    const auto list = catalog.replace_synonyms(call.principal, groups, expected);
    if (!list)
        return http::problem(412, list.error().what());
    return answer(*list, false);
}

} // namespace colophon::api
