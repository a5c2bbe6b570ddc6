// SPDX-License-Identifier: Apache-2.0
#include "ingest/rest_sink.hpp"

#include "core/proposal_codec.hpp"
#include "ingest/rest_answer.hpp"

#include <algorithm>

namespace colophon::ingest {
namespace {

/// Puts the outcome of a part of a batch, which began at `offset`, to that of the whole.
void merge(Sink::Written& whole, Sink::Written part, std::size_t offset)
{
    whole.accepted += part.accepted;
    whole.unchanged += part.unchanged;
    whole.position = std::max(whole.position, part.position);
    for (Sink::Rejected& rejected : part.rejected) {
        rejected.index += offset;
        whole.rejected.push_back(std::move(rejected));
    }
}

} // namespace

RestSink::RestSink(std::shared_ptr<RestDelivery> delivery, std::function<std::string()> lease)
    : delivery_(std::move(delivery)), lease_(std::move(lease))
{
}

Sink::Written RestSink::write(std::span<const Proposal> batch)
{
    std::vector<std::string> lines(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
        JsonWriter out(lines[i]);
        encode_proposal(out, batch[i]);
        lines[i] += '\n';
    }
    Written written = send_lines(lines);
    for (Rejected& rejected : written.rejected)
        if (rejected.urn.empty()) {
            rejected.urn = batch[rejected.index].urn.str();
            rejected.aspect = batch[rejected.index].aspect.name;
        }
    return written;
}

Sink::Written RestSink::send_lines(std::span<const std::string> lines)
{
    std::string body;
    for (const std::string& line : lines)
        body += line;
    const http::Response answer =
        delivery_->deliver({http::Method::post, target(), std::move(body), "application/x-ndjson"});
    switch (kind_of(answer.status)) {
    case AnswerKind::outcome:
        return read_outcome(answer, lines.size());
    case AnswerKind::too_large:
        return send_halves(lines, answer);
    default:
        throw_if_lease_lost(answer);
        throw error_of(answer);
    }
}

Sink::Written RestSink::send_halves(std::span<const std::string> lines, const http::Response& refusal)
{
    Written written;
    if (lines.size() < 2) {
        written.rejected.push_back({0, {}, {}, {}, error_of(refusal).what()});
        return written;
    }
    const std::size_t half = lines.size() / 2;
    merge(written, send_lines(lines.first(half)), 0);
    merge(written, send_lines(lines.subspan(half)), half);
    return written;
}

std::string RestSink::target() const
{
    const std::string lease = lease_ ? lease_() : std::string();
    return "/api/v1/proposals" + (lease.empty() ? "" : "?lease=" + http::percent_encode(lease));
}

} // namespace colophon::ingest
