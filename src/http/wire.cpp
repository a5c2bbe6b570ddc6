// SPDX-License-Identifier: Apache-2.0
#include "http/wire.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <tuple>

namespace colophon::http {

namespace asio = boost::asio;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t copied_body_bytes = 16u << 10; ///< one TLS record: head and body leave together
constexpr std::chrono::milliseconds again_after{100};
constexpr std::chrono::seconds silence_time{2};
constexpr std::chrono::seconds drain_time{10};
constexpr std::size_t drained_bytes = 64u << 20; ///< the largest body that any route takes whole

} // namespace

/// One timer a connection. Moving the deadline later costs nothing: the timer looks again when it fires.
struct Wire::Alarm : std::enable_shared_from_this<Wire::Alarm> {
    Alarm(Socket& watched) : socket(&watched), timer(watched.get_executor()) {}

    void set(Clock::time_point time)
    {
        expired = false;
        deadline = time;
        if (time != Clock::time_point::max() && (!armed || armed_for > time))
            arm(time);
    }

    void arm(Clock::time_point time)
    {
        armed = true;
        armed_for = time;
        timer.expires_at(time);
        timer.async_wait([weak = weak_from_this()](Code code) {
            if (auto self = weak.lock(); self && !code)
                self->fire();
        });
    }

    void fire()
    {
        armed = false;
        if (deadline == Clock::time_point::max())
            return;
        if (deadline > Clock::now())
            return arm(deadline);
        expired = true;
        Code ignored;
        if (socket != nullptr && socket->is_open())
            socket->cancel(ignored);
        // An operation of several steps may have been between two of them just now.
        arm(Clock::now() + again_after);
    }

    Socket* socket; ///< null once the connection is gone
    asio::steady_timer timer;
    Clock::time_point deadline = Clock::time_point::max();
    Clock::time_point armed_for;
    bool armed = false;
    bool expired = false;
};

Wire::Wire(Socket socket) : socket_(std::move(socket)), alarm_(std::make_shared<Alarm>(socket_)) {}

Wire::~Wire()
{
    alarm_->socket = nullptr;
    alarm_->timer.cancel();
}

void Wire::expires_at(Clock::time_point deadline)
{
    alarm_->set(deadline);
}

Wire::Code Wire::verdict(Code code) const
{
    if (code && alarm_->expired)
        return asio::error::timed_out;
    // Peers that hang up without TLS's goodbye are many; bodies have their own framing.
    if (code == asio::ssl::error::stream_truncated)
        return asio::error::eof;
    return code;
}

Wire::Async<Wire::Code> Wire::connect(asio::ip::tcp::endpoint peer)
{
    auto [code] = co_await socket_.async_connect(peer, as_result);
    if (!code) {
        Code ignored;
        socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    }
    co_return verdict(code);
}

void Wire::start_tls(const TlsContext& context)
{
    // Asio's context wants a reference of its own; the session keeps the context alive from then on.
    SSL_CTX_up_ref(context.get());
    asio::ssl::context borrowed(context.get());
    tls_.emplace(socket_, borrowed);
}

Wire::Async<Wire::Code> Wire::accept_tls(TlsContext context)
{
    start_tls(context);
    return handshake(asio::ssl::stream_base::server);
}

Wire::Async<Wire::Code> Wire::connect_tls(TlsContext context, std::string host)
{
    start_tls(context);
    expect_host(tls_->native_handle(), host);
    return handshake(asio::ssl::stream_base::client);
}

Wire::Async<Wire::Code> Wire::handshake(asio::ssl::stream_base::handshake_type side)
{
    auto [code] = co_await tls_->async_handshake(side, as_result);
    // Plain HTTP on a TLS port: what follows is said in plain too, so that it is understood.
    if (code.category() == asio::error::get_ssl_category() &&
        ERR_GET_REASON(static_cast<unsigned long>(code.value())) == SSL_R_HTTP_REQUEST)
        tls_.reset();
    co_return verdict(code);
}

SSL* Wire::tls_session()
{
    return tls_ ? tls_->native_handle() : nullptr;
}

Wire::Async<Wire::Code> Wire::read_some(std::string& out, std::size_t most)
{
    if (alarm_->expired)
        co_return asio::error::timed_out;
    std::size_t before = out.size();
    out.resize(before + most);
    auto room = asio::buffer(out.data() + before, most);
    std::tuple<Code, std::size_t> result;
    if (tls_)
        result = co_await tls_->async_read_some(room, as_result);
    else
        result = co_await socket_.async_read_some(room, as_result);
    out.resize(before + std::get<1>(result));
    co_return verdict(std::get<0>(result));
}

Wire::Async<std::pair<Wire::Code, std::size_t>> Wire::write_some(std::string_view first,
                                                                 std::string_view second)
{
    std::array<asio::const_buffer, 2> parts{asio::buffer(first), asio::buffer(second)};
    std::tuple<Code, std::size_t> result;
    if (tls_)
        result = co_await tls_->async_write_some(parts, as_result);
    else
        result = co_await socket_.async_write_some(parts, as_result);
    co_return std::pair(verdict(std::get<0>(result)), std::get<1>(result));
}

Wire::Async<Wire::Code> Wire::write(std::string head, std::string_view body,
                                    std::optional<Clock::duration> progress)
{
    if (body.size() <= copied_body_bytes) {
        head.append(body);
        body = {};
    }
    std::string_view rest = head;
    while (!rest.empty() || !body.empty()) {
        if (progress)
            expires_after(*progress);
        auto [code, count] = co_await write_some(rest, body);
        if (code)
            co_return code;
        std::size_t of_head = std::min(count, rest.size());
        rest.remove_prefix(of_head);
        body.remove_prefix(count - of_head);
    }
    co_return Code();
}

Wire::Async<void> Wire::finish()
{
    Clock::time_point enough = Clock::now() + drain_time;
    expires_after(silence_time);
    if (tls_) {
        // Fails when data arrives instead of the peer's goodbye; ours has been sent by then.
        co_await tls_->async_shutdown(as_result);
    }
    Code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    // Closing with unread bytes would send a reset, which destroys the answer on its way to the peer.
    std::string forgotten(16u << 10, '\0');
    for (std::size_t total = 0; total < drained_bytes && is_open();) {
        expires_at(std::min(Clock::now() + silence_time, enough));
        auto [code, count] = co_await socket_.async_read_some(asio::buffer(forgotten), as_result);
        if (code)
            break;
        total += count;
    }
    socket_.close(ignored);
}

void Wire::abort()
{
    Code ignored;
    socket_.close(ignored);
}

} // namespace colophon::http
