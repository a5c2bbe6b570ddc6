// SPDX-License-Identifier: Apache-2.0
#include "connectors/contract/cutting_proxy.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace colophon::contract {
namespace {

/// How soon the thread sees that it shall end.
constexpr int patience_ms = 20;

class Socket {
public:
    explicit Socket(int descriptor) : descriptor_(descriptor) {}
    Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Socket& operator=(Socket&& other) noexcept
    {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~Socket()
    {
        if (descriptor_ >= 0)
            close(descriptor_);
    }
    int get() const { return descriptor_; }

private:
    int descriptor_;
};

sockaddr_in address_of(const Endpoint& endpoint)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(endpoint.port);
    inet_pton(AF_INET, endpoint.host.c_str(), &address.sin_addr);
    return address;
}

bool send_all(int to, const char* data, std::size_t size)
{
    while (size > 0) {
        const ssize_t sent = send(to, data, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        data += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

} // namespace

struct CuttingProxy::Pair {
    Socket client;
    Socket server;
    bool client_spoke = false; ///< and the server has not answered yet
};

CuttingProxy::CuttingProxy(Endpoint server, CuttingPlan plan)
    : server_(std::move(server)), plan_(std::move(plan)),
      listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address = address_of({"127.0.0.1", 0});
    socklen_t size = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 16) != 0 ||
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("no port for the proxy");
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

CuttingProxy::~CuttingProxy()
{
    thread_.request_stop();
    thread_.join();
    close(listener_);
}

void CuttingProxy::accept_one(std::vector<Pair>& pairs)
{
    Socket client(accept(listener_, nullptr, nullptr));
    Socket server(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = address_of(server_);
    if (!over() && connect(server.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        pairs.push_back({std::move(client), std::move(server)});
}

bool CuttingProxy::from_client(Pair& pair)
{
    std::array<char, 65536> piece{};
    const ssize_t size = recv(pair.client.get(), piece.data(), piece.size(), 0);
    if (size <= 0)
        return false;
    if (!std::exchange(pair.client_spoke, true)) {
        ++turns_;
        answered_ = 0;
    }
    if (plan_.listen)
        plan_.listen({piece.data(), static_cast<std::size_t>(size)});
    if (over())
        return plan_.then == CuttingPlan::Then::stall;
    return send_all(pair.server.get(), piece.data(), static_cast<std::size_t>(size));
}

bool CuttingProxy::from_server(Pair& pair)
{
    std::array<char, 65536> piece{};
    const ssize_t received = recv(pair.server.get(), piece.data(), piece.size(), 0);
    if (received <= 0)
        return false;
    pair.client_spoke = false;
    std::uint64_t size = static_cast<std::uint64_t>(received);
    if (turns_ >= plan_.turn)
        size = std::min(size, plan_.answer_bytes - std::min(plan_.answer_bytes, answered_));
    answered_ += size;
    bytes_ += size;
    return send_all(pair.client.get(), piece.data(), size) &&
           (!over() || plan_.then == CuttingPlan::Then::stall);
}

void CuttingProxy::serve(const std::stop_token& stop)
{
    std::vector<Pair> pairs;
    while (!stop.stop_requested()) {
        std::vector<pollfd> watched{{listener_, POLLIN, 0}};
        for (const Pair& pair : pairs) {
            watched.push_back({pair.client.get(), POLLIN, 0});
            watched.push_back({pair.server.get(), POLLIN, 0});
        }
        if (poll(watched.data(), watched.size(), patience_ms) <= 0)
            continue;
        std::vector<Pair> open;
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            const bool alive = (watched[2 * i + 1].revents == 0 || from_client(pairs[i])) &&
                               (watched[2 * i + 2].revents == 0 || from_server(pairs[i]));
            if (alive)
                open.push_back(std::move(pairs[i]));
        }
        pairs = std::move(open);
        if (watched[0].revents != 0)
            accept_one(pairs);
        if (over() && plan_.then == CuttingPlan::Then::cut)
            pairs.clear();
    }
}

} // namespace colophon::contract
