// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/json_parser.hpp"

#include <colophon/connector.hpp>
#include <string_view>

namespace colophon::ingest {

/// Emits what one record of a bundle or a program says: a proposal in the one form, or
/// `{"identify": {"urn": "…", "stable_id": "…"}}` before an entity's first proposal. What cannot be used is
/// reported by fail_record(), and the rest goes on.
void emit_record(Emitter& out, simdjson::dom::element record, std::string_view where);

/// Reports a record that cannot be used, under the name of its entity where it has one. `where` says where
/// the record stands, as in `a.json, record 3`.
void fail_record(Emitter& out, simdjson::dom::element record, std::string_view where, const Error& error);

/// Writes the record that names an entity's stable id.
std::string identify_record(const Urn& urn, std::string_view stable_id);

} // namespace colophon::ingest
