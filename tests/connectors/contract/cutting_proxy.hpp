// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace colophon::contract {

struct Endpoint {
    std::string host;
    std::uint16_t port = 0;
};

/// When a CuttingProxy does what.
struct CuttingPlan {
    enum class Then {
        cut,
        stall ///< the connection stays open and silent
    };
    /// Counted from 1 over all connections. At this one the server is reached, but no more than
    /// `answer_bytes` of what it says come back; with 0 it is not reached either.
    std::uint64_t turn = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t answer_bytes = 0;
    Then then = Then::cut;
    /// Hears what the client says before the server does; called by the proxy's thread.
    std::function<void(std::string_view)> listen = {};
};

/// Stands between a client and its server, counts when the client speaks after the server did (a turn: a
/// statement, whatever the protocol) and cuts every connection at the one it was told, for good: whoever
/// connects afterwards is turned away. Its members may be called from any thread.
class CuttingProxy {
public:
    explicit CuttingProxy(Endpoint server, CuttingPlan plan = {});
    ~CuttingProxy();
    CuttingProxy(const CuttingProxy&) = delete;
    CuttingProxy& operator=(const CuttingProxy&) = delete;

    Endpoint endpoint() const { return {"127.0.0.1", port_}; }
    std::uint64_t turns() const { return turns_; }
    std::uint64_t bytes() const { return bytes_; } ///< of the server's answers

private:
    struct Pair;

    void serve(const std::stop_token& stop);
    void accept_one(std::vector<Pair>& pairs);
    bool from_client(Pair& pair);
    bool from_server(Pair& pair);
    bool over() const
    {
        return turns_ >= plan_.turn && (plan_.answer_bytes == 0 || answered_ >= plan_.answer_bytes);
    }

    Endpoint server_;
    CuttingPlan plan_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::uint64_t answered_ = 0; ///< bytes since the turn began; the thread's own
    std::atomic<std::uint64_t> turns_ = 0;
    std::atomic<std::uint64_t> bytes_ = 0;
    std::jthread thread_;
};

} // namespace colophon::contract
