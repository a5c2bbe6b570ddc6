// SPDX-License-Identifier: Apache-2.0
#include "http/scripted_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace colophon::http::testing {

namespace {

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int listen_anywhere()
{
    int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = loopback(0);
    ::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listener, 8);
    return listener;
}

std::uint16_t port_of(int listener)
{
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

/// Up to the blank line; what was there when the peer closed before it.
std::string read_head(int socket)
{
    std::string head;
    for (char c; !head.ends_with("\r\n\r\n") && ::recv(socket, &c, 1, 0) == 1;)
        head += c;
    return head;
}

bool pass_on(int from, int to)
{
    char buffer[16 * 1024];
    ssize_t count = ::recv(from, buffer, sizeof buffer, 0);
    if (count > 0)
        return ::send(to, buffer, static_cast<std::size_t>(count), MSG_NOSIGNAL) == count;
    ::shutdown(to, SHUT_WR);
    return false;
}

void relay(int left, int right)
{
    pollfd ends[] = {{left, POLLIN, 0}, {right, POLLIN, 0}};
    while ((ends[0].fd >= 0 || ends[1].fd >= 0) && ::poll(ends, 2, 10'000) > 0) {
        if (ends[0].revents != 0 && !pass_on(left, right))
            ends[0].fd = -1;
        if (ends[1].revents != 0 && !pass_on(right, left))
            ends[1].fd = -1;
    }
}

} // namespace

ScriptedServer::ScriptedServer(Scripts connections)
    : listener_(listen_anywhere()), port_(port_of(listener_)),
      thread_([this, scripts = std::move(connections)] {
          for (const auto& script : scripts)
              play(script);
      })
{
}

ScriptedServer::~ScriptedServer()
{
    ::shutdown(listener_, SHUT_RDWR);
    heads();
    ::close(listener_);
}

void ScriptedServer::play(const std::vector<std::string>& script)
{
    int socket = ::accept(listener_, nullptr, nullptr);
    for (const std::string& answer : script) {
        heads_.push_back(read_head(socket));
        ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
    ::close(socket);
}

std::vector<std::string> ScriptedServer::heads()
{
    if (thread_.joinable())
        thread_.join();
    return heads_;
}

ScriptedProxy::ScriptedProxy(std::uint16_t target, std::string answer)
    : listener_(listen_anywhere()), port_(port_of(listener_)),
      thread_([this, target, answer = std::move(answer)] { serve(target, answer); })
{
}

ScriptedProxy::~ScriptedProxy()
{
    ::shutdown(listener_, SHUT_RDWR);
    head();
    ::close(listener_);
}

void ScriptedProxy::serve(std::uint16_t target, const std::string& answer)
{
    int client = ::accept(listener_, nullptr, nullptr);
    head_ = read_head(client);
    ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
    int server = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = loopback(target);
    if (::connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
        relay(client, server);
    ::close(server);
    ::close(client);
}

std::string ScriptedProxy::head()
{
    if (thread_.joinable())
        thread_.join();
    return head_;
}

} // namespace colophon::http::testing
