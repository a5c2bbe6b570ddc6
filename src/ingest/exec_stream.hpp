// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/json_parser.hpp"
#include "ingest/line_splitter.hpp"

#include <colophon/connector.hpp>
#include <string_view>

namespace colophon::ingest {

/// The version of the protocol that programs speak on their standard output:
///
///     {"colophon_exec": 1}
///     {"identify": {"urn": "…", "stable_id": "…"}}   before an entity's first proposal, where there is one
///     {"entityType": "dataset", "entityUrn": "…", …}  proposals, in the one form
///     {"end": true}
inline constexpr int exec_version = 1;

/// Follows a program's standard output and emits what it says. What the registry refuses is reported and the
/// rest goes on; what is not of the protocol throws Error: invalid_argument where the program never spoke it,
/// unavailable where it stopped speaking it, too_large for a line over 16 MiB.
class ExecStream {
public:
    static constexpr std::size_t longest_line = 16u << 20;

    explicit ExecStream(Emitter& out) : out_(out) {}

    void feed(std::string_view bytes);
    /// After the last byte: a line without a line feed counts.
    void finish();
    /// Whether `{"end": true}` has come.
    bool has_ended() const { return state_ == State::ended; }
    bool has_begun() const { return state_ != State::silent; }

private:
    enum class State { silent, begun, ended };

    void take(std::string_view line);
    void begin(simdjson::dom::element record);

    Emitter& out_;
    LineSplitter lines_{longest_line};
    JsonParser parser_;
    State state_ = State::silent;
};

} // namespace colophon::ingest
