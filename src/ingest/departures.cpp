// SPDX-License-Identifier: Apache-2.0
#include "ingest/departures.hpp"

#include <map>
#include <unordered_map>
#include <unordered_set>

namespace colophon::ingest {
namespace {

constexpr std::size_t page_size = 10'000;

/// Calls `visit` for every claim, by URN.
template <class Visit> void for_each_claim(PipelineState& state, Visit visit)
{
    std::string after;
    while (true) {
        const std::vector<ClaimedEntity> page = state.claims_after(after, page_size);
        if (page.empty())
            return;
        for (const ClaimedEntity& claim : page)
            visit(claim);
        if (page.back().urn.str() <= after)
            throw Error(Errc::internal, "the server's claims are out of order: " + after);
        after = page.back().urn.str();
    }
}

class Search {
public:
    Search(PipelineState& state, const SeenEntities& seen) : state_(state), seen_(seen) {}

    Departures run(bool know_renames)
    {
        for_each_claim(state_, [this](const ClaimedEntity& claim) { take(claim); });
        if (know_renames)
            find_renames();
        for (const ClaimedEntity& claim : found_.vanished)
            ++losses_[claim.container].vanished;
        for (auto& [container, loss] : losses_) {
            loss.container = container;
            found_.losses.push_back(std::move(loss));
        }
        return std::move(found_);
    }

private:
    void take(const ClaimedEntity& claim)
    {
        const auto seen = seen_.find(claim.urn);
        if (!seen || seen->claimed_before)
            ++losses_[claim.container].members;
        if (!seen)
            found_.vanished.push_back(claim);
        else if (seen->container != claim.container || seen->stable_id != claim.stable_id)
            found_.corrections.push_back({claim.urn, seen->container, seen->stable_id});
    }

    /// A vanished entity's stable id that is that of an entity seen in this run tells its new name. What an
    /// earlier run, broken off, wrote under the new name stands among the claims already.
    void find_renames()
    {
        for (std::size_t i = 0; i < found_.vanished.size(); ++i)
            if (!found_.vanished[i].stable_id.empty())
                by_id_.emplace(found_.vanished[i].stable_id, i);
        for (const SeenEntities::Newcomer& newcomer : seen_.newcomers())
            match(newcomer.urn, newcomer.stable_id);
        if (!by_id_.empty())
            for_each_claim(state_, [this](const ClaimedEntity& claim) {
                if (const auto seen = seen_.find(claim.urn))
                    match(claim.urn, seen->stable_id);
            });
        std::erase_if(found_.vanished,
                      [this](const ClaimedEntity& claim) { return renamed_.contains(claim.urn); });
    }

    void match(const Urn& to, const std::string& stable_id)
    {
        const auto row = by_id_.find(stable_id);
        if (row == by_id_.end())
            return;
        const Urn& from = found_.vanished[row->second].urn;
        if (from.type() != to.type())
            return;
        found_.renames.push_back({from, to});
        renamed_.insert(from);
        by_id_.erase(row);
    }

    PipelineState& state_;
    const SeenEntities& seen_;
    Departures found_;
    std::unordered_map<std::string, std::size_t> by_id_; ///< vanished entities whose new name is sought
    std::unordered_set<Urn> renamed_;
    std::map<std::optional<Urn>, ContainerLoss> losses_;
};

} // namespace

Departures find_departures(PipelineState& state, const SeenEntities& seen, bool know_renames)
{
    return Search(state, seen).run(know_renames);
}

} // namespace colophon::ingest
