// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/gate.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace colophon::http {

/// Cuts one request's body out of the bytes of its connection, by length or by chunks. Strict: one reading
/// only, as in the gate. Not thread-safe.
class BodyDecoder {
public:
    explicit BodyDecoder(const Head& head);

    enum class State { partial, complete, broken };
    /// Moves what is body from the front of `wire` to the end of `out`. What stays in `wire` needs more bytes
    /// to be understood or, once complete, belongs to the next request.
    State take(std::string& wire, std::string& out);
    /// What broke it.
    const Refusal& refusal() const { return refusal_; }

private:
    enum class Expects { size, data, data_end, trailer, nothing };

    State by_length(std::string& wire, std::string& out);
    State by_chunks(std::string& wire, std::string& out);
    std::size_t step(std::string_view rest, std::string& out);
    std::size_t copy_data(std::string_view rest, std::string& out);
    std::size_t line(std::string_view rest);
    void chunk_size(std::string_view line);
    void trailer(std::string_view line);
    void fail(std::string_view detail);

    Framing framing_;
    std::uint64_t left_; ///< bytes of the body or of the chunk at hand
    Expects expects_ = Expects::size;
    std::size_t trailer_bytes_ = 0;
    bool broken_ = false;
    Refusal refusal_{400, {}};
};

} // namespace colophon::http
