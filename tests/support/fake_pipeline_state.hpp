// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/fingerprint.hpp"
#include "ingest/comparable.hpp"
#include "ingest/pipeline_state.hpp"

#include <algorithm>
#include <colophon/sink.hpp>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace colophon {

/// A catalog in memory, as far as pipelines see one: aspects with their writers, claims, leases, states.
struct FakeCatalog {
    struct Stored {
        std::string json;
        std::string actor;
        std::string run_id;
        std::string pipeline;
    };
    using Entity = std::map<std::string, Stored>;
    struct Claim {
        std::optional<Urn> container;
        std::string stable_id;
    };
    struct Pipeline {
        std::map<std::string, Claim> claims;
        std::string state_json;
        std::string lease; ///< empty: free
        std::string run_id;
        std::string holder;
    };

    std::map<std::string, Entity> entities;
    std::map<std::string, Pipeline> pipelines;
    std::map<std::string, std::string> reports; ///< by run
    std::uint64_t proposals = 0;                ///< that were sent
    std::uint64_t leases = 0;
    std::vector<std::string> calls;
    /// Asked before every call; may throw. What it throws leaves the catalog as it is.
    std::function<void(const std::string& call)> on_call = {};

    void called(const std::string& call)
    {
        calls.push_back(call);
        if (on_call)
            on_call(call);
    }

    bool is_removed(const std::string& urn) const
    {
        const auto entity = entities.find(urn);
        if (entity == entities.end())
            return true;
        const auto status = entity->second.find("status");
        return status != entity->second.end() && status->second.json == R"({"removed":true})";
    }

    /// What somebody wrote by hand.
    void write(const std::string& urn, const std::string& aspect, const std::string& json)
    {
        entities[urn][aspect] = {json, "urn:li:corpuser:김", {}, {}};
    }

    /// Everything but which runs wrote it, for comparing two catalogs.
    std::map<std::string, std::map<std::string, std::string>> contents() const
    {
        std::map<std::string, std::map<std::string, std::string>> all;
        for (const auto& [urn, entity] : entities)
            for (const auto& [name, stored] : entity)
                all[urn][name] = is_gauge(name) ? without_timestamp(stored.json) : stored.json;
        for (const auto& [name, pipeline] : pipelines)
            for (const auto& [urn, claim] : pipeline.claims)
                all[urn]["claim of " + name] =
                    (claim.container ? claim.container->str() : "") + ' ' + claim.stable_id;
        return all;
    }
};

/// The state of one pipeline in it, for one run.
class FakePipelineState final : public ingest::PipelineState {
public:
    explicit FakePipelineState(FakeCatalog& catalog, std::string pipeline = "차량")
        : catalog_(catalog), name_(std::move(pipeline))
    {
    }

    ingest::PipelineMemory look() override
    {
        catalog_.called("look");
        return memory();
    }

    ingest::PipelineMemory begin(const std::string& run_id) override
    {
        catalog_.called("begin");
        auto& own = catalog_.pipelines[name_];
        if (!own.lease.empty())
            throw ingest::LeaseHeld(Errc::conflict, "held by " + own.run_id + " of " + own.holder);
        run_id_ = run_id;
        own.lease = lease_ = "lease-" + std::to_string(++catalog_.leases);
        own.run_id = run_id;
        own.holder = "시험:1";
        return memory();
    }

    std::string lease() const override { return lease_; }
    const std::string& run_id() const { return run_id_; }
    const std::string& pipeline() const { return name_; }

    void keep_alive() override
    {
        if (on_keep_alive)
            on_keep_alive();
    }
    std::chrono::milliseconds interval() const override { return std::chrono::milliseconds(1); }

    std::vector<ingest::LackingEntity> compare(std::span<const ingest::EntityGroup> groups) override
    {
        catalog_.called("compare");
        std::vector<ingest::LackingEntity> all;
        for (std::size_t i = 0; i < groups.size(); ++i)
            if (auto lacking = compare_one(groups[i], i))
                all.push_back(*std::move(lacking));
        return all;
    }

    void claim(std::span<const ingest::ClaimedEntity> claims) override
    {
        catalog_.called("claim");
        check();
        for (const auto& claim : claims)
            catalog_.pipelines[name_].claims[claim.urn.str()] = {claim.container, claim.stable_id};
    }

    std::vector<ingest::ClaimedEntity> claims_after(const std::string& urn, std::size_t limit) override
    {
        catalog_.called("claims");
        std::vector<ingest::ClaimedEntity> page;
        const auto& claims = catalog_.pipelines[name_].claims;
        for (auto at = claims.upper_bound(urn);
             at != claims.end() && page.size() < std::min(limit, page_size); ++at)
            page.push_back({*Urn::parse(at->first), at->second.container, at->second.stable_id});
        return page;
    }

