// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/tls.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// Private to this folder, as all that knows Asio: wire, session, server.cpp, client.cpp.
namespace colophon::http {

/// One connection, plain or TLS, in which every operation ends by a deadline. Failures are error codes;
/// `timed_out` is one of them. Unlike Beast's stream a missed deadline cancels the operation but leaves the
/// socket open, so that the peer can still be told. For the I/O thread only.
class Wire {
public:
    using Socket = boost::asio::ip::tcp::socket;
    using Clock = std::chrono::steady_clock;
    using Code = boost::system::error_code;
    template <class T> using Async = boost::asio::awaitable<T>;

    explicit Wire(Socket socket);
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    /// Until when the operations from here on must be done.
    void expires_at(Clock::time_point deadline);
    void expires_after(Clock::duration time) { expires_at(Clock::now() + time); }

    Async<Code> connect(boost::asio::ip::tcp::endpoint peer);
    Async<Code> accept_tls(TlsContext context);
    Async<Code> connect_tls(TlsContext context, std::string host);
    /// The session of a TLS connection, null for a plain one.
    ssl_st* tls_session();

    /// Appends what has arrived, at most `most` bytes. `eof` when the peer has closed, in whatever manner.
    Async<Code> read_some(std::string& out, std::size_t most);
    /// Writes both parts, without copying large ones. `progress` is the time for each step; without it the
    /// deadline that was set holds for all.
    Async<Code> write(std::string head, std::string_view body, std::optional<Clock::duration> progress = {});
    /// Ends the connection so that the peer can read what was written last: says goodbye, then takes in (and
    /// forgets) what still arrives, until the peer closes or falls silent, or it has been enough.
    Async<void> finish();

    /// Makes pending and coming operations fail at once.
    void abort();
    bool is_open() const { return socket_.is_open(); }

private:
    struct Alarm;
    Async<Code> handshake(boost::asio::ssl::stream_base::handshake_type side);
    Async<std::pair<Code, std::size_t>> write_some(std::string_view first, std::string_view second);
    void start_tls(const TlsContext& context);
    Code verdict(Code code) const;

    Socket socket_;
    std::optional<boost::asio::ssl::stream<Socket&>> tls_;
    std::shared_ptr<Alarm> alarm_;
};

} // namespace colophon::http
