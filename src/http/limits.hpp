// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>

namespace colophon::http {

/// What a server takes from one peer, and how long it waits for it.
struct Limits {
    std::size_t request_line_bytes = 8u << 10;
    std::size_t header_bytes = 16u << 10; ///< the whole head: request line, headers, blank line
    std::size_t header_count = 100;
    std::size_t connections = 2000;
    std::size_t connections_per_address = 0; ///< 0: no limit of its own
    std::size_t waiting = 1000;              ///< requests that wait for a worker; beyond it 503 at once
    std::chrono::milliseconds header_time{10'000};
    std::chrono::milliseconds idle_time{60'000};
    std::chrono::milliseconds progress_time{30'000}; ///< body and answer must move at least one byte in it
    /// For each piece of an answer that is made while it is sent: its reader may have to wait for another.
    std::chrono::milliseconds source_time{300'000};
    std::chrono::milliseconds request_time{60'000}; ///< a body that is not streamed must be complete in it
};

} // namespace colophon::http
