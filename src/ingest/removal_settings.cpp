// SPDX-License-Identifier: Apache-2.0
#include "ingest/removal_settings.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <colophon/settings.hpp>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using json = nlohmann::ordered_json;
using Type = Option::Type;
using Standing = Option::Standing;

constexpr auto removals_options = std::to_array<Option>({
    {.name = "enabled", .type = Type::boolean, .fallback = "true", .help = "Whether anything is removed."},
    {.name = "share", .fallback = "0.1", .help = "How much of a container one run may remove, from 0 to 1."},
    {.name = "count", .type = Type::integer, .fallback = "1", .help = "Or so many, if that is more."},
    {.name = "total", .type = Type::integer, .help = "How many one run may remove in all."},
});

constexpr auto stateful_options = std::to_array<Option>({
    {.name = "enabled", .type = Type::boolean, .fallback = "true", .help = "As removals.enabled."},
    {.name = "remove_stale_metadata",
     .type = Type::boolean,
     .fallback = "true",
     .help = "As removals.enabled."},
    {.name = "fail_safe_threshold", .help = "Percent of everything that one run may remove."},
    {.name = "ignore_old_state",
     .type = Type::boolean,
     .fallback = "false",
     .help = "Removes nothing in this run."},
    {.name = "ignore_new_state", .help = "what a run saw is always kept", .standing = Standing::ineffective},
    {.name = "max_checkpoint_state_size",
     .help = "the state lies in the catalog",
     .standing = Standing::ineffective},
    {.name = "state_provider", .help = "the state lies in the catalog", .standing = Standing::ineffective},
});

/// Rows know no fractions: a number goes through them as a text.
void numbers_to_text(json& object, const char* name)
{
    if (object.is_object() && object.contains(name) && object[name].is_number())
        object[name] = object[name].dump();
}

Result<double> fraction(const Settings& settings, const std::string& name, double most,
                        const std::string& where)
{
    const std::string text = settings.text(name);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string path = where + '.' + name;
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number) || number < 0 ||
        number > most)
        return failure(Errc::invalid_argument,
                       "must be a number from 0 to " + std::to_string(static_cast<int>(most)) + ": " + path,
                       path);
    return number;
}

Result<std::uint64_t> whole(const Settings& settings, const std::string& name)
{
    if (settings.integer(name) < 0)
        return failure(Errc::invalid_argument, "must not be negative: removals." + name, "removals." + name);
    return static_cast<std::uint64_t>(settings.integer(name));
}

Result<Settings> parse(json& object, std::span<const Option> options, const char* fractional,
                       const char* where, std::vector<std::string>& warnings)
{
    if (object.is_null())
        object = json::object();
    numbers_to_text(object, fractional);
    auto settings = Settings::parse(options, object.dump(), where);
    if (settings)
        warnings.insert(warnings.end(), settings->warnings().begin(), settings->warnings().end());
    return settings;
}

} // namespace

Result<RemovalLimits> read_removals(json removals, json stateful_ingestion,
                                    std::vector<std::string>& warnings)
{
    const auto ours = parse(removals, removals_options, "share", "removals", warnings);
    if (!ours)
        return tl::unexpected(ours.error());
    constexpr const char* stateful = "source.config.stateful_ingestion";
    const auto theirs =
        parse(stateful_ingestion, stateful_options, "fail_safe_threshold", stateful, warnings);
    if (!theirs)
        return tl::unexpected(theirs.error());
    RemovalLimits limits;
    limits.enabled = ours->boolean("enabled") && theirs->boolean("enabled") &&
                     theirs->boolean("remove_stale_metadata") && !theirs->boolean("ignore_old_state");
    const auto share = fraction(*ours, "share", 1, "removals");
    const auto count = whole(*ours, "count");
    if (!share || !count)
        return tl::unexpected(!share ? share.error() : count.error());
    limits.share = *share;
    limits.count = *count;
    if (ours->given("total")) {
        const auto total = whole(*ours, "total");
        if (!total)
            return tl::unexpected(total.error());
        limits.total = *total;
    }
    if (theirs->given("fail_safe_threshold")) {
        const auto percent = fraction(*theirs, "fail_safe_threshold", 100, stateful);
        if (!percent)
            return tl::unexpected(percent.error());
        limits.percent = *percent;
    }
    return limits;
}

} // namespace colophon::ingest
