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

int SignalGate::wait() const
{
    int signal = 0;
    sigwait(&signals_, &signal);
    return signal;
}

std::optional<int> SignalGate::wait_for(std::chrono::seconds time) const
{
    const auto end = std::chrono::steady_clock::now() + time;
    for (auto left = std::chrono::nanoseconds(time); left.count() > 0;
         left = end - std::chrono::steady_clock::now()) {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
        const timespec most{seconds.count(), (left - seconds).count()};
        if (const int signal = sigtimedwait(&signals_, nullptr, &most); signal > 0)
            return signal;
    }
    return std::nullopt;
}

void SignalGate::wake() const
{
    ::kill(::getpid(), SIGTERM);
}

SignalWatch::SignalWatch(std::function<void(int)> tell) : tell_(std::move(tell)), thread_([this] { run(); })
{
}

SignalWatch::~SignalWatch()
{
    done_ = true;
    // The thread waits for it and does not die of it.
    pthread_kill(thread_.native_handle(), SIGTERM); // NOLINT(bugprone-bad-signal-to-kill-thread)
    thread_.join();
}

void SignalWatch::run()
{
    bool told = false;
    while (true) {
        const int signal = gate_.wait();
        if (done_)
            return;
        if (told)
            ::_exit(exit_code_of_signal(signal));
        told = true;
        tell_(signal);
    }
}

} // namespace colophon::app
