// SPDX-License-Identifier: Apache-2.0
#include "ingest/proposal_writer.hpp"

#include "ingest/timestamp.hpp"

#include <algorithm>

namespace colophon::ingest {

ProposalWriter::ProposalWriter(Sink& sink, SystemMetadata system, const BatchLimits& limits, Clock now,
                               Progress* progress)
    : sink_(sink), system_(std::move(system)), limits_(limits), now_(std::move(now)), progress_(progress)
{
}

void ProposalWriter::receive(Batch batch)
{
    for (EntityGroup& group : batch) {
        std::string stable_id = std::move(group.stable_id);
        for (EntityGroup::Write& made : group.writes) {
            Proposal proposal{
                group.urn, std::move(made.aspect), made.change, {}, std::exchange(stable_id, {})};
            proposal.system.properties_json = std::move(made.properties_json);
            write(std::move(proposal));
        }
    }
    flush();
}

void ProposalWriter::write(Proposal proposal)
{
    std::string properties = std::move(proposal.system.properties_json);
    proposal.system = system_;
    proposal.system.last_observed_ms = epoch_ms(now_());
    proposal.system.properties_json = std::move(properties);
    bytes_ += proposal.urn.str().size() + proposal.aspect.json.size();
    batch_.push_back(std::move(proposal));
    if (batch_.size() >= limits_.records || bytes_ >= limits_.bytes)
        flush();
}

void ProposalWriter::flush()
{
    if (batch_.empty())
        return;
    const std::vector<Proposal> batch = std::exchange(batch_, {});
    bytes_ = 0;
    Sink::Written written = sink_.write(batch);
    outcome_.sent += batch.size();
    outcome_.accepted += written.accepted;
    outcome_.unchanged += written.unchanged;
    outcome_.position = std::max(outcome_.position, written.position);
    // A sink may list fewer than it refused.
    const std::uint64_t refused = batch.size() - std::min<std::uint64_t>(written.accepted, batch.size());
    const std::uint64_t unlisted = refused - std::min<std::uint64_t>(refused, written.rejected.size());
    for (Sink::Rejected& rejected : written.rejected)
        outcome_.rejected.add(std::move(rejected));
    outcome_.rejected.total += unlisted;
    if (progress_ != nullptr)
        progress_->count_accepted(written.accepted);
}

} // namespace colophon::ingest
