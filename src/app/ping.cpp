// SPDX-License-Identifier: Apache-2.0
#include "app/command.hpp"
#include "app/server_client.hpp"
#include "app/table.hpp"
#include "core/json.hpp"
#include "core/printable.hpp"

#include <array>
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>

namespace colophon::app {
namespace {

constexpr auto ping_flags = with_client_flags(
    std::array{Option{"deep", Option::Type::boolean, "",
                      "Show how the server is: sizes, queue, last runs. Needs a token that may read."}});

/// 1,234,567 bytes are 1.2 MiB.
std::string size_text(double bytes)
{
    constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB"};
    std::size_t unit = 0;
    for (; bytes >= 1024 && unit + 1 < units.size(); ++unit)
        bytes /= 1024;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
    return text.data();
}

std::string size_of(const nlohmann::json& of, const char* member)
{
    return size_text(of[member].get<double>());
}

std::string time_or(const nlohmann::json& time, const std::string& otherwise)
{
    return time.is_string() && !time.get_ref<const std::string&>().empty() ? time.get<std::string>()
                                                                           : otherwise;
}

void print_server(const nlohmann::json& status)
{
    const auto& store = status["store"];
    const auto& search = status["search"];
    const auto& queue = status["queue"];
    Table table({"WHAT", "IS"});
    table.add({"server", status["state"].get<std::string>() + ", version " +
                             status["version"].get<std::string>() + ", since " +
                             status["started"].get<std::string>()});
    table.add({"store", store["state"].get<std::string>() + ", position " + store["position"].dump() + ", " +
                            store["entities"].dump() + " entities, " + size_of(store, "bytes")});
    table.add(
        {"disk", size_of(store, "disk_free_bytes") + " of " + size_of(store, "disk_size_bytes") + " free"});
    table.add({"search", "position " + search["position"].dump() + ", " + search["documents"].dump() +
                             " documents, " + size_of(search, "bytes")});
    table.add({"queue", queue["changes"].dump() + " changes, " + size_of(queue, "bytes")});
    table.add({"requests", status["requests"]["in_flight"].dump() + " in flight, " +
                               status["requests"]["connections"].dump() + " connections"});
    const auto& verify = status["verify"];
    table.add({"verify", verify.is_null() ? "not since the start"
                                          : verify["differences"].dump() + " differences, " +
                                                verify["time"].get<std::string>()});
    const auto& backup = status["backup"];
    table.add({"backup", backup.is_null()
                             ? "none known"
                             : size_of(backup, "bytes") + " at position " + backup["position"].dump() + ", " +
                                   backup["time"].get<std::string>()});
    table.print(std::cout);
}

void print_runs(const nlohmann::json& status)
{
    Table table({"PIPELINE", "LAST RUN", "EXIT", "ENDED", "LAST SUCCESS"});
    for (const auto& run : status["runs"])
        table.add({run["pipeline"], run["outcome"], run["exit_code"].dump(), time_or(run["ended"], "-"),
                   time_or(run["succeeded"], "-")});
    if (table.empty())
        std::cout << "\nNo run has reported yet.\n";
    else {
        std::cout << '\n';
        table.print(std::cout);
    }
}

int run_ping(const Arguments& arguments)
{
    ServerClient server(arguments.flags);
    const bool deep = arguments.flags.boolean("deep");
    const bool as_json = arguments.flags.boolean("json");
    const auto start = std::chrono::steady_clock::now();
    const auto response = server.send({.target = "/readyz"});
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
    const bool ready = response.status == 200;
    nlohmann::json answer{{"server", server.url()}, {"ready", ready}, {"took_ms", taken.count()}};
    if (deep)
        answer["status"] = server.json({.target = "/api/v1/status?limit=100"});
    if (as_json) {
        std::cout << answer.dump() << '\n';
        return ready ? exit_ok : exit_unreachable;
    }
    std::cout << server.url() << (ready ? " is ready, " : " is not ready, ") << taken.count() << " ms\n";
    if (deep) {
        std::cout << '\n';
        print_server(answer["status"]);
        print_runs(answer["status"]);
    }
    return ready ? exit_ok : exit_unreachable;
}

} // namespace

const Command ping_command{
    "ping",     "Ask whether the server is ready, and how it is.",          "",      0, 0,
    ping_flags, "colophon ping --deep --token \"$(cat data/admin.token)\"", run_ping};

} // namespace colophon::app
