// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/limits.hpp"
#include "http/router.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace colophon::http {

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0; ///< 0: any free one
    unsigned workers = 4;   ///< threads that run handlers
    Limits limits;
    std::filesystem::path tls_certificate; ///< PEM chain; empty: plain HTTP. Reloaded when the file changes
    std::filesystem::path tls_key;
    /// Called once for each answer, from the thread that made it (so it must be quick, thread-safe and not
    /// throw): pattern (empty where no route was found), status, seconds.
    std::function<void(std::string_view pattern, int status, double seconds)> observe;
};

/// Serves a router over HTTP/1.1. Coroutines at the edge on one thread, handlers on a worker pool.
class Server {
public:
    /// Listens and serves from now on. Throws Error: unavailable (address in use), invalid_argument (bad
    /// address, unreadable certificate).
    Server(const ServerOptions& options, Router router);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const;
    std::string address() const; ///< `HOST:PORT`

    /// Stops accepting, lets requests in hand finish within `grace`, closes idle connections, joins.
    /// Idempotent.
    void stop(std::chrono::milliseconds grace);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace colophon::http
