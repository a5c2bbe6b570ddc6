// SPDX-License-Identifier: Apache-2.0
#include "http/session.hpp"

#include "core/log.hpp"
#include "http/answer.hpp"
#include "http/uri.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <future>

namespace colophon::http {

namespace asio = boost::asio;
using Clock = Wire::Clock;
using Code = Wire::Code;
template <class T> using Async = Wire::Async<T>;

namespace {

constexpr std::size_t head_read_bytes = 4u << 10;
constexpr std::size_t body_read_bytes = 64u << 10;
constexpr std::size_t idle_buffer_bytes = 16u << 10;

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
        bytes_ += out.size() - before;
        over_ = piece.state == BodyDecoder::State::complete;
        return out.size() > before;
    }

    std::uint64_t bytes() const { return bytes_; }

private:
    Session& session_;
    std::uint64_t bytes_ = 0;
    bool over_ = false;
};

std::vector<log::Member> log_members(const Request& request)
{
    std::vector<log::Member> members;
    members.reserve(4); // a handler adds who asks
    members.emplace_back("request", request.request_id);
    if (request.trace) {
        members.emplace_back("trace_id", request.trace->trace_id);
        members.emplace_back("span_id", request.trace->span_id);
    }
    return members;
}

TurnedAway reason_of(int status)
{
    switch (status) {
    case 503:
        return TurnedAway::connections;
    case 408:
        return TurnedAway::timeout;
    case 414:
    case 431:
        return TurnedAway::head_size;
    case 413:
        return TurnedAway::body_size;
    default:
        return TurnedAway::malformed;
    }
}

} // namespace

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

    /// Runs the handler. For the thread that may wait for it.
    void work(const Site& site)
    {
        const log::Scope scope(log_members(request));
        response = site.router.handle(found, request);
        observe(site);
    }

    /// Once for each answer, in its log scope, from the thread that made it.
    void observe(const Site& site) const
    {
        const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
        const std::uint64_t bytes = live ? live->bytes() : request.body.size();
        site.traffic->answered(found.route, response.status, seconds, bytes, body_size(response));
        log_access(site.options.access_log,
                   {request, found.pattern, response.status, seconds, bytes, body_size(response)});
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
                       turn->work(*site);
                       asio::post(home.get_executor(), std::move(completion));
                   });
    }
};

/// Makes the next piece of a turn's answer on a lane, and the coroutine's completion back on the I/O thread.
struct Session::Draw {
    struct Piece {
        std::string bytes;
        bool good = false;
    };

    template <class Completion>
    void operator()(Completion&& completion, Site* site, Turn* turn, Piece* piece) const
    {
        auto home = asio::make_work_guard(site->io);
        asio::post(site->streams.pool,
                   [turn, piece, home, completion = std::forward<Completion>(completion)]() mutable {
                       const log::Scope scope(log_members(turn->request));
                       piece->good = Router::next_piece(*turn->response.source, piece->bytes);
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
    site_.traffic->certificate_expires.set(site_.certificate->expires());
    if (!code)
        co_return true;
    site_.traffic->turned_away(TurnedAway::tls).add();
    if (wire_.tls_session() == nullptr)
        co_await refuse({400, "this port speaks TLS, use https://"});
    co_return false;
}

Async<bool> Session::exchange()
{
    // A large body leaves a large buffer, which thousands of idle connections cannot each keep.
    if (in_.empty() && in_.capacity() > idle_buffer_bytes)
        in_ = std::string();
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
    const Present in_flight(site_.traffic->in_flight);
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
    if (refusal) {
        site_.traffic->turned_away(reason_of(refusal->status)).add();
        turn.refuse(problem(refusal->status, refusal->detail));
    }
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
    if (turn.found.runs == Runs::at_once)
        co_return turn.work(site_);
    Lane& lane = turn.live ? site_.streams : site_.plain;
    if (static_cast<std::size_t>(lane.figures.in_hand.value()) >= lane.size + limits_.waiting) {
        site_.traffic->turned_away(TurnedAway::workers).add();
        Response busy = problem(503, "all workers are busy, try again");
        busy.headers.emplace_back("Retry-After", "1");
        co_return turn.refuse(std::move(busy));
    }
    whole_by_ = Clock::time_point::max();
    wire_.expires_at(Clock::time_point::max());
    const Present in_hand(lane.figures.in_hand);
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(HandOver{}, asio::use_awaitable,
                                                                         &lane, &site_, &turn);
}

Async<bool> Session::respond(Turn& turn)
{
    if (turn.answered) {
        const log::Scope scope(log_members(turn.request));
        turn.observe(site_);
    }
    bool keep_alive = turn.keep_alive && !site_.stopping && !site_.draining;
    const Response& response = turn.response;
    bool body = has_body(response.status) && turn.request.method != Method::head;
    AnswerFrame frame{turn.request.request_id, turn.request.trace ? &*turn.request.trace : nullptr,
                      keep_alive, site_.certificate.has_value()};
    Code code = co_await wire_.write(answer_head(response, frame),
                                     body ? std::string_view(response.body) : "", limits_.progress_time);
    if (response.source) {
        if (!code && body)
            code = co_await send_source(turn);
        // What it holds on to may take a moment to let go.
        asio::post(site_.streams.pool, [source = std::move(turn.response.source)] {});
    }
    told_ = !code && !keep_alive;
    co_return !code && keep_alive;
}

/// One piece at a time, so that a slow reader holds its source back and not our memory. Each piece must be
/// gone within its time: whoever takes a byte now and then would keep the source for ever.
Async<Code> Session::send_source(Turn& turn)
{
    const std::uint64_t size = turn.response.source->size();
    Code code;
    const Present in_hand(site_.streams.figures.in_hand);
    for (std::uint64_t sent = 0; sent < size && !code;) {
        Draw::Piece piece;
        wire_.expires_at(Clock::time_point::max());
        co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(Draw{}, asio::use_awaitable,
                                                                             &site_, &turn, &piece);
        sent += piece.bytes.size();
        if (!piece.good || sent > size) {
            code = asio::error::operation_aborted;
            break;
        }
        wire_.expires_after(limits_.source_time);
        code = co_await wire_.write({}, piece.bytes);
    }
    co_return code;
}

Async<bool> Session::refuse(Refusal refusal)
{
    Turn turn;
    turn.keep_alive = false;
    turn.request.peer = peer_;
    turn.request.request_id = site_.ids.next(turn.request.headers);
    site_.traffic->turned_away(reason_of(refusal.status)).add();
    turn.refuse(problem(refusal.status, refusal.detail));
    if (refusal.status == 503)
        turn.response.headers.emplace_back("Retry-After", "1");
    co_return co_await respond(turn);
}

} // namespace colophon::http
