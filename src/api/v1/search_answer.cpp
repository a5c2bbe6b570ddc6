// SPDX-License-Identifier: Apache-2.0
#include "api/v1/search_answer.hpp"

#include "api/v1/timestamp.hpp"

#include <array>
#include <cmath>

namespace colophon::api {
namespace {

using search::Hit;

constexpr std::array<std::string_view, hit_member_count> names{
    "urn",   "type",       "name",        "column",  "qualified_name", "platform",
    "env",   "sub_type",   "description", "removed", "deprecated",     "updated",
    "usage", "downstream", "score",       "matches", "explanation"};

/// What a hit has no text for is left out, and so is what is 0 or false: most hits have little of it.
struct TextMember {
    HitMember member;
    std::string Hit::*text;
};
constexpr TextMember text_members[] = {{HitMember::urn, &Hit::urn},
                                       {HitMember::type, &Hit::type},
                                       {HitMember::name, &Hit::name},
                                       {HitMember::column, &Hit::column},
                                       {HitMember::qualified_name, &Hit::qualified_name},
                                       {HitMember::platform, &Hit::platform},
                                       {HitMember::env, &Hit::env},
                                       {HitMember::sub_type, &Hit::sub_type},
                                       {HitMember::description, &Hit::description}};

struct FlagMember {
    HitMember member;
    bool Hit::*flag;
};
constexpr FlagMember flag_members[] = {{HitMember::removed, &Hit::removed},
                                       {HitMember::deprecated, &Hit::deprecated}};

struct CountMember {
    HitMember member;
    std::uint32_t Hit::*count;
};
constexpr CountMember count_members[] = {{HitMember::usage, &Hit::usage},
                                         {HitMember::downstream, &Hit::downstream}};

constexpr std::size_t index_of(HitMember member)
{
    return static_cast<std::size_t>(member);
}

double rounded(double number)
{
    return std::round(number * 1'000) / 1'000;
}

void write_matches(JsonWriter& out, const Hit& hit)
{
    out.key("matches").begin_array();
    for (const auto& match : hit.matches) {
        out.begin_object().member("field", search::field_name(match.field)).member("value", match.value);
        write_highlight(out, match.highlight);
        out.end_object();
    }
    out.end_array();
}

void write_explanation(JsonWriter& out, const Hit& hit)
{
    out.key("explanation").begin_object();
    for (const auto& [part, score] : hit.explanation)
        out.member(part, score);
    out.end_object();
}

void write_hit(JsonWriter& out, const Hit& hit, HitMembers wanted)
{
    const auto is_wanted = [&](HitMember member) { return wanted[index_of(member)]; };
    const auto always = [](HitMember member) { return member <= HitMember::name; };
    out.begin_object();
    for (const auto& row : text_members)
        if (is_wanted(row.member) && (always(row.member) || !(hit.*row.text).empty()))
            out.member(names[index_of(row.member)], hit.*row.text);
    for (const auto& row : flag_members)
        if (is_wanted(row.member) && hit.*row.flag)
            out.member(names[index_of(row.member)], true);
    if (is_wanted(HitMember::updated) && hit.updated_ms != 0)
        out.member("updated", rfc3339(hit.updated_ms));
    for (const auto& row : count_members)
        if (is_wanted(row.member) && hit.*row.count != 0)
            out.member(names[index_of(row.member)], hit.*row.count);
    if (is_wanted(HitMember::score))
        out.member("score", rounded(hit.score));
    if (is_wanted(HitMember::matches))
        write_matches(out, hit);
    if (is_wanted(HitMember::explanation))
        write_explanation(out, hit);
    out.end_object();
}

void write_facets(JsonWriter& out, const std::vector<search::FacetCounts>& facets)
{
    out.key("facets").begin_object();
    for (const auto& facet : facets) {
        out.key(search::facet_name(facet.facet)).begin_object().key("values").begin_array();
        for (const auto& row : facet.values) {
            out.begin_object().member("value", row.value).member("count", row.count);
            if (!row.label.empty())
                out.member("label", row.label);
            if (!row.parent.empty())
                out.member("parent", row.parent);
            out.end_object();
        }
        out.end_array().member("more", facet.more).end_object();
    }
    out.end_object();
}

} // namespace

std::span<const std::string_view> hit_member_names()
{
    return names;
}

void write_highlight(JsonWriter& out, const std::vector<search::Range>& ranges)
{
    out.key("highlight").begin_array();
    for (const auto& [begin, end] : ranges)
        out.begin_array().value(begin).value(end).end_array();
    out.end_array();
}

double milliseconds_since(std::chrono::steady_clock::time_point start)
{
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
    return rounded(taken.count());
}

void write_search_page(JsonWriter& out, const search::SearchPage& page, HitMembers members,
                       std::chrono::steady_clock::time_point start)
{
    out.member("total", page.total).member("took_ms", milliseconds_since(start));
    out.member("position", page.position);
    const std::pair<std::string_view, const std::string*> texts[] = {
        {"next", &page.next}, {"relaxed", &page.relaxed}, {"did_you_mean", &page.did_you_mean}};
    for (const auto& [name, text] : texts)
        if (!text->empty())
            out.member(name, *text);
    out.key("hits").begin_array();
    for (const auto& hit : page.hits)
        write_hit(out, hit, members);
    out.end_array();
    write_facets(out, page.facets);
}

} // namespace colophon::api
