// SPDX-License-Identifier: Apache-2.0
#include "ingest/entity_name.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 8> telling{
    "containerProperties", "datasetProperties", "dataFlowInfo",          "dataJobInfo",
    "glossaryNodeInfo",    "glossaryTermInfo",  "dataProductProperties", "tagProperties"};

std::string text_member(std::string_view document, const char* name)
{
    const json read = json::parse(document, nullptr, false);
    const auto found = read.is_object() ? read.find(name) : read.end();
    return found != read.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string name_in_urn(const Urn& urn)
{
    const auto members = urn.members();
    if (urn.type() != "dataset" || members.size() < 2)
        return members.back();
    const std::string& path = members[1];
    const std::size_t dot = path.rfind('.');
    return dot == std::string::npos || dot + 1 == path.size() ? path : path.substr(dot + 1);
}

} // namespace

bool tells_name(std::string_view aspect)
{
    return std::find(telling.begin(), telling.end(), aspect) != telling.end();
}

std::string entity_name(const Urn& urn, std::string_view telling_json)
{
    std::string name = telling_json.empty() ? std::string() : text_member(telling_json, "name");
    return name.empty() ? name_in_urn(urn) : name;
}

std::optional<Urn> container_of(const EntityGroup& group)
{
    for (const EntityGroup::Write& write : group.writes)
        if (write.aspect.name == "container" && write.change != ChangeType::remove)
            if (auto urn = Urn::parse(text_member(write.aspect.json, "container")))
                return *std::move(urn);
    return std::nullopt;
}

} // namespace colophon::ingest
