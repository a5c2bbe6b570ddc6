// SPDX-License-Identifier: Apache-2.0
#include "search/query/scopes.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace colophon::search {

namespace {

struct Alias {
    std::string_view name;
    Scope scope;
};

constexpr Scope in(Field field)
{
    return {.field = field};
}
constexpr Scope in(Facet facet)
{
    return {.facet = facet};
}
constexpr Scope in(Number number)
{
    return {.number = number};
}
constexpr Scope in(Field field, Facet facet)
{
    return {.field = field, .facet = facet};
}

// Our names first, then what DataHub's indices call them, then Korean.
constexpr auto aliases = std::to_array<Alias>({
    {"name", in(Field::name)},
    {"displayName", in(Field::name)},
    {"title", in(Field::name)},
    {"이름", in(Field::name)},
    {"qualified_name", in(Field::qualified_name)},
    {"column", in(Field::column)},
    {"fieldPath", in(Field::column)},
    {"fieldPaths", in(Field::column)},
    {"컬럼", in(Field::column)},
    {"columns", {.field = Field::column, .number = Number::columns}},
    {"columnCount", in(Number::columns)},
    {"tag", in(Field::tag, Facet::tag)},
    {"tags", in(Field::tag, Facet::tag)},
    {"fieldTags", in(Field::tag, Facet::tag)},
    {"editedFieldTags", in(Field::tag, Facet::tag)},
    {"태그", in(Field::tag, Facet::tag)},
    {"term", in(Field::term, Facet::term)},
    {"terms", in(Field::term, Facet::term)},
    {"glossaryTerms", in(Field::term, Facet::term)},
    {"fieldGlossaryTerms", in(Field::term, Facet::term)},
    {"editedFieldGlossaryTerms", in(Field::term, Facet::term)},
    {"용어", in(Field::term, Facet::term)},
    {"owner", in(Field::owner, Facet::owner)},
    {"owners", in(Field::owner, Facet::owner)},
    {"소유자", in(Field::owner, Facet::owner)},
    {"path", in(Field::path)},
    {"browsePaths", in(Field::path)},
    {"browsePathV2", in(Field::path)},
    {"경로", in(Field::path)},
    {"description", in(Field::description)},
    {"editedDescription", in(Field::description)},
    {"설명", in(Field::description)},
    {"column_description", in(Field::column_description)},
    {"fieldDescriptions", in(Field::column_description)},
    {"editedFieldDescriptions", in(Field::column_description)},
    {"custom_property", in(Field::custom_property)},
    {"customProperties", in(Field::custom_property)},
    {"type", in(Facet::type)},
    {"entityType", in(Facet::type)},
    {"유형", in(Facet::type)},
    {"platform", in(Facet::platform)},
    {"dataPlatform", in(Facet::platform)},
    {"플랫폼", in(Facet::platform)},
    {"instance", in(Facet::instance)},
    {"platformInstance", in(Facet::instance)},
    {"dataPlatformInstance", in(Facet::instance)},
    {"env", in(Facet::env)},
    {"environment", in(Facet::env)},
    {"origin", in(Facet::env)},
    {"container", in(Field::path, Facet::container)},
    {"domain", in(Facet::domain)},
    {"domains", in(Facet::domain)},
    {"도메인", in(Facet::domain)},
    {"sub_type", in(Facet::sub_type)},
    {"subTypes", in(Facet::sub_type)},
    {"typeNames", in(Facet::sub_type)},
    {"has_description", in(Facet::has_description)},
    {"updated", in(Number::updated)},
    {"lastModified", in(Number::updated)},
    {"lastModifiedAt", in(Number::updated)},
    {"수정일", in(Number::updated)},
    {"usage", in(Number::usage)},
    {"queryCount", in(Number::usage)},
    {"사용량", in(Number::usage)},
    {"downstream", in(Number::downstream)},
    {"urn", {.urn = true}},
    {"_exists_", {.exists = true}},
});

struct Advice {
    std::string_view name, text;
};
constexpr std::string_view about_presence =
    "only has_description can be asked for; count the others by their facets";
constexpr auto advices = std::to_array<Advice>({
    {"removed", "what was removed is found with the request's own removed=true"},
    {"hasOwners", about_presence},
    {"hasTags", about_presence},
    {"hasGlossaryTerms", about_presence},
    {"hasDomain", about_presence},
});

std::string plain(std::string_view name)
{
    constexpr std::string_view keyword = ".keyword";
    if (name.ends_with(keyword))
        name.remove_suffix(keyword.size());
    std::string plain;
    for (const char c : name)
        if (c != '_')
            plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return plain;
}

bool is_one_slip(std::string_view a, std::string_view b)
{
    if (a.size() > b.size())
        std::swap(a, b);
    if (b.size() - a.size() > 1 || a == b)
        return false;
    const auto begin = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
    a.remove_prefix(begin);
    b.remove_prefix(begin);
    if (a.size() < b.size())
        return a == b.substr(1);
    const bool swapped = a.size() > 1 && a[0] == b[1] && a[1] == b[0] && a.substr(2) == b.substr(2);
    return swapped || a.substr(1) == b.substr(1);
}

} // namespace

std::optional<Scope> find_scope(std::string_view name)
{
    const std::string wanted = plain(name);
    for (const Alias& alias : aliases)
        if (!wanted.empty() && plain(alias.name) == wanted && (!alias.scope.exists || alias.name == name))
            return alias.scope;
    return std::nullopt;
}

std::string_view advice_on(std::string_view name)
{
    const std::string wanted = plain(name);
    for (const Advice& advice : advices)
        if (plain(advice.name) == wanted)
            return advice.text;
    return {};
}

std::string_view nearest_scope(std::string_view name, bool compared)
{
    constexpr std::size_t shortest = 5;
    const std::string wanted = plain(name);
    if (wanted.size() < shortest)
        return {};
    for (const Alias& alias : aliases)
        if ((alias.scope.number || !compared) && is_one_slip(wanted, plain(alias.name)))
            return alias.name;
    return {};
}

} // namespace colophon::search
