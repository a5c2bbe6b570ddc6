// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store.hpp"

namespace colophon::store::test {

/// The part of the model that knows runs, in the order in which they came.
class ModelRuns {
public:
    /// Nothing where neither run nor pipeline is named; otherwise the run, made where it is new.
    RunRecord* touch(const std::string& run_id, const std::string& pipeline, std::int64_t now_ms);
    void count(const SystemMetadata& by, std::int64_t now_ms, const ChangeOutcome& outcome);
    static void report(RunRecord& run, const std::string& json);

    std::vector<RunRecord> newest(std::size_t limit, std::string_view pipeline) const;
    std::optional<RunRecord> find(std::string_view run_id, std::string_view pipeline) const;

private:
    std::vector<RunRecord> runs_;
};

} // namespace colophon::store::test
