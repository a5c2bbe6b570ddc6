// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <arpa/inet.h>
#include <cstdint>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace colophon::http::testing {

/// A socket that says exactly what a test wants, right or wrong. Blocking; gives up after ten seconds.
class RawConnection {
public:
    explicit RawConnection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0))
    {
        timeval patience{10, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        sockaddr_in peer{};
        peer.sin_family = AF_INET;
        peer.sin_port = htons(port);
        peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<sockaddr*>(&peer), sizeof peer) != 0) {
            ::close(socket_);
            throw std::runtime_error("cannot connect to the server under test");
        }
    }
    ~RawConnection() { ::close(socket_); }
    RawConnection(const RawConnection&) = delete;
    RawConnection& operator=(const RawConnection&) = delete;

    /// False when the peer no longer listens.
    bool say(std::string_view bytes)
    {
        while (!bytes.empty()) {
            ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

    /// Sends until the peer takes no more for a while; at most `size` bytes.
    std::size_t say_what_fits(std::size_t size)
    {
        const std::string block(64 * 1024, 'x');
        std::size_t sent = 0;
        for (pollfd ready{socket_, POLLOUT, 0}; sent < size && ::poll(&ready, 1, 200) == 1;) {
            ssize_t count = ::send(socket_, block.data(), std::min(block.size(), size - sent),
                                   MSG_NOSIGNAL | MSG_DONTWAIT);
            if (count <= 0)
                break;
            sent += static_cast<std::size_t>(count);
        }
        return sent;
    }

    void close_our_half() { ::shutdown(socket_, SHUT_WR); }

    /// One answer, by its Content-Length; what came of it before the connection ended.
    std::string answer(bool with_body = true)
    {
        std::size_t head = std::string::npos;
        while ((head = arrived_.find("\r\n\r\n")) == std::string::npos)
            if (!read_more())
                return take(arrived_.size());
        std::size_t size = head + 4 + (with_body ? length_in(arrived_.substr(0, head)) : 0);
        while (arrived_.size() < size)
            if (!read_more())
                break;
        return take(std::min(size, arrived_.size()));
    }

    /// Everything until the peer closes; throws when it does not, or resets instead.
    std::string rest()
    {
        while (read_more())
            ;
        if (failed_)
            throw std::runtime_error("the connection did not end in order");
        return take(arrived_.size());
    }

private:
    static std::size_t length_in(const std::string& head)
    {
        std::size_t at = head.find("Content-Length: ");
        return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
    }

    bool read_more()
    {
        char buffer[16 * 1024];
        ssize_t count = ::recv(socket_, buffer, sizeof buffer, 0);
        failed_ = failed_ || count < 0;
        if (count > 0)
            arrived_.append(buffer, static_cast<std::size_t>(count));
        return count > 0;
    }

    std::string take(std::size_t size)
    {
        std::string taken = arrived_.substr(0, size);
        arrived_.erase(0, size);
        return taken;
    }

    int socket_;
    std::string arrived_;
    bool failed_ = false;
};

} // namespace colophon::http::testing
