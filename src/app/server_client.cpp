// SPDX-License-Identifier: Apache-2.0
#include "app/server_client.hpp"

#include "core/json.hpp"

#include <cstdlib>
#include <nlohmann/json.hpp>

namespace colophon::app {
namespace {

std::string token_of(const Settings& flags)
{
    const auto given = flags.secret("token");
    return given.empty() ? Secret(environment("COLOPHON_TOKEN", "")).reveal() : given.reveal();
}

Errc code_of(int status)
{
    switch (status) {
    case 401:
        return Errc::unauthenticated;
    case 403:
        return Errc::forbidden;
    case 404:
        return Errc::not_found;
    case 409:
        return Errc::conflict;
    case 413:
        return Errc::too_large;
    case 507:
        return Errc::storage_full;
    case 429:
    case 502:
    case 503:
    case 504:
        return Errc::unavailable;
    default:
        return status >= 500 ? Errc::internal : Errc::invalid_argument;
    }
}

std::string advice(int status)
{
    if (status == 401)
        return "; give one with --token or COLOPHON_TOKEN, `colophon token create --help` says how to make "
               "it";
    if (status == 403)
        return "; ask whoever administers the catalog for a token that has it";
    return {};
}

/// A place in what was sent, as in `q:7` or `line 3`; a parameter's name alone stands in the detail already.
std::string place_of(const nlohmann::json& problem)
{
    const auto path = problem.find("path");
    if (path == problem.end() || !path->is_string())
        return {};
    const auto text = path->get<std::string>();
    return text.find_first_of(":[ ") == std::string::npos ? std::string() : ", at " + text;
}

std::string detail_of(const http::Response& response)
{
    const auto body = parse_json(response.body);
    if (body && body->is_object() && body->contains("detail") && (*body)["detail"].is_string())
        return (*body)["detail"].get<std::string>() + place_of(*body);
    return "the server answered with status " + std::to_string(response.status);
}

} // namespace

std::string environment(const char* name, std::string_view fallback)
{
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0' ? value : std::string(fallback);
}

ServerClient::ServerClient(const Settings& flags)
    : url_(flags.given("server") ? flags.text("server")
                                 : environment("COLOPHON_SERVER", "http://127.0.0.1:8080")),
      client_({.base_url = url_, .token = token_of(flags), .ca_file = flags.text("ca-file"), .traced = true})
{
}

std::string ServerClient::call(const http::Client::Call& call)
{
    auto response = client_.send(call);
    if (response.status >= 200 && response.status < 300)
        return std::move(response.body);
    throw Error(code_of(response.status), detail_of(response) + advice(response.status));
}

void ServerClient::receive(const http::Client::Call& call, const http::Client::Sink& sink)
{
    const auto response = client_.receive(call, sink);
    if (response.status < 200 || response.status >= 300)
        throw Error(code_of(response.status), detail_of(response) + advice(response.status));
}

nlohmann::json ServerClient::json(const http::Client::Call& request)
{
    return value_or_throw(parse_json(call(request)));
}

} // namespace colophon::app
