// SPDX-License-Identifier: Apache-2.0
#include "http/server.hpp"

#include "core/log.hpp"
#include "http/answer.hpp"
#include "http/body.hpp"
#include "http/request.hpp"
#include "http/uri.hpp"
#include "http/wire.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <unordered_set>

namespace colophon::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using Clock = Wire::Clock;
using Code = Wire::Code;
template <class T> using Async = asio::awaitable<T>;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t head_read_bytes = 4 * 1024;
constexpr std::size_t body_read_bytes = 64 * 1024;
constexpr std::size_t turned_away_at_once = 64; ///< connections over the limit that are still told so
constexpr std::chrono::milliseconds accept_pause{100};

/// A worker pool and how much of it is spoken for. The count belongs to the I/O thread.
struct Lane {
    explicit Lane(unsigned workers) : size(workers), pool(workers) {}
    std::size_t size;
    std::size_t in_hand = 0;
    asio::thread_pool pool;
};

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

class Session;

/// What all sessions share. Everything but the two pools belongs to the I/O thread once it runs.
struct Site {
    Site(const ServerOptions& wanted, Router routes);

    void listen();
    Async<void> accept_all();
    void admit(tcp::socket socket);
    void leave(Session* session, const std::string& peer);
    void begin_stop(std::chrono::milliseconds grace);
    void abort_all();

    ServerOptions options;
    Router router;
    std::optional<ServerCertificate> certificate;
    Lane plain;
    Lane streams; ///< of their own, so that slow uploads never hold up anything else
    RequestIds ids;
    std::unordered_set<Session*> sessions;
    std::unordered_map<std::string, std::size_t> per_address;
    bool stopping = false;
    asio::io_context io{1};
    tcp::acceptor acceptor{io};
    asio::steady_timer patience{io}; ///< runs while the server stops
    tcp::endpoint bound;
    std::once_flag stopped;
    std::thread thread;
};

/// One connection, from handshake to close. Lives in its coroutine, on the I/O thread; a handler that reads a
/// stream reaches it from a worker, but only by asking the I/O thread.
class Session {
public:
    Session(Site& site, tcp::socket socket, std::string peer, bool welcome)
        : site_(site), limits_(site.options.limits), wire_(std::move(socket)), peer_(std::move(peer)),
          welcome_(welcome)
    {
        site_.sessions.insert(this);
    }
    ~Session() { site_.leave(this, welcome_ ? peer_ : std::string()); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    Async<void> run();
    void abort() { wire_.abort(); }
    bool is_idle() const { return idle_; }

    /// What came of waiting for a piece of the body.
    struct Piece {
        BodyDecoder::State state = BodyDecoder::State::partial;
        std::optional<Refusal> refusal;
    };
    /// Appends what can be had of the body to `out`, at least a byte unless it is over.
    Async<Piece> next_piece(std::string& out);
    Site& site() { return site_; }

private:
    struct Arrival {
        std::size_t size = 0; ///< 0 without refusal: nothing to answer
        std::optional<Refusal> refusal;
    };
    /// One request and its answer; lives in the coroutine that answers it.
    struct Turn;
    struct HandOver;

    Async<bool> enter_tls();
    Async<bool> exchange();
    Async<Arrival> head_arrives();
    Async<bool> answer(Head head);
    Async<void> prepare(Turn& turn, const Head& head);
    Async<std::optional<Refusal>> read_whole(std::string& body, std::size_t most);
    Async<void> dispatch(Turn& turn);
    Async<bool> respond(Turn& turn);
    Async<bool> refuse(Refusal refusal);

    Site& site_;
    const Limits& limits_;
    Wire wire_;
    std::string in_;   ///< what has arrived and is not used yet
    std::string peer_; ///< address
    bool welcome_;     ///< false: over the limit of connections
    bool idle_ = true;
    bool told_ = false;                  ///< the last thing done was an answer that closes
    std::optional<BodyDecoder> decoder_; ///< of the request at hand
    bool continue_due_ = false;          ///< the peer waits for `100 Continue`
    Clock::time_point whole_by_;         ///< when a body that is not streamed must be complete
};

/// The body of the request at hand, for its handler's thread.
class LiveBody : public BodyStream {
public:
    explicit LiveBody(Session& session) : session_(session) {}

