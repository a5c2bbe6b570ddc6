// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace colophon::service {

/// The lease of a pipeline is held by another run.
class LeaseHeld : public Error {
public:
    explicit LeaseHeld(store::LeaseRecord by);
    const store::LeaseRecord& by() const { return by_; }

private:
    store::LeaseRecord by_;
};

/// The lease is no longer the caller's: another run took it, or it was given back.
class LeaseLost : public Error {
public:
    LeaseLost();
};

/// Which run may write for which pipeline. Deadlines go by a clock that nobody sets. A run that is late keeps
/// its lease until another run wants it. Secrets are told once and known by their hashes. Safe to use from
/// many threads.
class Leases {
public:
    using Clock = std::chrono::steady_clock;

    Leases(std::chrono::milliseconds time, std::function<Clock::time_point()> now);

    /// What stood in the store when the server started: the run may go on, if it comes in time.
    void restore(const std::string& pipeline, store::LeaseRecord record);

    struct Taken {
        std::string secret;
        store::LeaseRecord record; ///< with the hash of the secret
    };
    enum class SameRun { takes_over, waits };
    /// Throws LeaseHeld. A run that takes its own lease over keeps the time since when it holds it.
    Taken take(const std::string& pipeline, store::LeaseRecord wanted, SameRun same_run);

    /// Throws LeaseLost; otherwise the lease lasts from now.
    store::LeaseRecord renew(const std::string& pipeline, const std::string& secret);
    /// Of whichever pipeline.
    store::LeaseRecord renew(const std::string& secret);
    /// Nothing happens where the lease is another's.
    void free(const std::string& pipeline, const std::string& secret);

    /// Who holds it; nothing where nobody does, or nobody in time.
    std::optional<store::LeaseRecord> holder(const std::string& pipeline) const;
    /// How many are held in time.
    std::size_t held() const;

private:
    struct Held {
        store::LeaseRecord record;
        Clock::time_point until;
    };
    Clock::time_point now() const { return now_ ? now_() : Clock::now(); }

    std::chrono::milliseconds time_;
    std::function<Clock::time_point()> now_;
    mutable std::mutex mutex_;
    std::map<std::string, Held, std::less<>> held_; ///< by pipeline
};

} // namespace colophon::service
