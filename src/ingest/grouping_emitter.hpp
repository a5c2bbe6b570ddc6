// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/batch_queue.hpp"
#include "ingest/pipeline.hpp"

#include <colophon/connector.hpp>

namespace colophon::ingest {

/// Checks what the connector emits, gathers what it says in a row about one entity, transforms it, and hands
/// it on in batches; counts. For the one thread that extracts. emit() throws once the run was stopped or the
/// queue abandoned.
class GroupingEmitter final : public Emitter {
public:
    /// All must outlive the emitter.
    GroupingEmitter(RunReport& report, BatchQueue& queue, const BatchLimits& limits,
                    const RunOptions& options);

    void emit(Proposal proposal) override;
    void identify(const Urn& urn, std::string_view stable_id) override;
    void warn(std::string_view subject, std::string_view message) override;
    void fail(std::string_view subject, std::string_view message) override;
    void progress(std::string_view stage, std::uint64_t done, std::uint64_t total) override;

    /// Sends what is gathered.
    void flush();

private:
    void begin_group(const Urn& urn);
    void restart_group();
    void end_group();
    void add(EntityGroup::Write write);
    void reject(const Urn& urn, const std::string& aspect, const Error& reason);
    void count(const Proposal& proposal);
    /// Brings what transformers made into the canonical form.
    void check_transformed();
    void push();

    RunReport& report_;
    BatchQueue& queue_;
    const BatchLimits limits_;
    const RunOptions& options_;
    Batch batch_;
    std::size_t records_ = 0;
    std::size_t bytes_ = 0;
    std::optional<EntityGroup> group_;
    std::size_t group_bytes_ = 0;
};

} // namespace colophon::ingest
