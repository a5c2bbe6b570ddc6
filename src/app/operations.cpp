// SPDX-License-Identifier: Apache-2.0
#include "app/command.hpp"
#include "app/server_client.hpp"
#include "app/table.hpp"
#include "core/json.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

namespace colophon::app {
namespace {

constexpr auto plain_flags = with_client_flags(std::array<Option, 0>{});
constexpr std::array version_flags{Option{"json", Option::Type::boolean, "", "As JSON."}};

int run_verify(const Arguments& arguments)
{
    ServerClient server(arguments.flags);
    const auto body = server.call({.target = "/api/v1/verify"});
    const auto result = value_or_throw(parse_json(body));
    const bool clean = result["differences"] == 0;
    if (arguments.flags.boolean("json")) {
        std::cout << body << '\n';
        return clean ? exit_ok : exit_partial;
    }
    std::cout << result["entities"] << " entities, " << result["documents"] << " documents, "
              << result["edges"] << " edges at position " << result["position"] << ": "
              << (clean
                      ? std::string("store, search and graph agree")
                      : result["differences"].dump() + " differences; restart the server after removing its "
                                                       "`search` folder to build the views anew")
              << '\n';
    Table table({"VIEW", "WHAT", "URN"});
    for (const auto& row : result["samples"])
        table.add({row["view"], row["what"], row["urn"]});
    if (!table.empty())
        table.print(std::cout);
    return clean ? exit_ok : exit_partial;
}

int run_version(const Arguments& arguments)
{
    if (arguments.flags.boolean("json"))
        std::cout << nlohmann::json{{"version", COLOPHON_VERSION}}.dump() << '\n';
    else
        std::cout << "colophon " << COLOPHON_VERSION << '\n';
    return exit_ok;
}

} // namespace

const Command verify_command{"verify",
                             "Compare store, search and graph; exit 0 when they agree, 20 when not.",
                             "",
                             0,
                             0,
                             plain_flags,
                             "colophon verify --token \"$(cat data/admin.token)\"",
                             run_verify};
const Command version_command{"version",     "Show the version.", "",         0, 0,
                              version_flags, "colophon version",  run_version};

} // namespace colophon::app
