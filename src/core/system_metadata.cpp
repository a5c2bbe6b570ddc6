// SPDX-License-Identifier: Apache-2.0
#include "core/envelope.hpp"
#include "core/json_parser.hpp"
#include "core/urn_grammar.hpp"

#include <map>

namespace colophon {

namespace {

using simdjson::dom::element;
using simdjson::dom::object;

/// DataHub's way of saying that there was no run.
constexpr std::string_view no_run = "no-run-id-provided";

Error refusal(std::string_view message, std::string_view member)
{
    const std::string path = "systemMetadata" + (member.empty() ? "" : "." + std::string(member));
    return {Errc::invalid_argument, std::string(message), path};
}

/// A member that may be left out or null.
std::optional<element> find(object holder, std::string_view name)
{
    element found;
    if (holder[name].get(found) != simdjson::SUCCESS || found.is_null())
        return std::nullopt;
    return found;
}

Result<std::string> read_text(object holder, std::string_view name)
{
    const auto found = find(holder, name);
    std::string_view text;
    if (!found)
        return std::string();
    if (found->get(text) != simdjson::SUCCESS)
        return tl::unexpected<Error>(refusal("must be a string", name));
    // The client path that escapes URNs escapes these values as well.
    return unescape_literals(text);
}

Result<std::int64_t> read_time(object holder, std::string_view name)
{
    const auto found = find(holder, name);
    std::int64_t time = 0;
    if (!found)
        return time;
    if (!found->is_int64() || found->get(time) != simdjson::SUCCESS || time < 0)
        return tl::unexpected<Error>(refusal("must be a time in milliseconds since 1970", name));
    return time;
}

Result<std::string> read_properties(object holder)
{
    const auto found = find(holder, "properties");
    object members;
    if (!found)
        return std::string();
    if (found->get(members) != simdjson::SUCCESS)
        return tl::unexpected<Error>(refusal("must be an object of strings", "properties"));
    std::map<std::string, std::string> sorted;
    for (const auto [key, value] : members) {
        std::string_view text;
        if (value.is_null())
            continue;
        if (value.get(text) != simdjson::SUCCESS)
            return tl::unexpected<Error>(refusal("must be an object of strings", "properties"));
        sorted.insert_or_assign(unescape_literals(key), unescape_literals(text));
    }
    std::string json;
    JsonWriter out(json);
    out.begin_object();
    for (const auto& [key, text] : sorted)
        out.member(key, text);
    out.end_object();
    return sorted.empty() ? std::string() : json;
}

Result<SystemMetadata> read_object(object holder)
{
    auto run = read_text(holder, "runId");
    auto pipeline = read_text(holder, "pipelineName");
    auto properties = read_properties(holder);
    const auto observed = read_time(holder, "lastObserved");
    for (const auto* text : {&run, &pipeline, &properties})
        if (!*text)
            return tl::unexpected<Error>(text->error());
    if (!observed)
        return tl::unexpected<Error>(observed.error());
    if (*run == no_run)
        run->clear();
    return SystemMetadata{*observed, std::move(*run), std::move(*pipeline), std::move(*properties)};
}

} // namespace

Result<SystemMetadata> read_system_metadata(const Envelope& envelope)
{
    if (!envelope.system_metadata)
        return SystemMetadata();
    element given = *envelope.system_metadata;
    thread_local JsonParser parser;
    std::string_view text;
    if (given.get(text) == simdjson::SUCCESS) {
        const auto parsed = parser.parse(text);
        if (!parsed)
            return tl::unexpected<Error>(refusal(parsed.error().what(), ""));
        given = *parsed;
    }
    object holder;
    if (given.get(holder) != simdjson::SUCCESS)
        return tl::unexpected<Error>(refusal("must be an object", ""));
    return read_object(holder);
}

void write_system_metadata(JsonWriter& out, const SystemMetadata& system)
{
    out.begin_object();
    if (system.last_observed_ms != 0)
        out.member("lastObserved", system.last_observed_ms);
    if (!system.run_id.empty())
        out.member("runId", system.run_id);
    if (!system.pipeline_name.empty())
        out.member("pipelineName", system.pipeline_name);
    if (!system.properties_json.empty())
        out.key("properties").raw(system.properties_json);
    out.end_object();
}

} // namespace colophon
