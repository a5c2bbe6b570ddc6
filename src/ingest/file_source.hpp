// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/connector.hpp>

namespace colophon::ingest {

/// `source.type: file`: proposals that lie in files, as DataHub's file sink writes them (its older snapshots
/// included), or a bundle of ours. A bundle is checked to its end before anything of it is emitted.
extern const ConnectorSpec file_source_spec;

} // namespace colophon::ingest
