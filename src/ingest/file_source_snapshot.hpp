// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/json_parser.hpp"

#include <colophon/proposal.hpp>
#include <functional>
#include <string_view>

namespace colophon::ingest {

/// What a snapshot's reader does with each of its aspects, and with what it cannot use.
struct SnapshotVisitor {
    std::function<void(Proposal)> proposal;
    std::function<void(std::string_view subject, const Error& error)> refused;
};

/// Reads DataHub's older form of a record, `{"proposedSnapshot": {"…DatasetSnapshot": {"urn", "aspects":
/// [{"…": {…}}]}}, "systemMetadata"}`: each of its aspects is a proposal. A class of snapshot or of aspect
/// that nobody knows is refused by its name, and the aspects beside it are read.
void read_snapshot(simdjson::dom::element record, const SnapshotVisitor& visitor);

} // namespace colophon::ingest
