// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <optional>
#include <thread>

namespace colophon::app {

/// Takes SIGINT and SIGTERM out of the way of all threads made after it, so that one thread can wait for
/// them.
class SignalGate {
public:
    SignalGate();
    /// The signal that came.
    int wait() const;
    /// The same, but not for longer than `time`; nothing when none came.
    std::optional<int> wait_for(std::chrono::seconds time) const;
    /// Ends wait() as SIGTERM would. Safe from any thread.
    void wake() const;

private:
    sigset_t signals_;
};

/// Waits for signals on a thread of its own while it lives. The first one is told; the second ends the
/// process at once, for whoever does not want to wait until what is in hand is finished.
class SignalWatch {
public:
    explicit SignalWatch(std::function<void(int signal)> tell);
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

private:
    void run();

    SignalGate gate_;
    std::function<void(int)> tell_;
    std::atomic<bool> done_ = false;
    std::thread thread_;
};

/// As shells have it: 130 for SIGINT, 143 for SIGTERM.
inline int exit_code_of_signal(int signal)
{
    return 128 + signal;
}

} // namespace colophon::app
