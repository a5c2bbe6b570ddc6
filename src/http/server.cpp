// SPDX-License-Identifier: Apache-2.0
#include "http/server.hpp"

#include "core/log.hpp"
#include "http/session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace colophon::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using Code = Wire::Code;
template <class T> using Async = Wire::Async<T>;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t turned_away_at_once = 64; ///< connections over the limit that are still told so
constexpr std::chrono::milliseconds accept_pause{100};

void log_escape(std::exception_ptr trouble)
{
    if (!trouble)
        return;
    try {
        std::rethrow_exception(trouble);
    } catch (const std::exception& error) {
        log::error("a connection ended in an exception", {{"reason", error.what()}});
    }
}

std::string address_text(const tcp::endpoint& peer)
{
    asio::ip::address address = peer.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    return address.to_string();
}

/// Owns the session for as long as it runs.
Async<void> serve(std::unique_ptr<Session> session)
{
    co_await session->run();
}

tcp::endpoint parse_endpoint(const ServerOptions& options)
{
    Code code;
    asio::ip::address address =
        asio::ip::make_address(options.address == "localhost" ? "127.0.0.1" : options.address, code);
    if (code)
        throw Error(Errc::invalid_argument, "not an IP address to listen on: " + options.address);
    return {address, options.port};
}

} // namespace

Site::Site(const ServerOptions& wanted, Router routes)
    : options(wanted), router(std::move(routes)),
      traffic(wanted.traffic ? wanted.traffic : std::make_shared<Traffic>()),
      plain(wanted.workers, traffic->plain), streams(wanted.workers, traffic->streams)
{
    traffic->open(router);
    if (!options.tls_certificate.empty()) {
        certificate.emplace(options.tls_certificate, options.tls_key);
        traffic->certificate_expires.set(certificate->expires());
    }
    listen();
    asio::co_spawn(io, accept_all(), log_escape);
    thread = std::thread([this] { io.run(); });
}

void Site::listen()
{
    tcp::endpoint endpoint = parse_endpoint(options);
    try {
        acceptor.open(endpoint.protocol());
        acceptor.set_option(tcp::acceptor::reuse_address(true));
        if (endpoint.protocol() == tcp::v6())
            acceptor.set_option(asio::ip::v6_only(false));
        acceptor.bind(endpoint);
        acceptor.listen();
        bound = acceptor.local_endpoint();
    } catch (const boost::system::system_error& error) {
        throw Error(Errc::unavailable,
                    "cannot listen, choose another address with --listen: " + options.address + ":" +
                        std::to_string(options.port) + ": " + error.code().message());
    }
}

Async<void> Site::accept_all()
{
    asio::steady_timer pause(io);
    bool failed = false;
    while (!stopping) {
        tcp::socket socket(io);
        auto [code] = co_await acceptor.async_accept(socket, as_result);
        if (stopping)
            co_return;
        bool first_failure = code && !std::exchange(failed, code.failed());
        if (!code) {
            failed = false;
            admit(std::move(socket));
            continue;
        }
        // Mostly too many open files: without a pause this would spin until one closes.
        if (first_failure)
            log::warn("cannot accept connections for now", {{"reason", code.message()}});
        pause.expires_after(accept_pause);
        co_await pause.async_wait(as_result);
    }
}

void Site::admit(tcp::socket socket)
{
    Code code;
    tcp::endpoint endpoint = socket.remote_endpoint(code);
    traffic->connections.add();
    if (code || sessions.size() >= options.limits.connections + turned_away_at_once) {
        traffic->turned_away(TurnedAway::connections).add();
        return;
    }
    socket.set_option(tcp::no_delay(true), code);
    std::string peer = address_text(endpoint);
    std::size_t most = options.limits.connections_per_address;
    bool welcome = sessions.size() < options.limits.connections && (most == 0 || per_address[peer] < most);
    if (welcome)
        ++per_address[peer];
    auto session = std::make_unique<Session>(*this, std::move(socket), std::move(peer), welcome);
    asio::co_spawn(io, serve(std::move(session)), log_escape);
}

void Site::leave(Session* session, const std::string& peer)
{
    sessions.erase(session);
    traffic->open_connections.add(-1);
    if (auto count = per_address.find(peer); count != per_address.end() && --count->second == 0)
        per_address.erase(count);
    if (stopping && sessions.empty())
        patience.cancel();
}

void Site::begin_stop(std::chrono::milliseconds grace)
{
    stopping = true;
    Code ignored;
    acceptor.close(ignored);
    for (Session* session : sessions)
        if (session->is_idle())
            session->abort();
    if (sessions.empty())
        return;
    patience.expires_after(grace);
    patience.async_wait([this](Code code) {
        if (!code)
            abort_all();
    });
}

void Site::abort_all()
{
    for (Session* session : sessions)
        session->abort();
}

struct Server::State : Site {
    using Site::Site;
};

Server::Server(const ServerOptions& options, Router router)
    : state_(std::make_unique<State>(options, std::move(router)))
{
}

Server::~Server()
{
    stop(std::chrono::milliseconds(0));
}

std::uint16_t Server::port() const
{
    return state_->bound.port();
}

std::string Server::address() const
{
    const tcp::endpoint& bound = state_->bound;
    std::string host = bound.address().to_string();
    return (bound.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(bound.port());
}

void Server::begin_drain()
{
    asio::post(state_->io, [state = state_.get()] { state->draining = true; });
}

void Server::stop(std::chrono::milliseconds grace)
{
    std::call_once(state_->stopped, [&] {
        Site& state = *state_;
        asio::post(state.io, [&state, grace] { state.begin_stop(grace); });
        state.thread.join();
        state.plain.pool.join();
        state.streams.pool.join();
    });
}

} // namespace colophon::http
