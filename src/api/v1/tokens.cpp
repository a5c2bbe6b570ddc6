// SPDX-License-Identifier: Apache-2.0
#include "api/v1/handlers.hpp"
#include "api/v1/timestamp.hpp"
#include "core/json_parser.hpp"
#include "core/json_writer.hpp"
#include "core/nearest.hpp"

#include <algorithm>
#include <array>

namespace colophon::api {
namespace {

constexpr std::chrono::hours default_lifetime{24 * 90};
constexpr std::array<std::string_view, 4> known_members{"name", "user", "scopes", "lifetime_seconds"};

void write_token(JsonWriter& out, const auth::TokenRecord& token)
{
    out.member("id", token.id).member("name", token.name).member("actor", token.actor);
    out.member("scopes", token.scopes.str()).member("created", rfc3339(token.created_ms));
    out.member("expires", rfc3339(token.expires_ms));
}

std::string text_of(simdjson::dom::element value, std::string_view name)
{
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS)
        throw Error(Errc::invalid_argument, "must be a string", std::string(name));
    return std::string(text);
}

auth::NewToken read_token(std::string_view body)
{
    JsonParser parser;
    simdjson::dom::object members;
    if (value_or_throw(parser.parse(body)).get(members) != simdjson::SUCCESS)
        throw Error(Errc::invalid_argument,
                    "the body must be an object with name, user, scopes and lifetime_seconds");
    auth::NewToken token;
    token.lifetime = default_lifetime;
    for (const auto [name, value] : members) {
        if (name == "name")
            token.name = text_of(value, name);
        else if (name == "user")
            token.user = text_of(value, name);
        else if (name == "scopes")
            token.scopes = value_or_throw(auth::Scopes::parse(text_of(value, name)));
        else if (std::int64_t seconds = 0;
                 name == "lifetime_seconds" && value.get(seconds) == simdjson::SUCCESS)
            token.lifetime = std::chrono::seconds(seconds);
        else
            throw Error(Errc::invalid_argument,
                        std::find(known_members.begin(), known_members.end(), name) != known_members.end()
                            ? "must be a whole number"
                            : "unknown member" + did_you_mean(name, known_members),
                        std::string(name));
    }
    return token;
}

} // namespace

http::Response post_token(auth::TokenRegistry& tokens, const Call& call)
{
    const auto made = value_or_throw(tokens.create(read_token(call.request.body)));
    http::Response response{201, {}};
    JsonWriter out(response.body);
    out.begin_object().member("token", made.text);
    write_token(out, made.record);
    out.end_object();
    return response;
}

http::Response get_tokens(const auth::TokenRegistry& tokens, const Call&)
{
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().key("tokens").begin_array();
    for (const auto& token : tokens.list()) {
        out.begin_object();
        write_token(out, token);
        out.end_object();
    }
    out.end_array().end_object();
    return response;
}

http::Response delete_token(auth::TokenRegistry& tokens, const Call& call)
{
    const auto id = call.request.params.find("id").value_or("");
    if (!tokens.revoke(id))
        return http::problem(404, "no such token: " + std::string(id), "id");
    return {204, {}, {}, {}};
}

http::Response get_whoami(const Call& call)
{
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().member("actor", call.principal.actor).member("token_id", call.principal.token_id);
    out.member("scopes", call.principal.scopes.str()).end_object();
    return response;
}

} // namespace colophon::api
