// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/change_taker.hpp"
#include "ingest/proposal_writer.hpp"

namespace colophon::ingest {

/// Makes the catalog as the source is: claims what the pipeline has not claimed yet, and sends what differs.
/// The claim comes first, so that what was written is answered for even when the run breaks off.
class CatalogWriter final : public ChangeTaker {
public:
    CatalogWriter(PipelineState& state, ProposalWriter& writer) : state_(state), writer_(writer) {}

    void take(std::vector<EntityChange> changes) override;
    void finish(Ending& ending) override;

private:
    PipelineState& state_;
    ProposalWriter& writer_;
};

} // namespace colophon::ingest
