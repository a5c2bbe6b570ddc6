// SPDX-License-Identifier: Apache-2.0
#include "app/signals.hpp"

#include <pthread.h>
#include <unistd.h>

namespace colophon::app {

SignalGate::SignalGate()
{
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    std::signal(SIGPIPE, SIG_IGN); // a peer that went away is an error code, not the end of the server
}

std::string SignalGate::wait() const
{
    int signal = 0;
    sigwait(&signals_, &signal);
    return signal == SIGINT ? "SIGINT" : "SIGTERM";
}

void SignalGate::wake() const
{
    ::kill(::getpid(), SIGTERM);
}

} // namespace colophon::app
