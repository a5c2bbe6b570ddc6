// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/router.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace colophon::http {

struct Limits {
    std::size_t request_line_bytes = 8 * 1024;
    std::size_t header_bytes = 16 * 1024;
    std::size_t header_count = 100;
    std::size_t connections = 2000;
    std::size_t connections_per_address = 0; ///< 0: no limit of its own
    std::size_t waiting = 1000;              ///< requests that wait for a worker; beyond it 503 at once
    std::chrono::milliseconds header_time{10'000};
    std::chrono::milliseconds idle_time{60'000};
    std::chrono::milliseconds progress_time{30'000}; ///< a body must bring at least one byte in it
    std::chrono::milliseconds request_time{60'000};  ///< a body that is not streamed must be complete in it
};

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0; ///< 0: any free one
    unsigned workers = 4;   ///< threads that run handlers
    Limits limits;
    std::filesystem::path tls_certificate; ///< PEM chain; empty: plain HTTP. Reloaded when the file changes
    std::filesystem::path tls_key;
    /// Called after each answer, from a worker thread: pattern, status, seconds.
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
