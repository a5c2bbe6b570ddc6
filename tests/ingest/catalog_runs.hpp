// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/pipeline.hpp"
#include "support/fake_pipeline_state.hpp"
#include "support/sample_source.hpp"

namespace colophon::ingest {

/// Runs of one pipeline against a catalog in memory.
struct CatalogRuns {
    FakeCatalog catalog;
    Recipe recipe = sample_recipe();
    RunOptions options = {};
    std::string plan = {}; ///< the document of the last plan

    static Recipe sample_recipe()
    {
        Recipe recipe;
        recipe.source.type = "fake";
        recipe.sink.type = "colophon-rest";
        recipe.pipeline_name = "차량";
        recipe.pipeline_name_given = true;
        return recipe;
    }

    RunReport run(Connector& connector)
    {
        plan.clear();
        FakePipelineState state(catalog, recipe.pipeline_name);
        FakeCatalogSink sink(catalog, state);
        RunOptions with_state = options;
        with_state.state = &state;
        with_state.plan_out = [this](std::string_view text) { plan += text; };
        return ingest::run(recipe, connector, sink, with_state);
    }

    RunReport run(const SampleSource& source)
    {
        FakeConnector connector = source.connector();
        return run(connector);
    }

    RunReport make_plan(const SampleSource& source)
    {
        options.plan = true;
        RunReport report = run(source);
        options.plan = false;
        return report;
    }

    bool has(const Urn& urn) const { return !catalog.is_removed(urn.str()); }
};

using ChangeOperation = ChangeSummary::Operation;

/// How many entities the run changed so.
inline std::uint64_t count_of(const RunReport& report, ChangeOperation operation)
{
    return report.changes ? report.changes->total()[operation] : 0;
}

} // namespace colophon::ingest
