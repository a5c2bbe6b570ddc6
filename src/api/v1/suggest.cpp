// SPDX-License-Identifier: Apache-2.0
#include "api/v1/handlers.hpp"
#include "api/v1/query.hpp"
#include "api/v1/search_answer.hpp"

#include <algorithm>
#include <array>

namespace colophon::api {
namespace {

using search::Field;
using search::Suggestion;

constexpr std::uint64_t max_limit = 100;
/// As completions come mixed, so many are looked at for every group to have its own.
constexpr std::uint64_t looked_at = 40;

/// Where a completion belongs: by the entity whose name it is, else by the field.
struct Group {
    std::string_view name;
    std::string_view type; ///< of the entity, for a name
    std::optional<Field> field = {};
};
constexpr auto rows = std::to_array<Group>({{"columns", "", Field::column},
                                            {"tags", "tag", Field::tag},
                                            {"people", "corpuser", Field::owner},
                                            {"people", "corpGroup"},
                                            {"terms", "glossaryTerm", Field::term},
                                            {"terms", "glossaryNode"},
                                            {"domains", "domain"},
                                            {"containers", "container", Field::path}});
constexpr auto in_order =
    std::to_array<std::string_view>({"names", "columns", "tags", "people", "terms", "domains", "containers"});

std::string_view group_of(const Suggestion& suggestion)
{
    const bool is_name = suggestion.field == Field::name || suggestion.field == Field::qualified_name;
    const auto* const row = std::find_if(rows.begin(), rows.end(), [&](const Group& group) {
        return is_name ? !group.type.empty() && group.type == suggestion.type
                       : group.field == suggestion.field;
    });
    return row == rows.end() ? "names" : row->name;
}

void write_suggestion(JsonWriter& out, const Suggestion& row)
{
    out.begin_object().member("text", row.text).member("field", search::field_name(row.field));
    out.member("urn", row.urn).member("type", row.type).member("count", row.count);
    write_highlight(out, row.highlight);
    out.end_object();
}

void write_group(JsonWriter& out, std::string_view name, const std::vector<const Suggestion*>& members)
{
    if (members.empty())
        return;
    out.begin_object().member("group", name).key("suggestions").begin_array();
    for (const auto* suggestion : members)
        write_suggestion(out, *suggestion);
    out.end_array().end_object();
}

std::vector<const Suggestion*> members_of(std::string_view group, const std::vector<Suggestion>& all,
                                          std::size_t limit)
{
    std::vector<const Suggestion*> members;
    for (const auto& suggestion : all)
        if (members.size() < limit && group_of(suggestion) == group)
            members.push_back(&suggestion);
    return members;
}

} // namespace

http::Response get_suggest(const service::Catalog& catalog, const Call& call)
{
    const auto start = std::chrono::steady_clock::now();
    const auto limit = integer_parameter(call.request, "limit", 10, 1, max_limit);
    const auto group_limit = integer_parameter(call.request, "group_limit", 5, 1, 20);
    const auto all = catalog.suggest(text_parameter(call.request, "q"), std::max(limit, looked_at));
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().member("took_ms", milliseconds_since(start)).member("position", catalog.position());
    out.key("suggestions").begin_array();
    for (std::size_t i = 0; i < std::min<std::size_t>(limit, all.size()); ++i)
        write_suggestion(out, all[i]);
    out.end_array().key("groups").begin_array();
    for (const auto group : in_order)
        write_group(out, group, members_of(group, all, group_limit));
    out.end_array().end_object();
    return response;
}

} // namespace colophon::api
