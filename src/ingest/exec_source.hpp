// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/connector.hpp>

namespace colophon::ingest {

/// `source.type: exec`: a program of the user's own that prints proposals as lines of JSON.
extern const ConnectorSpec exec_source_spec;

} // namespace colophon::ingest
