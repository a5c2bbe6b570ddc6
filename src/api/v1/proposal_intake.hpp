// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/json_parser.hpp"
#include "service/catalog.hpp"

#include <deque>
#include <string>
#include <vector>

namespace colophon::api {

/// Takes the records of one request in order, hands them to the catalog in batches that overlap with the
/// reading of the next, and keeps the outcome of each. For one request, on one thread.
class ProposalIntake {
public:
    /// `atomic`: nothing is handed over before finish(), and then all or nothing.
    ProposalIntake(service::Catalog& catalog, const auth::Principal& principal, bool atomic);

    /// Decodes a record, or keeps why it cannot be.
    void add(simdjson::dom::element record);
    /// A record that could not even be parsed.
    void add_refused(std::string detail);

    struct Refusal {
        std::uint64_t index = 0;
        std::string urn, aspect, path, detail;
    };
    struct Outcome {
        store::Position position = 0;
        std::uint64_t accepted = 0;
        std::uint64_t unchanged = 0;
        std::uint64_t refused = 0;
        std::vector<Refusal> refusals; ///< at most max_refusals of them, by index
    };
    static constexpr std::size_t max_refusals = 10'000;

    /// Waits for everything that was handed over. Throws Error as the catalog does; what was acknowledged
    /// before stands.
    Outcome finish();

private:
    struct Record {
        std::uint64_t index = 0;
        std::string urn, aspect;
    };
    struct Flight {
        std::vector<Record> records;
        service::Ingested outcome;
    };

    void refuse(Refusal refusal);
    void hand_over();
    void land(Flight flight);

    service::Catalog& catalog_;
    const auth::Principal& principal_;
    bool atomic_;
    std::uint64_t next_index_ = 0;
    std::vector<Proposal> pending_;
    std::vector<Record> pending_records_;
    std::size_t pending_bytes_ = 0;
    std::deque<Flight> flights_;
    Outcome outcome_;
};

} // namespace colophon::api
