// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace colophon::ingest {

/// Tells whoever waits how far a run is: a bar that is drawn over itself on a terminal, a line every ten
/// seconds elsewhere. Safe from many threads; tick() is what makes it speak, so that a source that answers
/// nothing for a minute does not look dead.
class Progress {
public:
    enum class Style { bar, heartbeat };
    using SteadyClock = std::function<std::chrono::steady_clock::time_point()>;

    static constexpr std::chrono::seconds heartbeat{10};
    static constexpr std::chrono::milliseconds redraw{200};

    /// `write` gets the bar's bytes, or one heartbeat line without its end.
    Progress(Style style, std::function<void(std::string_view)> write,
             SteadyClock now = &std::chrono::steady_clock::now);

    void stage(std::string_view name, std::uint64_t done, std::uint64_t total);
    void count_read() { add(1, 0); }
    void count_accepted(std::uint64_t records) { add(0, records); }

    /// Speaks when it is time to.
    void tick();
    /// Clears the bar.
    void finish();

private:
    void add(std::uint64_t read, std::uint64_t accepted);
    std::string bar() const;
    std::string line(std::chrono::steady_clock::time_point now) const;

    const Style style_;
    const std::function<void(std::string_view)> write_;
    const SteadyClock now_;
    const std::chrono::steady_clock::time_point begin_;
    mutable std::mutex mutex_;
    std::chrono::steady_clock::time_point spoke_;
    bool drawn_ = false;
    std::string stage_ = "connecting";
    std::uint64_t done_ = 0;
    std::uint64_t total_ = 0;
    std::uint64_t read_ = 0;
    std::uint64_t accepted_ = 0;
};

/// What suits standard error: a bar on a terminal, log lines elsewhere.
Progress progress_on_stderr();

} // namespace colophon::ingest
