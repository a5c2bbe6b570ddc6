// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace colophon::http::testing {

using Scripts = std::vector<std::vector<std::string>>;

/// Accepts one connection for each script and plays it: for every answer it first reads one request's head,
/// then says the answer; after the last it closes. Not a server: it says what tests want clients to hear.
class ScriptedServer {
public:
    explicit ScriptedServer(Scripts connections);
    ~ScriptedServer();

    std::uint16_t port() const { return port_; }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    /// The heads that came, in order. Waits for the end of the last script.
    std::vector<std::string> heads();

private:
    void play(const std::vector<std::string>& script);

    int listener_;
    std::uint16_t port_;
    std::vector<std::string> heads_;
    std::thread thread_;
};

/// Accepts one connection, answers its CONNECT with `answer`, and then passes bytes both ways between it and
/// `target` until both have ended.
class ScriptedProxy {
public:
    ScriptedProxy(std::uint16_t target, std::string answer);
    ~ScriptedProxy();

    std::uint16_t port() const { return port_; }
    /// The CONNECT that came. Waits for the end of the tunnel.
    std::string head();

private:
    void serve(std::uint16_t target, const std::string& answer);

    int listener_;
    std::uint16_t port_;
    std::string head_;
    std::thread thread_;
};

} // namespace colophon::http::testing