    bool read(std::string& out) override
    {
        if (over_)
            return false;
        std::size_t before = out.size();
        auto& io = session_.site().io;
        Session::Piece piece = asio::co_spawn(io, session_.next_piece(out), asio::use_future).get();
        if (piece.refusal) {
            bool slow = piece.refusal->status == 408;
            throw Error(slow ? Errc::unavailable : Errc::invalid_argument,
                        std::string(piece.refusal->detail));
        }
        over_ = piece.state == BodyDecoder::State::complete;
        return out.size() > before;
    }

private:
    Session& session_;
    bool over_ = false;
};

struct Session::Turn {
    Request request;
    Router::Found found;
    Response response;
    std::optional<LiveBody> live;
    bool keep_alive = true;
    bool answered = false; ///< the response is made, no handler needed
    Clock::time_point began = Clock::now();

    void refuse(Response with)
    {
        response = std::move(with);
        answered = true;
    }

    void observe(const Site& site) const
    {
        if (site.options.observe)
            site.options.observe(found.pattern, response.status,
                                 std::chrono::duration<double>(Clock::now() - began).count());
    }
};

/// Runs a turn's handler on a lane, and the coroutine's completion back on the I/O thread.
struct Session::HandOver {
    template <class Completion>
    void operator()(Completion&& completion, Lane* lane, Site* site, Turn* turn) const
    {
        auto home = asio::make_work_guard(site->io);
        asio::post(lane->pool,
                   [site, turn, home, completion = std::forward<Completion>(completion)]() mutable {
                       turn->response = site->router.handle(turn->found, turn->request);
                       turn->observe(*site);
                       asio::post(home.get_executor(), std::move(completion));
                   });
    }
};

Async<void> Session::run()
{
    bool go_on = !site_.certificate || co_await enter_tls();
    if (go_on && !welcome_) {
        co_await refuse({503, "too many connections, try again later"});
        go_on = false;
    }
    while (go_on)
        go_on = co_await exchange();
    if (told_)
        co_await wire_.finish();
}

Async<bool> Session::enter_tls()
{
    wire_.expires_after(limits_.header_time);
    Code code = co_await wire_.accept_tls(site_.certificate->current());
    if (!code)
        co_return true;
    if (wire_.tls_session() == nullptr)
        co_await refuse({400, "this port speaks TLS, use https://"});
    co_return false;
}

Async<bool> Session::exchange()
{
    idle_ = true;
    Arrival arrival = co_await head_arrives();
    idle_ = false;
    if (arrival.refusal)
        co_return co_await refuse(*arrival.refusal);
    if (arrival.size == 0)
        co_return false;
    auto head = read_head(std::string_view(in_).substr(0, arrival.size), limits_);
    in_.erase(0, arrival.size);
    if (!head)
        co_return co_await refuse(head.error());
    co_return co_await answer(std::move(*head));
}

Async<Session::Arrival> Session::head_arrives()
{
    wire_.expires_after(limits_.idle_time);
    for (bool begun = false;;) {
        auto size = head_size(in_, limits_);
        if (!size)
            co_return Arrival{0, size.error()};
        if (*size > 0)
            co_return Arrival{*size, std::nullopt};
        if (site_.stopping)
            co_return Arrival{};
        if (!begun && !in_.empty()) {
            wire_.expires_after(limits_.header_time);
            begun = true;
        }
        Code code = co_await wire_.read_some(in_, head_read_bytes);
        if (code == asio::error::timed_out && begun)
            co_return Arrival{0, Refusal{408, "the head of the request did not arrive in time"}};
        if (code)
            co_return Arrival{};
    }
}

Async<bool> Session::answer(Head head)
{
    Turn turn;
    turn.keep_alive = head.keep_alive;
    decoder_.emplace(head);
    continue_due_ = head.expects_continue;
    co_await prepare(turn, head);
    if (!turn.answered)
        co_await dispatch(turn);
    // A body that nobody read leaves the connection in the middle of it.
    std::string rest;
    if (turn.keep_alive && decoder_->take(in_, rest) != BodyDecoder::State::complete)
        turn.keep_alive = false;
    co_return co_await respond(turn);
}

/// Everything before the handler; where it answers, the handler is not asked.
Async<void> Session::prepare(Turn& turn, const Head& head)
{
    turn.request = make_request(head);
    turn.request.peer = peer_;
    turn.request.request_id = site_.ids.next(head.headers);
    Result<Router::Found> found = site_.router.find(head.method, head.path);
    if (!found)
        co_return turn.refuse(problem(400, found.error().what()));
    turn.found = std::move(*found);
    Result<Fields> query = parse_query(head.query);
    if (!query)
        co_return turn.refuse(problem(400, query.error().what()));
    turn.request.query = std::move(*query);
    turn.request.params = turn.found.params;
    if (auto early = early_answer(head, turn.found))
        co_return turn.refuse(std::move(*early));
    if (is_streamed(turn.request, turn.found.body)) {
        turn.request.stream = &turn.live.emplace(*this);
        co_return;
    }
    std::optional<Refusal> refusal;
    if (head.length > turn.found.body.max_bytes)
        refusal = Refusal{413, "the body is larger than this path takes"};
    else
        refusal = co_await read_whole(turn.request.body, turn.found.body.max_bytes);
    if (refusal)
        turn.refuse(problem(refusal->status, refusal->detail));
}

Async<std::optional<Refusal>> Session::read_whole(std::string& body, std::size_t most)
{
    whole_by_ = Clock::now() + limits_.request_time;
    for (;;) {
        Piece piece = co_await next_piece(body);
        if (piece.refusal)
            co_return piece.refusal;
        if (body.size() > most)
            co_return Refusal{413, "the body is larger than this path takes"};
        if (piece.state == BodyDecoder::State::complete)
            co_return std::nullopt;
    }
}

Async<Session::Piece> Session::next_piece(std::string& out)
{
    std::size_t before = out.size();
    for (;;) {
        Piece piece{decoder_->take(in_, out), std::nullopt};
        if (piece.state == BodyDecoder::State::broken)
            piece.refusal = decoder_->refusal();
        if (piece.state != BodyDecoder::State::partial || out.size() > before)
            co_return piece;
        if (continue_due_) {
            continue_due_ = false;
            co_await wire_.write("HTTP/1.1 100 Continue\r\n\r\n", {}, limits_.progress_time);
        }
        wire_.expires_at(std::min(Clock::now() + limits_.progress_time, whole_by_));
        Code code = co_await wire_.read_some(in_, body_read_bytes);
        if (code == asio::error::timed_out)
            piece.refusal = Refusal{408, "the body did not arrive in time"};
        else if (code)
            piece.refusal = Refusal{400, "the body ended early"};
        if (piece.refusal)
            co_return piece;
    }
}

Async<void> Session::dispatch(Turn& turn)
{
    Lane& lane = turn.live ? site_.streams : site_.plain;
    if (lane.in_hand >= lane.size + limits_.waiting) {
        Response busy = problem(503, "all workers are busy, try again");
        busy.headers.emplace_back("Retry-After", "1");
        co_return turn.refuse(std::move(busy));
    }
    whole_by_ = Clock::time_point::max();
    wire_.expires_at(Clock::time_point::max());
    ++lane.in_hand;
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(HandOver{}, asio::use_awaitable,
                                                                         &lane, &site_, &turn);
    --lane.in_hand;
}

Async<bool> Session::respond(Turn& turn)
{
    if (turn.answered)
        turn.observe(site_);
    bool keep_alive = turn.keep_alive && !site_.stopping;
    const Response& response = turn.response;
    bool body = has_body(response.status) && turn.request.method != Method::head;
    AnswerFrame frame{turn.request.request_id, keep_alive, site_.certificate.has_value()};
    Code code = co_await wire_.write(answer_head(response, frame),
                                     body ? std::string_view(response.body) : "", limits_.progress_time);
    told_ = !code && !keep_alive;
    co_return !code && keep_alive;
}

Async<bool> Session::refuse(Refusal refusal)
{
    Turn turn;
    turn.keep_alive = false;
    turn.request.request_id = site_.ids.next(turn.request.headers);
    turn.refuse(problem(refusal.status, refusal.detail));
    if (refusal.status == 503)
        turn.response.headers.emplace_back("Retry-After", "1");
    co_return co_await respond(turn);
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

Site::Site(const ServerOptions& wanted, Router routes)
    : options(wanted), router(std::move(routes)), plain(wanted.workers), streams(wanted.workers)
{
    if (!options.tls_certificate.empty())
        certificate.emplace(options.tls_certificate, options.tls_key);
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
    while (!stopping) {
        tcp::socket socket(io);
        auto [code] = co_await acceptor.async_accept(socket, as_result);
        if (stopping)
            co_return;
        if (!code) {
            admit(std::move(socket));
            continue;
        }
        // Mostly too many open files: without a pause this would spin until one closes.
        log::warn("cannot accept a connection", {{"reason", code.message()}});
        pause.expires_after(accept_pause);
        co_await pause.async_wait(as_result);
    }
}

void Site::admit(tcp::socket socket)
{
    Code code;
    tcp::endpoint endpoint = socket.remote_endpoint(code);
    if (code || sessions.size() >= options.limits.connections + turned_away_at_once)
        return;
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

} // namespace

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
