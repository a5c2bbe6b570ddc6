// SPDX-License-Identifier: Apache-2.0
#include "ingest/pipeline_memory.hpp"

#include "core/json.hpp"
#include "core/json_writer.hpp"
#include "core/printable.hpp"
#include "core/text.hpp"
#include "ingest/answer_json.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

constexpr std::uint64_t version = 1;

} // namespace

LeftBehind LeftBehind::read(std::string_view json)
{
    const auto document = parse_json(json);
    if (!document || !document->is_object() || number_of(*document, "version") != version)
        return {};
    LeftBehind left{
        text_of(*document, "source"), {}, number_of(*document, "seen"), text_of(*document, "digest")};
    if (document->contains("scope") && (*document)["scope"].is_array())
        for (const auto& line : (*document)["scope"])
            if (line.is_string())
                left.scope.push_back(line.get<std::string>());
    return left;
}

std::string LeftBehind::json() const
{
    std::string text;
    JsonWriter out(text);
    out.begin_object().member("digest", digest).key("scope").begin_array();
    for (const std::string& line : scope)
        out.value(is_utf8(line) ? line : printable(line));
    out.end_array().member("seen", seen).member("source", source).member("version", version).end_object();
    return text;
}

std::vector<std::string> lost_scope(std::vector<std::string> before, std::vector<std::string> now)
{
    std::sort(before.begin(), before.end());
    std::sort(now.begin(), now.end());
    std::vector<std::string> lost;
    std::set_difference(before.begin(), before.end(), now.begin(), now.end(), std::back_inserter(lost));
    return lost;
}

} // namespace colophon::ingest
