// SPDX-License-Identifier: Apache-2.0
#include "ingest/aspect_merge.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using nlohmann::json;

/// The members that make two elements the same, by the member that tells their kind.
constexpr std::array<std::array<const char*, 3>, 3> identities{
    {{"owner", "type", "typeUrn"}, {"tag", nullptr, nullptr}, {"urn", nullptr, nullptr}}};

/// When somebody did something: bookkeeping, no content.
constexpr std::array<const char*, 3> stamps{"auditStamp", "created", "lastModified"};

json identity_of(const json& element)
{
    if (!element.is_object())
        return element;
    for (const auto& members : identities) {
        if (!element.contains(members[0]))
            continue;
        json identity = json::object();
        for (const char* member : members)
            if (member != nullptr && element.contains(member))
                identity[member] = element[member];
        return identity;
    }
    return element;
}

void merge_arrays(json& into, const json& ours)
{
    std::vector<json> known;
    for (const json& element : into)
        known.push_back(identity_of(element));
    for (const json& element : ours) {
        json identity = identity_of(element);
        if (std::find(known.begin(), known.end(), identity) != known.end())
            continue;
        into.push_back(element);
        known.push_back(std::move(identity));
    }
}

void merge_objects(json& into, const json& ours)
{
    for (const auto& [name, member] : ours.items()) {
        const auto there = into.find(name);
        if (there == into.end())
            into[name] = member;
        else if (there->is_array() && member.is_array())
            merge_arrays(*there, member);
        else if (there->is_object() && member.is_object())
            merge_objects(*there, member);
        else
            *there = member;
    }
}

json without_stamps(json document)
{
    for (const char* stamp : stamps)
        document.erase(stamp);
    return document;
}

} // namespace

std::string merge_aspects(std::string_view current, std::string_view ours)
{
    if (current.empty())
        return std::string(ours);
    const json before = json::parse(current);
    json after = before;
    merge_objects(after, json::parse(ours));
    return without_stamps(after) == without_stamps(before) ? std::string(current) : after.dump();
}

} // namespace colophon::ingest
