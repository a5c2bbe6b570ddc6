// SPDX-License-Identifier: Apache-2.0
#include "app/command.hpp"
#include "app/server_client.hpp"
#include "app/table.hpp"
#include "auth/token_registry.hpp"
#include "core/json.hpp"
#include "core/json_writer.hpp"
#include "core/nearest.hpp"
#include "store/data_directory.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

namespace colophon::app {
namespace {

constexpr auto flags = with_client_flags(
    std::array{Option{"name", Option::Type::text, "", "create: what the token is for, as in airflow."},
               Option{"user", Option::Type::text, "",
                      "create: whom it stands for, as in jane; what it writes bears this name."},
               Option{"scope", Option::Type::list, "", "create: read, ingest or admin; may be repeated."},
               Option{"lifetime", Option::Type::duration, "2160h", "create: at most 8760h."},
               Option{"data", Option::Type::text, "", "reset: the stopped server's data directory."}});

int create(const Arguments& arguments)
{
    std::string scopes;
    for (const auto& scope : arguments.flags.list("scope"))
        scopes.append(scopes.empty() ? "" : ",").append(scope);
    std::string body;
    JsonWriter out(body);
    out.begin_object()
        .member("name", arguments.flags.text("name"))
        .member("user", arguments.flags.text("user"));
    out.member("scopes", scopes);
    out.member("lifetime_seconds", static_cast<std::int64_t>(arguments.flags.seconds("lifetime")))
        .end_object();
    ServerClient server(arguments.flags);
    const auto answer = server.call({.method = http::Method::post, .target = "/api/v1/tokens", .body = body});
    if (arguments.flags.boolean("json")) {
        std::cout << answer << '\n';
        return exit_ok;
    }
    const auto token = value_or_throw(parse_json(answer));
    std::cout << token["token"].get<std::string>() << '\n';
    std::cerr << "Shown once. Valid until " << token["expires"].get<std::string>()
              << "; revoke it with `colophon token revoke " << token["id"].get<std::string>() << "`.\n";
    return exit_ok;
}

int list(const Arguments& arguments)
{
    ServerClient server(arguments.flags);
    const auto answer = server.call({.target = "/api/v1/tokens"});
    if (arguments.flags.boolean("json")) {
        std::cout << answer << '\n';
        return exit_ok;
    }
    Table table({"ID", "NAME", "ACTOR", "SCOPES", "CREATED", "EXPIRES"});
    const auto body = value_or_throw(parse_json(answer));
    for (const auto& row : body["tokens"])
        table.add({row["id"], row["name"], row["actor"], row["scopes"], row["created"], row["expires"]});
    table.print(std::cout);
    return exit_ok;
}

int revoke(const Arguments& arguments)
{
    if (arguments.words.size() != 2)
        throw Error(Errc::invalid_argument, "usage: colophon token revoke ID");
    ServerClient server(arguments.flags);
    server.call({.method = http::Method::delete_,
                 .target = "/api/v1/tokens/" + http::percent_encode(arguments.words[1])});
    std::cout << "Revoked: " << arguments.words[1] << '\n';
    return exit_ok;
}

int reset(const Arguments& arguments)
{
    if (!arguments.flags.given("data"))
        throw Error(Errc::invalid_argument,
                    "token reset needs --data DIR, the stopped server's data directory");
    const std::filesystem::path directory = arguments.flags.text("data");
    if (!std::filesystem::exists(directory))
        throw Error(Errc::invalid_argument, "no such data directory: " + directory.string());
    // Wherever the server was allowed to keep it: this is one short transaction, under the same lock.
    const store::DataDirectory locked(directory, store::FileSystems::any);
    auth::TokenRegistry registry({.directory = directory, .admin_token_file = {}, .now_ms = {}});
    registry.reset_admin();
    std::cout << "A new administrator's token is in " << (directory / "admin.token").string() << '\n';
    return exit_ok;
}

struct Verb {
    std::string_view name;
    int (*run)(const Arguments&);
};
constexpr std::array verbs{Verb{"create", create}, Verb{"list", list}, Verb{"revoke", revoke},
                           Verb{"reset", reset}};

int run(const Arguments& arguments)
{
    std::vector<std::string_view> known;
    for (const auto& verb : verbs) {
        if (verb.name == arguments.words[0])
            return verb.run(arguments);
        known.push_back(verb.name);
    }
    throw Error(Errc::invalid_argument, "token knows create, list, revoke and reset: \"" +
                                            arguments.words[0] + "\"" +
                                            did_you_mean(arguments.words[0], known));
}

} // namespace

const Command token_command{"token",
                            "Make, list, revoke tokens; reset the administrator's on a stopped server.",
                            "create|list|revoke ID|reset",
                            1,
                            2,
                            flags,
                            "colophon token create --name airflow --user airflow --scope ingest --scope read",
                            run};

} // namespace colophon::app
