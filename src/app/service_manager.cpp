// SPDX-License-Identifier: Apache-2.0
#include "app/service_manager.hpp"

#include "core/log.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace colophon::app {
namespace {

/// False with errno set. `@` at the beginning of a name stands for the abstract name space.
bool send_datagram(std::string_view name, std::string_view text)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (name.size() >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return false;
    }
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name.front() == '@')
        address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0)
        return false;
    const auto sent = ::sendto(socket, text.data(), text.size(), MSG_NOSIGNAL,
                               reinterpret_cast<const sockaddr*>(&address), length);
    const int why = errno;
    ::close(socket);
    errno = why;
    return sent == static_cast<ssize_t>(text.size());
}

} // namespace

void tell_service_manager(std::string_view state)
{
    const char* name = std::getenv("NOTIFY_SOCKET"); // NOLINT(concurrency-mt-unsafe): nobody sets variables
    if (name == nullptr || *name == '\0')
        return;
    if (!send_datagram(name, state))
        log::warn("the service manager could not be told",
                  {{"state", std::string(state)}, {"reason", std::strerror(errno)}});
}

} // namespace colophon::app
