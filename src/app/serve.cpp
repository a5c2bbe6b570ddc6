// SPDX-License-Identifier: Apache-2.0
#include "api/v1/api.hpp"
#include "app/backup_note.hpp"
#include "app/command.hpp"
#include "app/data_address.hpp"
#include "app/service_manager.hpp"
#include "app/signals.hpp"
#include "core/log.hpp"
#include "http/server.hpp"
#include "search/engine.hpp"
#include "store/sqlite_store.hpp"

#include <charconv>
#include <iostream>
#include <malloc.h>

namespace colophon::app {
namespace {

constexpr std::array flags{
    Option{"data", Option::Type::text, "", "Directory for everything the server keeps; made where needed.",
           true},
    Option{"listen", Option::Type::text, "127.0.0.1:8080", "HOST:PORT; port 0 picks a free one."},
    Option{"admin-token-file", Option::Type::text, "",
           "The administrator's token, followed when it changes."},
    Option{"auth", Option::Type::choice, "on", "off only on a loopback address.", false, "on|off"},
    Option{"history", Option::Type::text, "all", "Versions kept of each aspect: all, or a number from 1."},
    Option{"allow-network-filesystem", Option::Type::boolean, "",
           "Keep the data on what looks like a network file system, as a sandbox shows a local disk."},
    Option{"tls-cert", Option::Type::text, "", "Certificate chain, PEM; reloaded when it changes."},
    Option{"tls-key", Option::Type::text, "", "Its key, PEM."},
    Option{"workers", Option::Type::integer, "16",
           "Requests answered at once; writes among them share an fsync."},
    Option{"drain", Option::Type::integer, "0",
           "Seconds that a stop goes on serving while /readyz says 503; a second signal ends them."},
    Option{"log-level", Option::Type::choice, "info", "Least level that is logged.", false,
           "debug|info|warn|error"},
    Option{"access-log", Option::Type::choice, "errors",
           "Requests that get a line: on (all), errors (answers from 400), off.", false, "on|errors|off"},
    Option{"log-format", Option::Type::choice, "text", "text or json.", false, "text|json"}};

constexpr std::chrono::seconds grace{20};

struct ListenAddress {
    std::string host;
    std::uint16_t port = 0;
    bool loopback() const { return host == "localhost" || host == "::1" || host.starts_with("127."); }
};

ListenAddress listen_address(const std::string& text)
{
    const auto colon = text.rfind(':');
    ListenAddress address;
    if (colon != std::string::npos) {
        address.host = text.substr(0, colon);
        const auto* end = text.data() + text.size();
        const auto read = std::from_chars(text.data() + colon + 1, end, address.port);
        if (address.host.starts_with('[') && address.host.ends_with(']'))
            address.host = address.host.substr(1, address.host.size() - 2);
        if (!address.host.empty() && read.ec == std::errc{} && read.ptr == end)
            return address;
    }
    throw Error(Errc::invalid_argument, "--listen must be HOST:PORT, as in 127.0.0.1:8080: \"" + text + "\"");
}

std::uint64_t history(const std::string& text)
{
    if (text == "all")
        return 0;
    std::uint64_t versions = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), versions);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || versions == 0)
        throw Error(Errc::invalid_argument, "--history must be all or a number from 1: \"" + text + "\"");
    return versions;
}

void configure_log(const Settings& settings)
{
    constexpr std::array<std::string_view, 4> levels{"debug", "info", "warn", "error"};
    std::size_t level = 0;
    while (level + 1 < levels.size() && levels[level] != settings.text("log-level"))
        ++level;
    log::configure(static_cast<log::Level>(level),
                   settings.text("log-format") == "json" ? log::Format::json : log::Format::text);
}

/// The index as it was saved; anew where it knows more than the store, as after a store was put back from a
/// copy.
std::unique_ptr<search::SearchIndex> open_index(const std::filesystem::path& directory,
                                                store::Position position)
{
    auto index = search::open_engine(directory);
    if (index->position() <= position)
        return index;
    log::warn("the search snapshot is newer than the store, it is built anew");
    index.reset();
    std::filesystem::remove_all(directory);
    return search::open_engine(directory);
}

/// Null where authentication is off.
std::unique_ptr<auth::TokenRegistry> open_tokens(const Settings& settings, const std::filesystem::path& data,
                                                 const ListenAddress& listen)
{
    if (settings.text("auth") == "off") {
        if (!listen.loopback())
            throw Error(Errc::invalid_argument,
                        "--auth off needs a loopback address to listen on: " + listen.host);
        log::warn("authentication is off: whoever reaches this address is the administrator");
        return nullptr;
    }
    const std::filesystem::path admin_file = settings.text("admin-token-file");
    auto tokens = std::make_unique<auth::TokenRegistry>(auth::RegistryOptions{data, admin_file, {}});
    if (admin_file.empty() && !tokens->has_admin()) {
        tokens->reset_admin();
        std::cout << "The administrator's token is in " << (data / "admin.token").string() << std::endl;
    }
    return tokens;
}

