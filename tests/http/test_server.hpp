// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/client.hpp"
#include "http/server.hpp"

#include <string>

namespace colophon::http::testing {

/// Routes that show what a handler was given.
inline Router echo_routes()
{
    Router router;
    router.add(Method::get, "/hello", {}, [](const Request&) {
        return Response{200, "안녕", "text/plain", {}};
    });
    router.add(Method::get, "/entities/{urn}", {}, [](const Request& request) {
        std::string text(request.params.find("urn").value_or(""));
        for (const auto& [name, value] : request.query.rows())
            text += "|" + name + "=" + value;
        return Response{200, text, "text/plain", {}};
    });
    router.add(Method::post, "/echo", {1024 * 1024, false}, [](const Request& request) {
        return Response{200, request.body, "text/plain", {}};
    });
    router.add(Method::post, "/count", {1024, true}, [](const Request& request) {
        std::string piece;
        std::size_t total = request.body.size();
        while (request.stream != nullptr && request.stream->read(piece)) {
            total += piece.size();
            piece.clear();
        }
        return Response{200, std::to_string(total), "text/plain", {}};
    });
    return router;
}

inline ClientOptions client_of(const Server& server)
{
    ClientOptions options;
    options.base_url = "http://" + server.address();
    return options;
}

} // namespace colophon::http::testing
