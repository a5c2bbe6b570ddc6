// SPDX-License-Identifier: Apache-2.0
#include "ingest/grouping_emitter.hpp"

#include "core/fingerprint.hpp"
#include "core/text.hpp"
#include "ingest/proposal_check.hpp"

#include <algorithm>

namespace colophon::ingest {
namespace {

/// An entity about which more is said in a row goes on in another group.
constexpr std::size_t most_writes = 1'000;

const EntityRegistry& registry()
{
    return EntityRegistry::builtin();
}

/// The source's name of an entity, or where it is longer than the catalog keeps or no text, what stands for
/// it.
std::string kept_stable_id(std::string_view stable_id)
{
    constexpr std::size_t longest = 500;
    return stable_id.size() <= longest && is_utf8(stable_id) ? std::string(stable_id)
                                                             : fingerprint(stable_id);
}

bool is_timeseries(const std::string& aspect)
{
    const AspectSpec* spec = registry().aspect(aspect);
    return spec != nullptr && spec->timeseries;
}

} // namespace

GroupingEmitter::GroupingEmitter(RunReport& report, BatchQueue& queue, const BatchLimits& limits,
                                 const RunOptions& options)
    : report_(report), queue_(queue), limits_(limits), options_(options)
{
}

void GroupingEmitter::emit(Proposal proposal)
{
    if (options_.stop.stop_requested())
        throw Error(Errc::unavailable, "the run was interrupted");
    begin_group(proposal.urn);
    count(proposal);
    auto aspect = check_proposal(registry(), proposal);
    if (!aspect) {
        reject(proposal.urn, proposal.aspect.name, aspect.error());
        return;
    }
    if (!proposal.stable_id.empty())
        group_->stable_id = kept_stable_id(proposal.stable_id);
    add({*std::move(aspect), proposal.change, false, std::move(proposal.system.properties_json)});
}

void GroupingEmitter::identify(const Urn& urn, std::string_view stable_id)
{
    begin_group(urn);
    group_->stable_id = kept_stable_id(stable_id);
}

void GroupingEmitter::warn(std::string_view subject, std::string_view message)
{
    report_.warnings.add(subject, message);
}

void GroupingEmitter::fail(std::string_view subject, std::string_view message)
{
    report_.failures.add(subject, message);
}

void GroupingEmitter::progress(std::string_view stage, std::uint64_t done, std::uint64_t total)
{
    if (options_.progress != nullptr)
        options_.progress->stage(stage, done, total);
}

void GroupingEmitter::begin_group(const Urn& urn)
{
    if (group_ && group_->urn == urn) {
        if (group_->writes.size() >= most_writes || group_bytes_ >= limits_.bytes)
            restart_group();
        return;
    }
    end_group();
    group_ = EntityGroup{urn, {}};
    ++report_.entities[std::string(urn.type())];
}

/// A later write of an aspect takes the place of an earlier one, unless it is of another kind: then both are
/// made, one after the other.
void GroupingEmitter::add(EntityGroup::Write write)
{
    EntityGroup::Write* earlier =
        is_timeseries(write.aspect.name) ? nullptr : group_->find(write.aspect.name);
    if (earlier != nullptr && earlier->change != write.change) {
        restart_group();
        earlier = nullptr;
    }
    group_bytes_ += write.aspect.json.size();
    if (earlier != nullptr)
        *earlier = std::move(write);
    else
        group_->writes.push_back(std::move(write));
}

void GroupingEmitter::restart_group()
{
    EntityGroup next{group_->urn, {}, group_->stable_id};
    end_group();
    group_ = std::move(next);
}

void GroupingEmitter::end_group()
{
    if (!group_)
        return;
    if (options_.transformers != nullptr && !options_.transformers->steps.empty()) {
        for (const auto& step : options_.transformers->steps)
            step->apply(*group_);
        check_transformed();
    }
    if (!group_->writes.empty()) {
        records_ += group_->writes.size();
        bytes_ += group_->urn.str().size() + group_bytes_;
        batch_.push_back(std::move(*group_));
    }
    group_.reset();
    group_bytes_ = 0;
    if (records_ >= limits_.records || bytes_ >= limits_.bytes)
        push();
}

void GroupingEmitter::check_transformed()
{
    group_bytes_ = 0;
    std::erase_if(group_->writes, [this](EntityGroup::Write& write) {
        auto aspect = check_proposal(registry(), {group_->urn, write.aspect, write.change});
        if (!aspect) {
            reject(group_->urn, write.aspect.name, aspect.error());
            return true;
        }
        write.aspect = *std::move(aspect);
        group_bytes_ += write.aspect.json.size();
        return false;
    });
}

void GroupingEmitter::reject(const Urn& urn, const std::string& aspect, const Error& reason)
{
    report_.rejected.add({0, urn.str(), aspect, reason.path(), reason.what()});
}

void GroupingEmitter::flush()
{
    end_group();
    push();
}

void GroupingEmitter::push()
{
    if (batch_.empty())
        return;
    Batch full = std::exchange(batch_, {});
    records_ = 0;
    bytes_ = 0;
    if (!queue_.push(std::move(full)))
        throw Error(Errc::unavailable, "the sink has ended");
}

void GroupingEmitter::count(const Proposal& proposal)
{
    ++report_.read;
    ++report_.aspects[proposal.aspect.name];
    if (options_.progress != nullptr)
        options_.progress->count_read();
}

} // namespace colophon::ingest
