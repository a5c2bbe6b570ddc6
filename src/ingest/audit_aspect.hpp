// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/connector.hpp>
#include <colophon/proposal.hpp>
#include <string>

namespace colophon::ingest {

/// What an audit found, as the aspect `accessAudit` of the entity that stands for the pipeline
/// (`urn:li:dataHubIngestionSource:<pipeline>`), whose key is the pipeline's name, or its fingerprint where
/// the name cannot stand in a URN. Equal findings give equal text: no time is in it, the aspect's own history
/// has that. Secrets are redacted.
Proposal audit_proposal(const std::string& pipeline_name, const std::string& source_type,
                        const AuditReport& audit);

/// The audit that such an aspect tells of. Refuses (invalid_argument) what is none.
Result<AuditReport> read_audit(std::string_view aspect_json);

} // namespace colophon::ingest
