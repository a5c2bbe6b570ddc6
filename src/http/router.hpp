// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"

#include <colophon/error.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::http {

/// How a route takes its body.
struct BodyPolicy {
    std::size_t max_bytes = 0; ///< 0: a request with a body is refused
    bool stream =
        false; ///< NDJSON is handed over as it arrives, whatever its length; other types obey max_bytes
};

/// Where a route's handler runs.
enum class Runs {
    on_worker, ///< it may take its time
    at_once    ///< on the I/O thread, however busy the workers are: it only looks at memory
};

/// Patterns to handlers. A pattern is a path whose `{name}` segments match one decoded segment each.
/// Immutable once the server runs; handle() is safe to call from many threads.
class Router {
public:
    /// Two equal patterns for one method are a bug (assert).
    void add(Method method, std::string pattern, BodyPolicy body, Handler handler,
             Runs runs = Runs::on_worker);

    struct Found {
        const Handler* handler = nullptr;
        BodyPolicy body;
        Fields params;
        std::string pattern;         ///< for metrics: never the raw path
        std::vector<Method> allowed; ///< when nothing matched the method: those that exist for the path
        Runs runs = Runs::on_worker;
        std::size_t route = SIZE_MAX; ///< its place among patterns()
    };
    /// Splits at `/`, decodes each segment once, refuses (400) bad percent-encoding and invalid UTF-8.
    Result<Found> find(Method method, std::string_view path) const;

    /// The one place where errors become statuses: an Error by its code, anything else 500 without detail and
    /// one log line.
    Response handle(const Found& found, const Request& request) const noexcept;
    /// The next piece of an answer that is made while it is sent; false, and one log line, where there will
    /// be none.
    static bool next_piece(BodySource& source, std::string& out) noexcept;

    /// Of all rows, in the order in which they were added.
    std::vector<std::pair<Method, std::string>> patterns() const;

private:
    struct Row;
    std::vector<std::shared_ptr<const Row>> rows_;
};

int status_of(Errc code);

} // namespace colophon::http
