// SPDX-License-Identifier: Apache-2.0
#include "ingest/batching_emitter.hpp"

#include "core/text.hpp"
#include "ingest/timestamp.hpp"

namespace colophon::ingest {

BatchingEmitter::BatchingEmitter(RunReport& report, BatchQueue& queue, const RunOptions& options)
    : report_(report), queue_(queue), options_(options)
{
}

void BatchingEmitter::emit(Proposal proposal)
{
    if (options_.stop.stop_requested())
        throw Error(Errc::unavailable, "the run was interrupted");
    count(proposal);
    if (!is_utf8(proposal.aspect.json)) {
        report_.rejected.add({0, proposal.urn.str(), proposal.aspect.name, {}, "the aspect is not UTF-8"});
        return;
    }
    proposal.system.run_id = report_.run_id;
    proposal.system.pipeline_name = report_.pipeline_name;
    proposal.system.last_observed_ms = epoch_ms(options_.now());
    bytes_ += proposal.urn.str().size() + proposal.aspect.json.size();
    batch_.push_back(std::move(proposal));
    if (batch_.size() >= options_.limits.records || bytes_ >= options_.limits.bytes)
        flush();
}

void BatchingEmitter::warn(std::string_view subject, std::string_view message)
{
    report_.warnings.add(subject, message);
}

void BatchingEmitter::fail(std::string_view subject, std::string_view message)
{
    report_.failures.add(subject, message);
}

void BatchingEmitter::progress(std::string_view stage, std::uint64_t done, std::uint64_t total)
{
    if (options_.progress != nullptr)
        options_.progress->stage(stage, done, total);
}

void BatchingEmitter::flush()
{
    if (batch_.empty())
        return;
    Batch full = std::exchange(batch_, {});
    bytes_ = 0;
    if (!queue_.push(std::move(full)))
        throw Error(Errc::unavailable, "the sink has ended");
}

void BatchingEmitter::count(const Proposal& proposal)
{
    ++report_.read;
    ++report_.aspects[proposal.aspect.name];
    if (proposal.urn.str() != last_urn_) {
        last_urn_ = proposal.urn.str();
        ++report_.entities[std::string(proposal.urn.type())];
    }
    if (options_.progress != nullptr)
        options_.progress->count_read();
}

} // namespace colophon::ingest
