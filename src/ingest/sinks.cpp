// SPDX-License-Identifier: Apache-2.0
#include "ingest/sinks.hpp"

#include "core/nearest.hpp"
#include "ingest/bundle_sink.hpp"
#include "ingest/console_sink.hpp"
#include "ingest/file_sink.hpp"
#include "ingest/rest_pipeline_state.hpp"
#include "ingest/rest_sink.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <random>

namespace colophon::ingest {
namespace {

using Type = Option::Type;
using Standing = Option::Standing;

constexpr auto rest_options = std::to_array<Option>({
    {.name = "server",
     .fallback = "http://127.0.0.1:8080",
     .help = "The server's URL; else $COLOPHON_SERVER."},
    {.name = "token", .type = Type::secret, .help = "A token with the scope ingest; else $COLOPHON_TOKEN."},
    {.name = "ca_file", .help = "Authorities to trust, PEM; else the system's."},
    {.name = "timeout_sec",
     .type = Type::duration,
     .fallback = "120",
     .help = "How long one batch may take."},
    {.name = "max_retries",
     .type = Type::integer,
     .fallback = "10",
     .help = "How often a batch is sent again when the server is away or busy."},
    {.name = "batch_size", .type = Type::integer, .fallback = "500", .help = "Proposals in one request."},
    {.name = "ca_certificate_path", .help = "use ca_file", .standing = Standing::refused},
    {.name = "client_certificate_path",
     .help = "the server knows its clients by tokens",
     .standing = Standing::refused},
    {.name = "disable_ssl_verification",
     .type = Type::boolean,
     .fallback = "false",
     .help = "name the server's authority in ca_file instead",
     .standing = Standing::refused},
    {.name = "extra_headers", .type = Type::map, .help = "headers are fixed", .standing = Standing::refused},
    {.name = "retry_max_times", .help = "use max_retries", .standing = Standing::refused},
    {.name = "retry_status_codes",
     .help = "429, 502, 503, 504 and 507 are tried again",
     .standing = Standing::ineffective},
    {.name = "max_threads", .help = "one connection keeps the order", .standing = Standing::ineffective},
    {.name = "mode", .help = "every batch is acknowledged", .standing = Standing::ineffective},
    {.name = "max_per_batch", .help = "use batch_size", .standing = Standing::refused},
});

constexpr auto file_options = std::to_array<Option>({
    {.name = "filename", .help = "The file to write.", .required = true},
    {.name = "format",
     .type = Type::choice,
     .fallback = "json",
     .help =
         "`json` is what DataHub's file sink writes; `bundle` is checksummed and says what the audit found "
         "and what the account saw, for `source: file` elsewhere. Colophon's own.",
     .choices = "json|bundle"},
    {.name = "legacy_nested_json_string",
     .type = Type::boolean,
     .fallback = "false",
     .help = "only the plain form is written",
     .standing = Standing::refused},
});

/// Sleeps unless and until the run is stopped.
std::function<bool(Milliseconds)> stoppable_wait(std::stop_token stop)
{
    return [stop = std::move(stop)](Milliseconds time) {
        std::mutex mutex;
        std::condition_variable_any changed;
        std::unique_lock lock(mutex);
        changed.wait_for(lock, stop, time, [] { return false; });
        return !stop.stop_requested();
    };
}

Result<> check_range(const Settings& settings, std::string_view name, std::int64_t least, std::int64_t most)
{
    const std::int64_t number = settings.integer(name);
    const std::string path = "sink.config." + std::string(name);
    if (number < least || number > most)
        return failure(Errc::invalid_argument,
                       "must be from " + std::to_string(least) + " to " + std::to_string(most) + ": " + path,
                       path);
    return {};
}

/// A server that does not answer this soon is asked again by the next heartbeat.
constexpr Milliseconds longest_heartbeat{10'000};

std::shared_ptr<RestDelivery> make_delivery(const http::ClientOptions& options, unsigned retries,
                                            std::stop_token stop)
{
    auto client = std::make_shared<http::Client>(options);
    RestDelivery::Transport transport{[client](const http::Client::Call& call) { return client->send(call); },
                                      stoppable_wait(std::move(stop)), &std::chrono::system_clock::now,
                                      std::random_device{}()};
    return std::make_shared<RestDelivery>(std::move(transport), retries);
}

Result<Destination> make_rest(const Recipe& recipe, const Settings& settings, const std::stop_token& stop)
{
    if (auto checked = check_range(settings, "max_retries", 0, 1'000).and_then([&] {
            return check_range(settings, "batch_size", 1, 10'000);
        });
        !checked)
        return tl::unexpected(checked.error());
    const auto url = http::parse_url(settings.text("server"));
    if (!url || !url->user.empty())
        return failure(Errc::invalid_argument,
                       "must be an http:// or https:// URL without a user: sink.config.server",
                       "sink.config.server");
    http::ClientOptions options;
    options.base_url = settings.text("server");
    options.token = settings.secret("token").reveal();
    options.ca_file = settings.text("ca_file");
    options.traced = true;
    options.request_time = Milliseconds(static_cast<std::int64_t>(settings.seconds("timeout_sec") * 1000));
    const auto retries = static_cast<unsigned>(settings.integer("max_retries"));
    const auto delivery = make_delivery(options, retries, stop);
    options.request_time = std::min(options.request_time, longest_heartbeat);
    auto state = std::make_unique<RestPipelineState>(
        delivery, std::make_unique<RestDelivery>(std::move(*make_delivery(options, 0, stop))),
        recipe.pipeline_name, this_process());
    Destination made;
    made.sink = std::make_unique<RestSink>(delivery, [&state = *state] { return state.lease(); });
    made.state = std::move(state);
    made.limits.records = static_cast<std::size_t>(settings.integer("batch_size"));
    return made;
}

Result<Destination> make_file(const Recipe&, const Settings& settings, const std::stop_token&)
{
    Destination made;
    if (settings.text("format") == "bundle")
        made.sink = std::make_unique<BundleSink>(settings.text("filename"));
    else
        made.sink = std::make_unique<FileSink>(settings.text("filename"));
    return made;
}

Result<Destination> make_console(const Recipe&, const Settings&, const std::stop_token&)
{
    Destination made;
    made.sink = std::make_unique<ConsoleSink>(std::cout);
    return made;
}

struct Kind {
    std::string_view type;
    std::span<const Option> options;
    Result<Destination> (*make)(const Recipe& recipe, const Settings& settings, const std::stop_token& stop);
};
constexpr std::array<Kind, 3> kinds{{{"colophon-rest", rest_options, &make_rest},
                                     {"file", file_options, &make_file},
                                     {"console", {}, &make_console}}};

const Kind* find_kind(std::string_view type)
{
    const auto found =
        std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.type == type; });
    return found == kinds.end() ? nullptr : &*found;
}

Error unknown_type(const std::string& type)
{
    std::vector<std::string_view> names;
    std::string list;
    for (const Kind& kind : kinds) {
        names.push_back(kind.type);
        list += (list.empty() ? "" : ", ") + std::string(kind.type);
    }
    if (type.starts_with("datahub-"))
        return {Errc::invalid_argument,
                "sink.type is not supported in this version, there are " + list + ": " + type, "sink.type"};
    return {Errc::invalid_argument,
            "unknown sink.type, there are " + list + ": " + type + did_you_mean(type, names), "sink.type"};
}

} // namespace

Result<Destination> make_sink(const Recipe& recipe, const std::stop_token& stop)
{
    const Kind* kind = find_kind(recipe.sink.type);
    if (kind == nullptr)
        return tl::unexpected(unknown_type(recipe.sink.type));
    auto settings = Settings::parse(kind->options, recipe.sink.config, "sink.config");
    if (!settings)
        return tl::unexpected(settings.error());
    auto made = kind->make(recipe, *settings, stop);
    if (made)
        made->warnings = settings->warnings();
    return made;
}

std::span<const Option> sink_options(std::string_view type)
{
    const Kind* kind = find_kind(type);
    return kind == nullptr ? std::span<const Option>() : kind->options;
}

} // namespace colophon::ingest
