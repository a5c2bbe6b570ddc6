// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <string>

namespace colophon::app {

/// Takes SIGINT and SIGTERM out of the way of all threads made after it, so that one thread can wait for
/// them.
class SignalGate {
public:
    SignalGate();
    /// The name of the signal that came.
    std::string wait() const;
    /// Ends wait() as SIGTERM would. Safe from any thread.
    void wake() const;

private:
    sigset_t signals_;
};

} // namespace colophon::app
