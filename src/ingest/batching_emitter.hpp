// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/batch_queue.hpp"
#include "ingest/pipeline.hpp"

#include <colophon/connector.hpp>

namespace colophon::ingest {

/// Gathers what the connector emits into batches, says on each proposal which run it is of, and counts. For
/// the one thread that extracts. emit() throws once the run was stopped or the queue abandoned.
class BatchingEmitter final : public Emitter {
public:
    /// All must outlive the emitter.
    BatchingEmitter(RunReport& report, BatchQueue& queue, const RunOptions& options);

    void emit(Proposal proposal) override;
    void warn(std::string_view subject, std::string_view message) override;
    void fail(std::string_view subject, std::string_view message) override;
    void progress(std::string_view stage, std::uint64_t done, std::uint64_t total) override;

    /// Sends what is gathered.
    void flush();

private:
    void count(const Proposal& proposal);

    RunReport& report_;
    BatchQueue& queue_;
    const RunOptions& options_;
    Batch batch_;
    std::size_t bytes_ = 0;
    std::string last_urn_;
};

} // namespace colophon::ingest
