// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store.hpp"

#include <map>

namespace colophon::store::test {

/// The part of the model that knows pipelines: maps, counted anew for each answer.
class ModelPipelines {
public:
    void apply(const PipelineChange& change);

    std::vector<PipelineRecord> all() const;
    std::vector<Claim> claims(std::string_view pipeline, std::string_view after, std::size_t limit) const;
    std::vector<std::string> claimants(const Urn& urn) const;

private:
    struct Row {
        Claim claim;
        std::string taken_by;
        std::optional<std::string> released_by;
    };
    struct Pipeline {
        std::map<Urn, Row> rows;
        std::string state_json;
        std::optional<LeaseRecord> lease;
    };
    using Rows = std::map<Urn, Row>;

    static void take(Rows& rows, const PipelineChange& change);
    static void undo(Rows& rows, const std::string& run_id);

    std::map<std::string, Pipeline, std::less<>> pipelines_;
};

} // namespace colophon::store::test
