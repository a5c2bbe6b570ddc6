// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/connector.hpp>
#include <vector>

namespace colophon::ingest {

/// What a recipe's `source.type` may name: the connectors given, and the sources that need none (`exec`,
/// `file`), by name.
std::vector<const ConnectorSpec*> sources(std::span<const ConnectorSpec* const> connectors);

} // namespace colophon::ingest
