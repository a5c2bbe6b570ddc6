// SPDX-License-Identifier: Apache-2.0
#include "ingest/removal_guard.hpp"

#include <algorithm>
#include <cmath>

namespace colophon::ingest {
namespace {

void judge_containers(const RemovalLimits& limits, std::span<const ContainerLoss> losses, GuardRuling& ruling)
{
    for (const ContainerLoss& loss : losses) {
        const std::uint64_t allowed = allowed_removals(limits, loss.members);
        if (loss.vanished <= allowed)
            continue;
        ++ruling.excess_total;
        ruling.excess.push_back({loss, allowed});
    }
    if (ruling.excess_total == 0)
        return;
    std::stable_sort(ruling.excess.begin(), ruling.excess.end(),
                     [](const auto& a, const auto& b) { return a.loss.vanished > b.loss.vanished; });
    if (ruling.excess.size() > GuardRuling::kept)
        ruling.excess.erase(ruling.excess.begin() + GuardRuling::kept, ruling.excess.end());
    ruling.reasons.push_back(
        "more vanished from a container than one run may remove: " + std::to_string(ruling.excess_total) +
        (ruling.excess_total == 1 ? " container" : " containers"));
}

void judge_whole(const RemovalLimits& limits, std::uint64_t members, GuardRuling& ruling)
{
    if (limits.total && ruling.vanished > *limits.total)
        ruling.reasons.push_back(
            "more vanished than removals.total allows: " + std::to_string(ruling.vanished) + " of at most " +
            std::to_string(*limits.total));
    const double percent =
        members == 0 ? 0 : 100.0 * static_cast<double>(ruling.vanished) / static_cast<double>(members);
    if (limits.percent && percent > *limits.percent)
        ruling.reasons.push_back("more vanished than stateful_ingestion.fail_safe_threshold allows: " +
                                 std::to_string(ruling.vanished) + " of " + std::to_string(members));
}

} // namespace

std::uint64_t allowed_removals(const RemovalLimits& limits, std::uint64_t members)
{
    const double share = std::floor(static_cast<double>(members) * limits.share + 1e-9);
    return std::max(limits.count, static_cast<std::uint64_t>(share));
}

GuardRuling judge_removals(const RemovalLimits& limits, std::span<const ContainerLoss> losses,
                           std::span<const std::string> lost_scope)
{
    GuardRuling ruling;
    std::uint64_t members = 0;
    for (const ContainerLoss& loss : losses) {
        ruling.vanished += loss.vanished;
        members += loss.members;
    }
    if (ruling.vanished == 0)
        return ruling;
    if (!lost_scope.empty()) {
        ruling.lost_scope_total = lost_scope.size();
        ruling.lost_scope.assign(
            lost_scope.begin(),
            lost_scope.begin() + static_cast<std::ptrdiff_t>(std::min(lost_scope.size(), GuardRuling::kept)));
        ruling.reasons.push_back("permission lost, the account sees less than in the last run: " +
                                 std::to_string(lost_scope.size()) +
                                 (lost_scope.size() == 1 ? " grant" : " grants"));
    }
    judge_containers(limits, losses, ruling);
    judge_whole(limits, members, ruling);
    return ruling;
}

} // namespace colophon::ingest
