// SPDX-License-Identifier: Apache-2.0
#include "service/synonyms.hpp"

#include "core/fingerprint.hpp"
#include "core/json_parser.hpp"
#include "core/json_writer.hpp"
#include "core/text.hpp"
#include "search/analysis/analyzer.hpp"

#include <algorithm>

namespace colophon::service {
namespace {

constexpr std::string_view aspect_name = "searchSynonyms";
constexpr std::string_view spaces = " \t\r\n";

std::string trimmed(std::string_view text)
{
    const auto begin = std::min(text.find_first_not_of(spaces), text.size());
    return std::string(text.substr(begin, text.find_last_not_of(spaces) + 1 - begin));
}

/// Why the text form could not hold a member; empty where it can.
std::string trouble_of(const std::string& member)
{
    if (std::any_of(member.begin(), member.end(),
                    [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }))
        return "has a control character";
    if (member.find(',') != std::string::npos)
        return "has a comma, which stands between members";
    if (member.starts_with('#'))
        return "begins with #, which begins a comment";
    return {};
}

/// Of a group or member, shown as far as it helps to find it.
std::string shown(const std::string& text)
{
    constexpr std::size_t most = 200;
    return ": \"" + std::string(truncate_utf8(text, most)) + "\"";
}

[[noreturn]] void refuse(Errc code, const std::string& why, const std::string& place,
                         std::optional<std::size_t> member = {})
{
    throw Error(code, why, member ? place + '[' + std::to_string(*member) + ']' : place);
}

/// As the search reads it, so that `Car-Sharing` and `car_sharing` are seen to be one.
class Words {
public:
    std::string of(const std::string& member)
    {
        analyzer_.analyze(member);
        return std::string(analyzer_.joined());
    }

private:
    search::Analyzer analyzer_;
};

/// What the index refuses of a group; it names the member by the end of its path, `[0][2]`.
void check_by_index(const search::SynonymGroup& group, const std::string& place)
{
    const auto checked = search::check_synonyms({&group, 1});
    if (checked)
        return;
    const auto& path = checked.error().path();
    const auto member = path.substr(std::min(path.find(']') + 1, path.size()));
    auto why = std::string(checked.error().what());
    if (group.members.size() == 1)
        why += shown(group.members.front());
    throw Error(checked.error().code(), why, place + member);
}

void check_group(search::SynonymGroup& group, const std::string& place, Words& words)
{
    for (std::size_t i = 0; i < group.members.size(); ++i) {
        auto& member = group.members[i];
        member = trimmed(member);
        if (member.empty())
            refuse(Errc::invalid_argument, "is empty; is there a comma too many?", place, i);
        if (const auto trouble = trouble_of(member); !trouble.empty())
            refuse(Errc::invalid_argument, trouble + shown(member), place, i);
    }
    check_by_index(group, place);
    std::vector<std::string> seen;
    for (std::size_t i = 0; i < group.members.size(); ++i) {
        auto said = words.of(group.members[i]);
        const auto same = std::find(seen.begin(), seen.end(), said);
        if (same != seen.end())
            refuse(Errc::invalid_argument,
                   "is the same to a search as another member of the group" + shown(group.members[i]), place,
                   i);
        seen.push_back(std::move(said));
    }
}

std::string json_of(const SynonymGroups& groups)
{
    std::string json;
    JsonWriter out(json);
    out.begin_object().key("groups").begin_array();
    for (const auto& group : groups) {
        out.begin_array();
        for (const auto& member : group.members)
            out.value(member);
        out.end_array();
    }
    out.end_array().end_object();
    return json;
}

SynonymGroups groups_of(const std::string& json)
{
    JsonParser parser;
    SynonymGroups groups;
    for (const auto group : value_or_throw(parser.parse(json))["groups"].get_array()) {
        auto& members = groups.emplace_back().members;
        for (const auto member : group.get_array())
            members.emplace_back(std::string_view(member));
    }
    return groups;
}

} // namespace

SynonymGroups checked_synonyms(SynonymGroups groups, const PlaceOfGroup& place)
{
    if (groups.size() > search::max_synonym_groups)
        throw Error(Errc::too_large,
                    "has " + std::to_string(groups.size()) + " groups, the limit is " +
                        std::to_string(search::max_synonym_groups),
                    "groups");
    Words words;
    for (std::size_t i = 0; i < groups.size(); ++i)
        check_group(groups[i], place(i), words);
    return groups;
}

const Urn& synonyms_urn()
{
    static const Urn urn = value_or_throw(Urn::parse("urn:li:colophonSettings:search"));
    return urn;
}

SynonymList stored_synonyms(const store::CatalogStore& store)
{
    const auto entity = store.read(synonyms_urn(), {.aspects = {std::string(aspect_name)}});
    if (!entity || entity->aspects.empty())
        return {{}, fingerprint(json_of({})), 0, {}};
    const auto& stored = entity->aspects.front();
    return {groups_of(stored.aspect.json), fingerprint(stored.aspect.json), stored.created_ms, stored.actor};
}

store::Change synonyms_change(const SynonymGroups& groups)
{
    return {synonyms_urn(), {std::string(aspect_name), json_of(groups)}};
}

} // namespace colophon::service
