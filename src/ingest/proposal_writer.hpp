// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/clock.hpp"
#include "ingest/batch_receiver.hpp"
#include "ingest/progress.hpp"
#include "ingest/run_report.hpp"

#include <colophon/sink.hpp>

namespace colophon::ingest {

/// Brings proposals to the sink in batches, says on each which run it is of, and counts what became of it.
/// For one thread.
class ProposalWriter final : public BatchReceiver {
public:
    struct Outcome {
        std::uint64_t sent = 0;
        std::uint64_t accepted = 0;
        std::uint64_t unchanged = 0;
        std::uint64_t position = 0;
        RunReport::Rejections rejected = {};
    };

    /// `system` is what every proposal says of its run; its time is asked for anew. `progress` may be null;
    /// all must outlive the writer.
    ProposalWriter(Sink& sink, SystemMetadata system, const BatchLimits& limits, Clock now,
                   Progress* progress);

    /// Every write of the groups, as it is: for sinks that keep nothing to compare with.
    void receive(Batch batch) override;

    void write(Proposal proposal);
    /// Sends what is gathered.
    void flush();
    const Outcome& outcome() const { return outcome_; }

private:
    Sink& sink_;
    SystemMetadata system_;
    const BatchLimits limits_;
    Clock now_;
    Progress* progress_;
    std::vector<Proposal> batch_;
    std::size_t bytes_ = 0;
    Outcome outcome_;
};

} // namespace colophon::ingest
