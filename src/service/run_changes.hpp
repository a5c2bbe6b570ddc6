// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/pipelines.hpp"

namespace colophon::service {

/// One page of what a run changed, see Pipelines::changes.
RunChangePage run_changes(const store::CatalogStore& store, const EntityRegistry& registry,
                          const store::RunRecord& run, store::Position since, std::size_t limit);

} // namespace colophon::service
