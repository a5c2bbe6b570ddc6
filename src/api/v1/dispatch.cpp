// SPDX-License-Identifier: Apache-2.0
#include "api/v1/api.hpp"
#include "api/v1/query.hpp"
#include "api/v1/timestamp.hpp"
#include "core/json_writer.hpp"
#include "core/log.hpp"

#include <charconv>

namespace colophon::api {
namespace {

constexpr std::string_view bearer = "Bearer ";

http::BodyPolicy policy_of(Body body)
{
    switch (body) {
    case Body::none:
        break;
    case Body::json:
    case Body::query:
        return {64u << 10, false};
    case Body::queries:
    case Body::synonyms:
        return {1u << 20, false};
    case Body::batch:
        return {32u << 20, false};
    case Body::proposals:
        return {64u << 20, true};
    }
    return {0, false};
}

auth::Principal whoever_asks()
{
    return {"urn:li:corpuser:anonymous", {}, auth::Scopes::all()};
}

auth::Principal principal_of(const http::Request& request, const Context& context)
{
    if (context.tokens == nullptr)
        return whoever_asks();
    const auto refuse = [&](AuthFailure reason, const std::string& words) {
        context.metrics.auth_failures(reason).add();
        return Error(Errc::unauthenticated, words);
    };
    const auto header = request.headers.find("Authorization");
    if (!header)
        throw refuse(AuthFailure::no_token, "a token is needed: Authorization: Bearer <token>");
    if (!header->starts_with(bearer))
        throw refuse(AuthFailure::malformed, "only bearer tokens are taken: Authorization: Bearer <token>");
    auto principal = context.tokens->authenticate(header->substr(bearer.size()));
    if (!principal)
        throw refuse(AuthFailure::rejected, principal.error().what());
    return *std::move(principal);
}

/// Who asks, if they may.
auth::Principal admit(const http::Request& request, const Context& context, auth::Permission permission)
{
    auto principal = principal_of(request, context);
    log::Scope::add({"actor", principal.actor});
    if (!auth::may(principal, permission))
        context.metrics.auth_failures(AuthFailure::forbidden).add();
    auth::authorize(principal, permission);
    return principal;
}

/// Waits until reads are as fresh as the caller asks.
void honour_min_position(const http::Request& request, const service::Catalog& catalog)
{
    const auto text = request.headers.find("X-Colophon-Min-Position");
    if (!text)
        return;
    store::Position position = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), position);
    if (error != std::errc{} || end != text->data() + text->size())
        throw Error(Errc::invalid_argument,
                    "X-Colophon-Min-Position must be a position: \"" + std::string(*text) + "\"");
    catalog.wait_for(position);
}

/// A problem document with more members.
http::Response conflict(const Error& error, const std::function<void(JsonWriter&)>& write_members)
{
    auto response = http::problem(409, error.what(), error.path());
    std::string members;
    JsonWriter out(members);
    out.begin_object();
    write_members(out);
    out.end_object();
    response.body.pop_back();
    response.body.append(",").append(members, 1);
    return response;
}

/// Who waits for a lease wants to know for whom, and who has lost one, that it will not come back.
http::Response handled(const Route& route, const Call& call)
{
    try {
        return route.handler(call);
    } catch (const service::LeaseHeld& error) {
        return conflict(error, [&](JsonWriter& out) {
            out.member("holder", error.by().holder).member("run", error.by().run_id);
            out.member("since", rfc3339(error.by().since_ms));
        });
    } catch (const service::LeaseLost& error) {
        return conflict(error, [](JsonWriter& out) { out.member("lost", true); });
    }
}

http::Response answer(const Route& route, const Context& context, const http::Request& request)
{
    auth::Principal principal;
    if (route.permission != auth::Permission::anyone) {
        if (!context.phase.started)
            throw Error(Errc::unavailable, "the server is starting, try again");
        principal = admit(request, context, route.permission);
        honour_min_position(request, context.catalog);
        // Not of the page: whoever linked to it may have added some.
        check_parameters(request.query, route.parameters);
    }
    auto response = handled(route, {request, principal});
    if (route.permission != auth::Permission::anyone)
        response.headers.emplace_back("X-Colophon-Position", std::to_string(context.catalog.position()));
    return response;
}

} // namespace

http::Router make_router(const Context& context)
{
    http::Router router;
    for (auto& route : routes(context)) {
        const auto method = route.method;
        const auto pattern = std::string(route.pattern);
        const auto body = policy_of(route.body);
        const auto runs = route.runs;
        const auto handler = [route = std::move(route), context](const http::Request& request) {
            return answer(route, context, request);
        };
        router.add(method, pattern, body, handler, runs);
    }
    return router;
}

} // namespace colophon::api
