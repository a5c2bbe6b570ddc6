// SPDX-License-Identifier: Apache-2.0
#include "service/leases.hpp"

#include "auth/token.hpp"
#include "core/fingerprint.hpp"

#include <algorithm>
#include <colophon/error.hpp>

namespace colophon::service {
namespace {

std::string new_secret()
{
    auth::Digest random{};
    std::copy_n(auth::random_bytes(random.size()).begin(), random.size(), random.begin());
    return auth::hex(random);
}

} // namespace

LeaseHeld::LeaseHeld(store::LeaseRecord by)
    : Error(Errc::conflict, "another run of the pipeline is at work, wait for it or end it: " + by.run_id +
                                " (" + by.holder + ")"),
      by_(std::move(by))
{
}

LeaseLost::LeaseLost()
    : Error(Errc::conflict, "the lease is lost, another run may have taken it: start the run again", "lease")
{
}

Leases::Leases(std::chrono::milliseconds time, std::function<Clock::time_point()> now)
    : time_(time), now_(std::move(now))
{
}

void Leases::restore(const std::string& pipeline, store::LeaseRecord record)
{
    const std::lock_guard lock(mutex_);
    held_.insert_or_assign(pipeline, Held{std::move(record), now() + time_});
}

Leases::Taken Leases::take(const std::string& pipeline, store::LeaseRecord wanted, SameRun same_run)
{
    Taken taken{new_secret(), std::move(wanted)};
    taken.record.secret_hash = fingerprint(taken.secret);
    const std::lock_guard lock(mutex_);
    const auto moment = now();
    const auto known = held_.find(pipeline);
    if (known != held_.end() && moment < known->second.until) {
        const auto& by = known->second.record;
        if (same_run == SameRun::waits || by.run_id != taken.record.run_id ||
            by.holder != taken.record.holder)
            throw LeaseHeld(by);
        taken.record.since_ms = by.since_ms;
    }
    held_.insert_or_assign(pipeline, Held{taken.record, moment + time_});
    return taken;
}

store::LeaseRecord Leases::renew(const std::string& pipeline, const std::string& secret)
{
    const auto hash = fingerprint(secret);
    const std::lock_guard lock(mutex_);
    const auto known = held_.find(pipeline);
    if (known == held_.end() || known->second.record.secret_hash != hash)
        throw LeaseLost();
    known->second.until = now() + time_;
    return known->second.record;
}

store::LeaseRecord Leases::renew(const std::string& secret)
{
    const auto hash = fingerprint(secret);
    const std::lock_guard lock(mutex_);
    const auto known = std::find_if(held_.begin(), held_.end(), [&](const auto& entry) {
        return entry.second.record.secret_hash == hash;
    });
    if (known == held_.end())
        throw LeaseLost();
    known->second.until = now() + time_;
    return known->second.record;
}

void Leases::free(const std::string& pipeline, const std::string& secret)
{
    const auto hash = fingerprint(secret);
    const std::lock_guard lock(mutex_);
    const auto known = held_.find(pipeline);
    if (known != held_.end() && known->second.record.secret_hash == hash)
        held_.erase(known);
}

std::optional<store::LeaseRecord> Leases::holder(const std::string& pipeline) const
{
    const std::lock_guard lock(mutex_);
    const auto known = held_.find(pipeline);
    if (known == held_.end() || now() >= known->second.until)
        return std::nullopt;
    return known->second.record;
}

std::size_t Leases::held() const
{
    const std::lock_guard lock(mutex_);
    const auto moment = now();
    return static_cast<std::size_t>(std::count_if(
        held_.begin(), held_.end(), [&](const auto& entry) { return moment < entry.second.until; }));
}

} // namespace colophon::service
