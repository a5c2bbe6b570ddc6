// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/change_taker.hpp"
#include "ingest/plan_file.hpp"

namespace colophon::ingest {

/// Writes a plan instead of the catalog.
class Planner final : public ChangeTaker {
public:
    explicit Planner(PlanWriter& plan) : plan_(plan) {}

    void take(std::vector<EntityChange> changes) override;
    void finish(Ending& ending) override;

private:
    PlanWriter& plan_;
};

} // namespace colophon::ingest
