// SPDX-License-Identifier: Apache-2.0
#include "ingest/sources.hpp"

#include "ingest/exec_source.hpp"
#include "ingest/file_source.hpp"

#include <algorithm>

namespace colophon::ingest {

std::vector<const ConnectorSpec*> sources(std::span<const ConnectorSpec* const> connectors)
{
    std::vector<const ConnectorSpec*> all{connectors.begin(), connectors.end()};
    all.push_back(&exec_source_spec);
    all.push_back(&file_source_spec);
    std::sort(all.begin(), all.end(),
              [](const ConnectorSpec* a, const ConnectorSpec* b) { return a->name < b->name; });
    return all;
}

} // namespace colophon::ingest
