// SPDX-License-Identifier: Apache-2.0
#include "api/v1/search_request.hpp"

#include "api/v1/query.hpp"
#include "api/v1/search_ranges.hpp"
#include "core/nearest.hpp"

#include <algorithm>

namespace colophon::api {
namespace {

constexpr std::uint64_t max_limit = 1'000;
/// The value of the filter on types that asks for columns instead of documents.
constexpr std::string_view column_type = "column";
constexpr std::string_view no_facets = "none";

const std::vector<Parameter> parameters{
    {"q", "string", "What to search for; empty or * matches everything."},
    {"limit", "integer", "Hits of a page, 1 to 1000 (20)."},
    {"cursor", "string", "`next` of the page before."},
    {"sort", "string", "relevance, name, updated or usage (relevance)."},
    {"fuzzy", "boolean", "Words that are nearly right match beside those that are."},
    {"explain", "boolean", "Show the parts of each score."},
    {"removed", "boolean", "Find soft-deleted entities too."},
    {"fields", "string", "Members of each hit, separated by commas (all)."},
    {"facets", "string", "Facets to count, separated by commas, or none (all)."},
    {"facet_limit", "integer", "Values of each facet, 1 to 1000 (20)."},
    {"facet_q", "string", "Count only values that contain this; `facets` says of which facets."},
    {"type", "string", "Only entities of this type; column: columns, each with its dataset.", true},
    {"platform", "string", "Only entities of this platform.", true},
    {"instance", "string", "Only entities of this platform instance.", true},
    {"env", "string", "Only entities of this environment.", true},
    {"container", "string", "Only entities in this container.", true},
    {"owner", "string", "Only entities of this owner.", true},
    {"tag", "string", "Only entities with this tag.", true},
    {"term", "string", "Only entities with this glossary term.", true},
    {"domain", "string", "Only entities of this domain.", true},
    {"sub_type", "string", "Only entities of this sub-type.", true},
    {"has_description", "string", "true or false.", true},
    {"updated_from", "string", "Not changed before this date or time (RFC 3339)."},
    {"updated_to", "string", "Not changed after this date or time (RFC 3339)."},
    {"usage_from", "integer", "At least so many queries in 30 days."},
    {"usage_to", "integer", "At most so many."},
    {"downstream_from", "integer", "At least so many entities are made from it."},
    {"downstream_to", "integer", "At most so many."},
    {"columns_from", "integer", "At least so many columns."},
    {"columns_to", "integer", "At most so many."}};

struct SortName {
    std::string_view name;
    search::Sort sort;
};
constexpr SortName sort_names[] = {{"relevance", search::Sort::relevance},
                                   {"name", search::Sort::name},
                                   {"updated", search::Sort::updated},
                                   {"usage", search::Sort::usage}};

[[noreturn]] void refuse(std::string why, std::string_view name)
{
    throw Error(Errc::invalid_argument, std::move(why), std::string(name));
}

search::Sort sort_of(const http::Fields& given)
{
    const auto text = text_parameter(given, "sort", "relevance");
    for (const auto& row : sort_names)
        if (row.name == text)
            return row.sort;
    refuse("sort must be relevance, name, updated or usage: \"" + text + "\"", "sort");
}

/// The words of a list with commas, all of them known; however often one comes, it stands there once.
std::vector<std::size_t> words_of(std::string_view list, std::string_view name, std::string_view what,
                                  std::span<const std::string_view> known)
{
    std::vector<std::size_t> words;
    for (bool more = true; more;) {
        const auto comma = list.find(',');
        const auto word = list.substr(0, comma);
        const auto found = std::find(known.begin(), known.end(), word);
        if (found == known.end())
            refuse("no such " + std::string(what) + ": \"" + std::string(word) + "\"" +
                       did_you_mean(word, known),
                   name);
        const auto index = static_cast<std::size_t>(found - known.begin());
        if (std::find(words.begin(), words.end(), index) == words.end())
            words.push_back(index);
        list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
        more = !list.empty();
    }
    return words;
}

/// All by default; `facets=type,platform` names some, `facets=none` none.
std::vector<search::Facet> facets_of(const http::Fields& given)
{
    const auto list = given.find("facets");
    std::vector<std::string_view> known;
    std::vector<search::Facet> facets;
    for (std::size_t i = 0; i < search::facet_count; ++i) {
        facets.push_back(static_cast<search::Facet>(i));
        known.push_back(search::facet_name(facets.back()));
    }
    if (!list)
        return facets;
    facets.clear();
    if (*list == no_facets)
        return facets;
    known.push_back(no_facets);
    for (const auto word : words_of(*list, "facets", "facet", known)) {
        if (word == search::facet_count)
            refuse("none stands alone: leave it out to count the others, or leave out the others to count "
                   "nothing",
                   "facets");
        facets.push_back(static_cast<search::Facet>(word));
    }
    return facets;
}

std::string facet_text_of(const http::Fields& given, const std::vector<search::Facet>& facets)
{
    auto text = text_parameter(given, "facet_q");
    if (!text.empty() && (!given.find("facets") || facets.empty()))
        refuse("facets must say which facet is looked through, as in facets=container", "facet_q");
    return text;
}

HitMembers members_of(const http::Fields& given, bool explain)
{
    HitMembers members;
    if (const auto list = given.find("fields")) {
        for (const auto word : words_of(*list, "fields", "field of a hit", hit_member_names()))
            members.set(word);
    } else {
        members.set();
        members.set(static_cast<std::size_t>(HitMember::explanation), explain);
    }
    return members;
}

/// Columns are asked for as a type, and are hits of their own: no other type can stand beside them.
void read_types(search::SearchQuery& query)
{
    const auto types = std::find_if(query.filters.begin(), query.filters.end(),
                                    [](const auto& filter) { return filter.facet == search::Facet::type; });
    if (types == query.filters.end() ||
        std::find(types->values.begin(), types->values.end(), column_type) == types->values.end())
        return;
    if (types->values.size() > 1)
        refuse("type=column stands alone: columns are hits of their own, so ask for other types apart",
               "type");
    query.target = search::Target::columns;
    query.filters.erase(types);
}

std::vector<search::Filter> filters_of(const http::Fields& given)
{
    std::vector<search::Filter> filters;
    for (std::size_t i = 0; i < search::facet_count; ++i) {
        const auto facet = static_cast<search::Facet>(i);
        if (auto values = list_parameter(given, search::facet_name(facet)); !values.empty())
            filters.push_back({facet, std::move(values)});
    }
    return filters;
}

} // namespace

std::span<const Parameter> search_parameters()
{
    return parameters;
}

SearchAsk read_search(const http::Fields& given)
{
    SearchAsk ask;
    auto& query = ask.query;
    query.text = text_parameter(given, "q");
    query.filters = filters_of(given);
    read_types(query);
    query.numbers = ranges_of(given);
    query.limit = integer_parameter(given, "limit", 20, 1, max_limit);
    query.cursor = text_parameter(given, "cursor");
    query.sort = sort_of(given);
    query.fuzzy = boolean_parameter(given, "fuzzy");
    query.removed = boolean_parameter(given, "removed");
    query.explain = boolean_parameter(given, "explain");
    query.facets = facets_of(given);
    query.facet_limit = integer_parameter(given, "facet_limit", 20, 1, max_limit);
    query.facet_text = facet_text_of(given, query.facets);
    ask.members = members_of(given, query.explain);
    // Whoever asks for the parts by name wants them made.
    query.explain = query.explain || ask.members[static_cast<std::size_t>(HitMember::explanation)];
    return ask;
}

} // namespace colophon::api
