// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store.hpp"

#include <colophon/entity_registry.hpp>
#include <string_view>
#include <vector>

namespace colophon::graph {

/// The edges that a canonical aspect document states, by the registry's relationships; without duplicates, in
/// document order. Members that are not URNs are passed over.
std::vector<store::Edge> edges_of(const AspectSpec& aspect, std::string_view json);

/// The edges that the key aspect states (a dataJob's flow, a feature table's platform).
std::vector<store::Edge> edges_of_key(const EntitySpec& entity, const Urn& urn);

} // namespace colophon::graph
