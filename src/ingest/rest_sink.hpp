// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/rest_delivery.hpp"

#include <colophon/sink.hpp>
#include <functional>
#include <memory>
#include <string>

namespace colophon::ingest {

/// Sends batches to a catalog server's `POST /api/v1/proposals` as NDJSON, so that one record that cannot be
/// read is one refusal. Proposals may arrive twice and change nothing by it. One thread at a time.
class RestSink final : public Sink {
public:
    /// `lease` names the run's right to write, asked for each request; empty, or giving an empty name, where
    /// there is none. A lease that was lost is LeaseLost.
    explicit RestSink(std::shared_ptr<RestDelivery> delivery, std::function<std::string()> lease = {});

    Written write(std::span<const Proposal> batch) override;
    void close() override {}

private:
    Written send_lines(std::span<const std::string> lines);
    Written send_halves(std::span<const std::string> lines, const http::Response& refusal);
    std::string target() const;

    std::shared_ptr<RestDelivery> delivery_;
    std::function<std::string()> lease_;
};

} // namespace colophon::ingest