    std::uint64_t remove(std::span<const Urn> urns) override
    {
        catalog_.called("remove");
        check();
        std::uint64_t removed = 0;
        for (const Urn& urn : urns) {
            catalog_.pipelines[name_].claims.erase(urn.str());
            if (claimed_by_others(urn.str()) || catalog_.is_removed(urn.str()))
                continue;
            catalog_.entities[urn.str()]["status"] = {R"({"removed":true})", "", run_id_, name_};
            ++removed;
        }
        return removed;
    }

    void rename(std::vector<ingest::RenamedEntity>& renames) override
    {
        catalog_.called("rename");
        check();
        for (auto& rename : renames) {
            for (const auto& [name, stored] : catalog_.entities[rename.from.str()])
                if (stored.pipeline != name_ && name != "status") {
                    catalog_.entities[rename.to.str()].emplace(name, stored);
                    rename.moved.push_back(name);
                }
            const std::array gone{rename.from};
            remove(gone);
        }
    }

    void conclude(const std::string& report_json, const std::optional<std::string>& state_json) override
    {
        catalog_.called("conclude");
        check();
        catalog_.reports[run_id_] = report_json;
        if (state_json)
            catalog_.pipelines[name_].state_json = *state_json;
        catalog_.pipelines[name_].lease.clear();
        lease_.clear();
    }

    void abandon() noexcept override
    {
        if (!lease_.empty() && catalog_.pipelines[name_].lease == lease_)
            catalog_.pipelines[name_].lease.clear();
        lease_.clear();
    }

    /// Throws LeaseLost where another holds the lease.
    void check() const
    {
        if (lease_.empty() || catalog_.pipelines[name_].lease != lease_)
            throw ingest::LeaseLost(Errc::conflict, "lost");
    }

    /// May throw; called from another thread than the rest.
    std::function<void()> on_keep_alive = {};
    std::size_t page_size = 3; ///< so that small tests turn pages

private:
    ingest::PipelineMemory memory() const
    {
        const auto& own = catalog_.pipelines[name_];
        return {own.claims.size(), own.state_json};
    }

    bool claimed_by_others(const std::string& urn) const
    {
        return std::any_of(catalog_.pipelines.begin(), catalog_.pipelines.end(), [&](const auto& other) {
            return other.first != name_ && other.second.claims.contains(urn);
        });
    }

    std::optional<ingest::LackingEntity> compare_one(const ingest::EntityGroup& group, std::size_t index)
    {
        const auto compared = ingest::comparable_aspects(EntityRegistry::builtin(), group);
        ingest::LackingEntity lacking;
        lacking.index = index;
        lacking.claimed = catalog_.pipelines[name_].claims.contains(group.urn.str());
        const auto entity = catalog_.entities.find(group.urn.str());
        lacking.exists = entity != catalog_.entities.end();
        std::vector<Aspect> there;
        if (lacking.exists)
            for (const std::string& name : compared.names)
                if (const auto stored = entity->second.find(name); stored != entity->second.end()) {
                    there.push_back({name, stored->second.json});
                    lacking.current[name] = {stored->second.json, stored->second.actor, stored->second.run_id,
                                             stored->second.pipeline};
                }
        lacking.equal = lacking.exists && fingerprint(there) == compared.fingerprint;
        if (lacking.equal)
            lacking.current.clear();
        return lacking.equal && lacking.claimed ? std::nullopt : std::optional(std::move(lacking));
    }

    FakeCatalog& catalog_;
    std::string name_;
    std::string run_id_;
    std::string lease_;
};

/// Writes into the catalog under the state's lease.
class FakeCatalogSink final : public Sink {
public:
    FakeCatalogSink(FakeCatalog& catalog, FakePipelineState& state) : catalog_(catalog), state_(state) {}

    Written write(std::span<const Proposal> batch) override
    {
        catalog_.called("write");
        state_.check();
        Written written;
        for (const Proposal& proposal : batch) {
            ++catalog_.proposals;
            ++written.accepted;
            if (proposal.change == ChangeType::remove)
                catalog_.entities[proposal.urn.str()].erase(proposal.aspect.name);
            else
                catalog_.entities[proposal.urn.str()][proposal.aspect.name] = {
                    proposal.aspect.json, "urn:li:corpuser:runner", proposal.system.run_id,
                    proposal.system.pipeline_name};
        }
        written.position = catalog_.proposals;
        return written;
    }
    void close() override {}

private:
    FakeCatalog& catalog_;
    FakePipelineState& state_;
};

} // namespace colophon
