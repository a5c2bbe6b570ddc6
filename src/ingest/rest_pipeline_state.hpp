// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/pipeline_state.hpp"
#include "ingest/rest_delivery.hpp"

#include <atomic>
#include <memory>
#include <mutex>

namespace colophon::ingest {

/// The pipeline's state on a catalog server, by `/api/v1/pipelines/{name}/…`. Every call may arrive twice and
/// does no more by it.
class RestPipelineState final : public PipelineState {
public:
    /// What one request carries at most; the server takes as many.
    static constexpr std::size_t most_compared = 5'000;
    static constexpr std::size_t most_claims = 10'000;
    static constexpr std::size_t most_renames = 1'000;
    static constexpr std::size_t largest_body = 4u << 20;

    /// keep_alive() has a delivery of its own, because it must not wait behind a batch that is tried again.
    /// `holder` tells people where this run runs.
    RestPipelineState(std::shared_ptr<RestDelivery> delivery, std::unique_ptr<RestDelivery> heartbeat,
                      const std::string& pipeline, std::string holder);

    PipelineMemory look() override;
    PipelineMemory begin(const std::string& run_id) override;
    std::string lease() const override;
    void keep_alive() override;
    std::chrono::milliseconds interval() const override { return std::chrono::milliseconds(interval_ms_); }
    std::vector<LackingEntity> compare(std::span<const EntityGroup> groups) override;
    std::uint64_t position() const override { return position_; }
    void claim(std::span<const ClaimedEntity> claims) override;
    std::vector<ClaimedEntity> claims_after(const std::string& urn, std::size_t limit) override;
    std::uint64_t remove(std::span<const Urn> urns) override;
    void rename(std::vector<RenamedEntity>& renames) override;
    void conclude(const std::string& report_json, const std::optional<std::string>& state_json) override;
    void abandon() noexcept override;

private:
    /// The place of a call, with the lease where there is one.
    std::string target(std::string_view what) const;
    http::Response post(std::string_view what, std::string body);
    /// Whether the server has the run's report: the answer to the conclusion may have been lost.
    bool concluded();
    void set_lease(std::string lease);

    std::shared_ptr<RestDelivery> delivery_;
    std::unique_ptr<RestDelivery> heartbeat_;
    std::string pipeline_; ///< as it stands in paths
    std::string holder_;
    std::string run_id_;
    std::uint64_t position_ = 0;
    std::atomic<std::int64_t> interval_ms_ = 15'000;
    mutable std::mutex mutex_;
    std::string lease_;
};

/// `host:pid`, for people who ask who holds a lease.
std::string this_process();

} // namespace colophon::ingest
