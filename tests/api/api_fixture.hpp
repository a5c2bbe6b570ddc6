// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/v1/api.hpp"
#include "http/uri.hpp"
#include "service/catalog_fixture.hpp"

#include <deque>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace colophon::api {

/// A body that arrives in pieces, and may break off.
class ScriptedStream : public http::BodyStream {
public:
    explicit ScriptedStream(std::deque<std::string> pieces, bool breaks_off = false)
        : pieces_(std::move(pieces)), breaks_off_(breaks_off)
    {
    }
    bool read(std::string& out) override
    {
        if (pieces_.empty() && breaks_off_)
            throw Error(Errc::invalid_argument, "the body ended early");
        if (pieces_.empty())
            return false;
        out += pieces_.front();
        pieces_.pop_front();
        return true;
    }

private:
    std::deque<std::string> pieces_;
    bool breaks_off_;
};

/// The whole API behind its router, on a real catalog, without a socket.
class ApiFixture : public CatalogFixture {
public:
    ApiFixture()
        : tokens({directory.path(), {}, [this] { return now.load(); }}), admin(tokens.reset_admin()),
          router(make_router({*catalog, *pipelines, &tokens, metrics, phase}))
    {
        phase.started = true;
    }

    struct Ask {
        http::Method method = http::Method::get;
        std::string target;
        std::string body = {};
        std::optional<std::string> token = {}; ///< the administrator's by default; empty: none
        http::BodyStream* stream = nullptr;
        std::vector<std::pair<std::string, std::string>> headers = {};
    };
    http::Response send(const Ask& ask)
    {
        http::Request request;
        request.method = ask.method;
        request.target = ask.target;
        request.path = ask.target.substr(0, ask.target.find('?'));
        if (const auto mark = ask.target.find('?'); mark != std::string::npos)
            request.query = value_or_throw(http::parse_query(std::string_view(ask.target).substr(mark + 1)));
        request.body = ask.body;
        request.stream = ask.stream;
        const auto token = ask.token.value_or(admin);
        if (!token.empty())
            request.headers.add("Authorization", "Bearer " + token);
        for (const auto& [name, value] : ask.headers)
            request.headers.add(name, value);
        const auto found = value_or_throw(router.find(ask.method, request.path));
        if (found.handler == nullptr)
            return http::problem(404, "no route");
        request.params = found.params;
        return router.handle(found, request);
    }
    nlohmann::json get(const std::string& target)
    {
        const auto response = send({.target = target});
        EXPECT_EQ(response.status, 200) << response.body;
        return nlohmann::json::parse(response.body);
    }
    http::Response post(std::string body, const std::string& query = {})
    {
        return send(
            {.method = http::Method::post, .target = "/api/v1/proposals" + query, .body = std::move(body)});
    }
    std::string token_with(std::string_view scopes)
    {
        return tokens.create({"test", "시험", *auth::Scopes::parse(scopes), std::chrono::hours(1)})->text;
    }
    static std::string proposal_text(const std::string& urn, const std::string& aspect,
                                     const std::string& json)
    {
        const auto type = urn.substr(7, urn.find(':', 7) - 7);
        return R"({"entityType":")" + type + R"(","entityUrn":")" + urn +
               R"(","changeType":"UPSERT","aspectName":")" + aspect + R"(","aspect":{"json":)" + json + "}}";
    }
    static std::string entity_target(const std::string& urn)
    {
        return "/api/v1/entities/" + http::percent_encode(urn);
    }

    auth::TokenRegistry tokens;
    std::string admin;
    Metrics metrics;
    Phase phase;
    http::Router router;
};

} // namespace colophon::api