http::AccessLog access_log(std::string_view which)
{
    return which == "on"    ? http::AccessLog::on
           : which == "off" ? http::AccessLog::off
                            : http::AccessLog::errors;
}

http::ServerOptions server_options(const Settings& settings, const ListenAddress& listen,
                                   api::Metrics& metrics)
{
    if (settings.given("tls-cert") != settings.given("tls-key"))
        throw Error(Errc::invalid_argument, "--tls-cert and --tls-key go together");
    const auto workers = settings.integer("workers");
    if (workers < 1 || workers > 256)
        throw Error(Errc::invalid_argument, "--workers must be from 1 to 256");
    http::ServerOptions options;
    options.address = listen.host;
    options.port = listen.port;
    options.workers = static_cast<unsigned>(workers);
    options.tls_certificate = settings.text("tls-cert");
    options.tls_key = settings.text("tls-key");
    options.traffic = metrics.traffic();
    options.access_log = access_log(settings.text("access-log"));
    return options;
}

std::chrono::seconds drain_time(const Settings& settings)
{
    const auto seconds = settings.integer("drain");
    if (seconds < 0 || seconds > 300)
        throw Error(Errc::invalid_argument, "--drain must be from 0 to 300 seconds");
    return std::chrono::seconds(seconds);
}

/// Whoever balances load over us gets the time to see that we are going.
void drain(http::Server& server, api::Phase& phase, const SignalGate& signals, std::chrono::seconds time)
{
    phase.draining = true;
    server.begin_drain();
    if (time.count() == 0)
        return;
    log::info("draining", {{"seconds", std::to_string(time.count())}});
    if (signals.wait_for(time))
        log::info("draining cut short by a second signal");
}

void count(api::Metrics& metrics, const backup::BackupRecord& record)
{
    if (record.whole)
        metrics.backup_finished({record.ended_ms, record.bytes, record.seconds, record.position});
    else
        metrics.backup_failed();
}

int run(const Arguments& arguments)
{
    const auto& settings = arguments.flags;
    const std::filesystem::path data = settings.text("data");
    const auto listen = listen_address(settings.text("listen"));
    api::Metrics metrics;
    const auto options = server_options(settings, listen, metrics); // refused before anything is made
    const auto drain_for = drain_time(settings);
    configure_log(settings);
    mallopt(M_ARENA_MAX, 2);  // every worker's own arena would triple what an idle server keeps
    const SignalGate signals; // before any thread: they all inherit its mask

    const auto store = store::open_sqlite_store({.directory = data,
                                                 .history = history(settings.text("history")),
                                                 .file_systems = settings.boolean("allow-network-filesystem")
                                                                     ? store::FileSystems::any
                                                                     : store::FileSystems::local});
    const auto tokens = open_tokens(settings, data, listen);
    const auto index = open_index(data / "search", store->status().position);
    std::atomic<bool> failed = false;
    service::Catalog catalog(
        EntityRegistry::builtin(), *store, *index,
        {.now_ms = {}, .position_waiters = options.workers / 4, .on_fatal = [&](const Error&) {
             failed = true;
             signals.wake();
         }});
    service::Pipelines pipelines(catalog, *store);
    metrics.follow_backups(read_backup_note(data),
                           [data](const api::LastBackup& last) { write_backup_note(data, last); });
    backup::Backups backups({.directory = data,
                             .program = COLOPHON_VERSION,
                             .alone =
                                 [&](const std::function<void()>& task) {
                                     catalog.write_alone({}, [&](store::Batch&) { task(); });
                                 },
                             .on_end = [&](const backup::BackupRecord& record) { count(metrics, record); }});
    api::Phase phase;
    http::Server server(options,
                        api::make_router({catalog, pipelines, tokens.get(), metrics, phase, &backups}));
    // From here on the probes answer; everything else waits until search has caught up with the store.
    catalog.catch_up();
    phase.started = true;
    const DataAddress address(data, server.address());
    log::info("ready",
              {{"address", server.address()}, {"data", data.string()}, {"version", COLOPHON_VERSION}});
    std::cout << "Colophon serves " << (settings.given("tls-cert") ? "https://" : "http://")
              << server.address() << std::endl;
    tell_service_manager("READY=1");

    const auto signal = signals.wait();
    log::info("stopping", {{"signal", signal == SIGINT ? "SIGINT" : "SIGTERM"}});
    tell_service_manager("STOPPING=1");
    if (!failed)
        drain(server, phase, signals, drain_for);
    server.stop(grace);
    return failed ? exit_internal : exit_ok;
}

} // namespace

const Command serve_command{"serve",
                            "Run the catalog server.",
                            "",
                            0,
                            0,
                            flags,
                            "colophon serve --data ./data --listen 127.0.0.1:8080",
                            run};

} // namespace colophon::app
