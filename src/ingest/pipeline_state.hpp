// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/entity_group.hpp"

#include <chrono>
#include <colophon/error.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace colophon::ingest {

/// Another run of the pipeline is at work: exit code 99.
class LeaseHeld final : public Error {
public:
    using Error::Error;
};

/// The lease was lost meanwhile, to another run: exit code 75.
class LeaseLost final : public Error {
public:
    using Error::Error;
};

/// What an aspect looks like in the catalog now.
struct CurrentAspect {
    std::string json;
    std::string actor;  ///< URN of who wrote it last
    std::string run_id; ///< and in which run; empty outside of one
    std::string pipeline;
};

/// An entity that the catalog has not as the source has it.
struct LackingEntity {
    std::size_t index = 0; ///< into the groups that were compared
    bool claimed = false;  ///< the pipeline saw it before
    bool exists = false;
    bool equal = false;                                        ///< only the claim is missing
    std::map<std::string, CurrentAspect, std::less<>> current; ///< by name, those that there are
};

struct ClaimedEntity {
    Urn urn;
    std::optional<Urn> container;
    std::string stable_id;
};

struct RenamedEntity {
    Urn from;
    Urn to;
    std::vector<std::string> moved = {}; ///< aspects that came along
};

/// What the server knew about the pipeline when the run began.
struct PipelineMemory {
    std::uint64_t claims = 0;
    std::string state_json; ///< what the last run left with conclude(); empty for a first run
};

/// What the catalog server keeps for a pipeline between runs, and the lease that lets one run write. The REST
/// implementation talks to `/api/v1/pipelines/{name}/…`; tests have one in memory. One thread at a time, but
/// keep_alive() may come from another. Throws Error: LeaseHeld, LeaseLost, unavailable, and as the server
/// answers.
class PipelineState {
public:
    virtual ~PipelineState() = default;

    /// Without taking the lease: for plans.
    virtual PipelineMemory look() = 0;
    /// Takes the lease for the run.
    virtual PipelineMemory begin(const std::string& run_id) = 0;
    /// The lease's secret name, which every write of the run carries; empty before begin().
    virtual std::string lease() const = 0;
    /// To be called every `interval()` while the run lasts.
    virtual void keep_alive() = 0;
    virtual std::chrono::milliseconds interval() const = 0;

    /// Sends fingerprints only; aspects must be canonical. Entities that are as they should be are left out.
    virtual std::vector<LackingEntity> compare(std::span<const EntityGroup> groups) = 0;
    /// Of the catalog, as the last comparison told; 0 before.
    virtual std::uint64_t position() const { return 0; }
    virtual void claim(std::span<const ClaimedEntity> claims) = 0;
    /// Every claim of the pipeline, a page at a time, by URN.
    virtual std::vector<ClaimedEntity> claims_after(const std::string& urn, std::size_t limit) = 0;
    /// Soft-deletes and releases. Returns how many were removed; others are still seen by another pipeline.
    virtual std::uint64_t remove(std::span<const Urn> urns) = 0;
    virtual void rename(std::vector<RenamedEntity>& renames) = 0;
    /// Leaves the report, and where given the state for the next run; gives the lease back.
    virtual void conclude(const std::string& report_json, const std::optional<std::string>& state_json) = 0;
    /// Gives the lease back without a word.
    virtual void abandon() noexcept = 0;
};

} // namespace colophon::ingest
