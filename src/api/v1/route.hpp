// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "auth/principal.hpp"
#include "http/router.hpp"
#include "service/pipelines.hpp"

#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace colophon::api {

/// What a handler is given: the request and who asks.
struct Call {
    const http::Request& request;
    const auth::Principal& principal;
};

using CallHandler = std::function<http::Response(const Call&)>;

/// A query parameter that a route takes; all others are refused.
struct Parameter {
    std::string_view name;
    std::string_view type; ///< as in OpenAPI: `string`, `integer`, `boolean`
    std::string_view help;
    bool repeated = false;
};

/// What kind of body a route takes, for its limits and for the description.
enum class Body { none, json, batch, proposals, query, queries, synonyms };

/// One row of the table of endpoints. The permission has no default: a row without one does not compile.
struct Route {
    Route(http::Method method_, std::string_view pattern_, auth::Permission permission_,
          std::string_view summary_, std::vector<Parameter> parameters_, Body body_, CallHandler handler_,
          http::Runs runs_ = http::Runs::on_worker)
        : method(method_), pattern(pattern_), permission(permission_), summary(summary_),
          parameters(std::move(parameters_)), body(body_), handler(std::move(handler_)), runs(runs_)
    {
    }

    http::Method method;
    std::string_view pattern;
    auth::Permission permission;
    std::string_view summary;
    std::vector<Parameter> parameters;
    Body body;
    CallHandler handler;
    http::Runs runs;
};

/// The OpenAPI 3.1 description of a table of routes.
std::string openapi(std::span<const Route> routes);

} // namespace colophon::api
