// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"
#include "http/uri.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace colophon::http {

struct ClientOptions {
    std::string base_url;          ///< `http://…` or `https://…`, with an optional path prefix
    std::string token;             ///< sent as Bearer; empty: none
    std::filesystem::path ca_file; ///< empty: the system's authorities
    std::chrono::milliseconds connect_time{10'000};
    std::chrono::milliseconds request_time{120'000};
    std::size_t max_answer_bytes = 256u << 20;
    bool traced = false; ///< calls are spans of the trace in $TRACEPARENT, where there is one
};

/// A kept-alive HTTP/1.1 client for one server; obeys HTTPS_PROXY, HTTP_PROXY and NO_PROXY. One thread at a
/// time.
class Client {
public:
    /// Throws Error (invalid_argument) for a URL that cannot be read.
    explicit Client(const ClientOptions& options);
    ~Client();
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;

    struct Call {
        Method method = Method::get;
        std::string target; ///< below the base URL, encoded: `/api/v1/search?q=…`
        std::string body = {};
        std::string content_type = "application/json";
        std::vector<std::pair<std::string, std::string>> headers = {};
    };
    /// Any answer is an answer, whatever its status. Throws Error (unavailable) when none came: refused, cut,
    /// timed out, certificate not trusted. A kept-alive connection that the server closed meanwhile is
    /// reopened once for a call that may be repeated (GET, HEAD, DELETE, PUT) and for any call of which no
    /// byte was answered.
    Response send(const Call& call);

    /// Takes a body piece by piece. What it throws ends the call and its connection, and is thrown by
    /// receive().
    using Sink = std::function<void(std::string_view bytes)>;
    /// As send(), for answers of any size: the body of a success goes to the sink as it arrives and not into
    /// the answer. `request_time` is then the time without any progress. Once the sink has had a byte, the
    /// call is never repeated, and an answer that ends early throws Error (unavailable). `head`, where given,
    /// is told the answer before its body.
    Response receive(const Call& call, const Sink& sink,
                     const std::function<void(const Response&)>& head = {});

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace colophon::http
