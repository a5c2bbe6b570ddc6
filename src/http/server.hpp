// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/access_log.hpp"
#include "http/limits.hpp"
#include "http/traffic.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
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
    AccessLog access_log = AccessLog::off;
    std::shared_ptr<Traffic> traffic; ///< where to count; empty: nobody is interested
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

    /// From now on every answer asks its peer to connect anew, which leads it elsewhere where there is an
    /// elsewhere. Requests are taken as before.
    void begin_drain();

    /// Stops accepting, lets requests in hand finish within `grace`, closes idle connections, joins.
    /// Idempotent.
    void stop(std::chrono::milliseconds grace);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace colophon::http
