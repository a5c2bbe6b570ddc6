// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/body.hpp"
#include "http/request.hpp"
#include "http/server.hpp"
#include "http/wire.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <unordered_set>

/// Private to this folder: the server's inside, shared by server.cpp and session.cpp.
namespace colophon::http {

class Session;

/// A worker pool and how much of it is spoken for. What is in hand is counted by the I/O thread alone.
struct Lane {
    Lane(unsigned workers, Traffic::Lane& figures_) : size(workers), figures(figures_), pool(workers)
    {
        figures.workers.set(workers);
    }
    std::size_t size;
    Traffic::Lane& figures;
    boost::asio::thread_pool pool;
};

/// What all sessions share. Everything but the two pools belongs to the I/O thread once it runs.
struct Site {
    Site(const ServerOptions& wanted, Router routes);

    void listen();
    Wire::Async<void> accept_all();
    void admit(boost::asio::ip::tcp::socket socket);
    void leave(Session* session, const std::string& peer);
    void begin_stop(std::chrono::milliseconds grace);
    void abort_all();

    ServerOptions options;
    Router router;
    std::shared_ptr<Traffic> traffic;
    std::optional<ServerCertificate> certificate;
    Lane plain;
    Lane streams; ///< of their own, so that slow uploads never hold up anything else
    RequestIds ids;
    std::unordered_set<Session*> sessions;
    std::unordered_map<std::string, std::size_t> per_address;
    bool draining = false; ///< what is answered ends its connection
    bool stopping = false;
    boost::asio::io_context io{1};
    boost::asio::ip::tcp::acceptor acceptor{io};
    boost::asio::steady_timer patience{io}; ///< runs while the server stops
    boost::asio::ip::tcp::endpoint bound;
    std::once_flag stopped;
    std::thread thread;
};

/// One connection, from handshake to close. Lives in its coroutine, on the I/O thread; a handler that reads a
/// stream reaches it from a worker, but only by asking the I/O thread.
class Session {
public:
    Session(Site& site, boost::asio::ip::tcp::socket socket, std::string peer, bool welcome)
        : site_(site), limits_(site.options.limits), wire_(std::move(socket)), peer_(std::move(peer)),
          welcome_(welcome)
    {
        site_.sessions.insert(this);
        site_.traffic->open_connections.add(1);
    }
    ~Session() { site_.leave(this, welcome_ ? peer_ : std::string()); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    Wire::Async<void> run();
    void abort() { wire_.abort(); }
    bool is_idle() const { return idle_; }

    /// What came of waiting for a piece of the body.
    struct Piece {
        BodyDecoder::State state = BodyDecoder::State::partial;
        std::optional<Refusal> refusal;
    };
    /// Appends what can be had of the body to `out`, at least a byte unless it is over.
    Wire::Async<Piece> next_piece(std::string& out);
    Site& site() { return site_; }

private:
    struct Arrival {
        std::size_t size = 0; ///< 0 without refusal: nothing to answer
        std::optional<Refusal> refusal;
    };
    /// One request and its answer; lives in the coroutine that answers it.
    struct Turn;
    struct HandOver;
    struct Draw;

    Wire::Async<bool> enter_tls();
    Wire::Async<bool> exchange();
    Wire::Async<Arrival> head_arrives();
    Wire::Async<bool> answer(Head head);
    Wire::Async<void> prepare(Turn& turn, const Head& head);
    Wire::Async<std::optional<Refusal>> read_whole(std::string& body, std::size_t most);
    Wire::Async<void> dispatch(Turn& turn);
    Wire::Async<bool> respond(Turn& turn);
    Wire::Async<Wire::Code> send_source(Turn& turn);
    Wire::Async<bool> refuse(Refusal refusal);

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
    Wire::Clock::time_point whole_by_;   ///< when a body that is not streamed must be complete
};

} // namespace colophon::http
