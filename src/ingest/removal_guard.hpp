// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/urn.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace colophon::ingest {

/// How much one run may remove without anybody having looked.
struct RemovalLimits {
    bool enabled = true;                     ///< false: nothing is ever removed
    double share = 0.1;                      ///< of a container's members,
    std::uint64_t count = 1;                 ///< or so many, whichever is more
    std::optional<std::uint64_t> total = {}; ///< of the whole run
    /// DataHub's fail_safe_threshold: of all that the pipeline had, in percent.
    std::optional<double> percent = {};
};

/// What a container would lose. Entities without one form a group of their own.
struct ContainerLoss {
    std::optional<Urn> container;
    std::uint64_t members = 0; ///< that the pipeline had there, those that vanished included
    std::uint64_t vanished = 0;
};

/// What the guard says about a run's removals.
struct GuardRuling {
    /// How many of the containers and lines are kept; the rest are counted.
    static constexpr std::size_t kept = 20;

    struct Excess {
        ContainerLoss loss;
        std::uint64_t allowed = 0;
    };
    std::uint64_t vanished = 0;
    std::vector<std::string> reasons = {}; ///< sentences; none: the removals may be made
    std::uint64_t excess_total = 0;        ///< containers that would lose more than they may
    std::vector<Excess> excess = {};       ///< the first of them, the largest losses first
    std::uint64_t lost_scope_total = 0;
    std::vector<std::string> lost_scope = {}; ///< what the account saw last time and sees no more

    bool tripped() const { return !reasons.empty(); }
};

/// How many a container of `members` may lose.
std::uint64_t allowed_removals(const RemovalLimits& limits, std::uint64_t members);

/// Judges what would vanish. `lost_scope` are the lines of the last run's scope that this one has not: what
/// the account cannot see any more is no removal.
GuardRuling judge_removals(const RemovalLimits& limits, std::span<const ContainerLoss> losses,
                           std::span<const std::string> lost_scope);

} // namespace colophon::ingest
