// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/client.hpp"

#include <array>
#include <colophon/settings.hpp>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace colophon::app {

/// What every command takes that talks to a server.
inline constexpr std::array client_flags{
    Option{"server", Option::Type::text, "",
           "The server's URL; else $COLOPHON_SERVER, else http://127.0.0.1:8080."},
    Option{"token", Option::Type::secret, "", "The token; else $COLOPHON_TOKEN."},
    Option{"ca-file", Option::Type::text, "", "Authorities to trust, PEM; else the system's."},
    Option{"json", Option::Type::boolean, "", "Print the server's answer as it is."}};

/// A command's own flags, and the client's after them.
template <std::size_t N>
constexpr std::array<Option, N + client_flags.size()> with_client_flags(const std::array<Option, N>& own)
{
    std::array<Option, N + client_flags.size()> all;
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = i < N ? own[i] : client_flags[i - N];
    return all;
}

/// The server that a command was told to talk to.
class ServerClient {
public:
    explicit ServerClient(const Settings& flags);

    /// The answer's body when it is a success; otherwise throws the Error that the answer stands for, whose
    /// message says what to do.
    std::string call(const http::Client::Call& call);
    /// call(), read as JSON.
    nlohmann::json json(const http::Client::Call& call);
    /// Any answer, whatever its status.
    http::Response send(const http::Client::Call& call) { return client_.send(call); }

    /// As call(), with the body of a success going to the sink piece by piece.
    void receive(const http::Client::Call& call, const http::Client::Sink& sink);

    const std::string& url() const { return url_; }

private:
    std::string url_;
    http::Client client_;
};

/// The value of an environment variable, or the fallback.
std::string environment(const char* name, std::string_view fallback);

} // namespace colophon::app
