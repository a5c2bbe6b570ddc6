// SPDX-License-Identifier: Apache-2.0
#include "api/v1/proposal_intake.hpp"

#include "core/proposal_codec.hpp"

#include <algorithm>

namespace colophon::api {
namespace {

/// Large enough to share an fsync, small enough that the writer is busy while the next one is decoded.
constexpr std::size_t batch_records = 500;
constexpr std::size_t batch_bytes = 4u << 20;
constexpr std::size_t max_flights = 4;

std::string text_member(simdjson::dom::element record, const char* name)
{
    std::string_view text;
    return record[name].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

} // namespace

ProposalIntake::ProposalIntake(service::Catalog& catalog, const auth::Principal& principal, bool atomic)
    : catalog_(catalog), principal_(principal), atomic_(atomic)
{
}

void ProposalIntake::add(simdjson::dom::element record)
{
    auto proposal = decode_proposal(catalog_.registry(), record);
    if (!proposal) {
        refuse({next_index_++, text_member(record, "entityUrn"), text_member(record, "aspectName"),
                proposal.error().path(), proposal.error().what()});
        return;
    }
    pending_records_.push_back({next_index_++, proposal->urn.str(), proposal->aspect.name});
    pending_bytes_ += proposal->aspect.json.size();
    pending_.push_back(*std::move(proposal));
    if (!atomic_ && (pending_.size() >= batch_records || pending_bytes_ >= batch_bytes))
        hand_over();
}

void ProposalIntake::add_refused(std::string detail)
{
    refuse({next_index_++, {}, {}, {}, std::move(detail)});
}

void ProposalIntake::refuse(Refusal refusal)
{
    ++outcome_.refused;
    if (outcome_.refusals.size() < max_refusals)
        outcome_.refusals.push_back(std::move(refusal));
}

void ProposalIntake::hand_over()
{
    if (pending_.empty())
        return;
    while (flights_.size() >= max_flights) {
        auto flight = std::move(flights_.front());
        flights_.pop_front();
        land(std::move(flight));
    }
    pending_bytes_ = 0;
    flights_.push_back({std::exchange(pending_records_, {}),
                        catalog_.ingest(principal_, std::exchange(pending_, {}), atomic_)});
}

void ProposalIntake::land(Flight flight)
{
    const auto outcome = flight.outcome.get();
    outcome_.position = std::max(outcome_.position, outcome.position);
    for (std::size_t i = 0; i < flight.records.size(); ++i) {
        const auto& change = outcome.changes[i];
        auto& record = flight.records[i];
        if (change.kind == store::ChangeOutcome::Kind::refused) {
            refuse({record.index, std::move(record.urn), std::move(record.aspect), {}, change.reason});
            continue;
        }
        ++outcome_.accepted;
        if (change.kind == store::ChangeOutcome::Kind::unchanged)
            ++outcome_.unchanged;
    }
}

ProposalIntake::Outcome ProposalIntake::finish()
{
    if (!(atomic_ && outcome_.refused != 0))
        hand_over();
    while (!flights_.empty()) {
        auto flight = std::move(flights_.front());
        flights_.pop_front();
        land(std::move(flight));
    }
    if (outcome_.position == 0)
        outcome_.position = catalog_.position();
    std::sort(outcome_.refusals.begin(), outcome_.refusals.end(),
              [](const Refusal& a, const Refusal& b) { return a.index < b.index; });
    return std::move(outcome_);
}

} // namespace colophon::api
