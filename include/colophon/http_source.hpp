// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <colophon/settings.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace colophon {

struct HttpSourceOptions {
    std::string base_url; ///< `https://…`, with an optional path prefix
    Secret token;         ///< sent as Bearer; empty: none
    std::string ca_file;  ///< authorities to trust, PEM; empty: the system's
    unsigned max_retries = 6;
    std::chrono::milliseconds request_time{60'000};
    /// Waits; false when the run was stopped meanwhile. Empty: really waits. For tests.
    std::function<bool(std::chrono::milliseconds)> wait = {};
};

/// A source that answers JSON over HTTP. Tries again, with growing pauses, while the source is away or busy,
/// as long as it says in Retry-After; obeys HTTPS_PROXY, HTTP_PROXY and NO_PROXY; an answer has at most 64
/// MiB. What is asked may arrive twice. For one thread.
///
/// Throws Error, without repeating the token: unavailable (no answer after the last attempt, or stopped),
/// unauthenticated, forbidden, not_found, too_large, invalid_argument (any other refusal).
class HttpSource {
public:
    /// No source has so many pages; one that never ends its list would otherwise be read for ever.
    static constexpr std::uint64_t most_pages = 1'000'000;

    explicit HttpSource(HttpSourceOptions options);
    ~HttpSource();
    HttpSource(HttpSource&&) noexcept;
    HttpSource& operator=(HttpSource&&) noexcept;

    /// The body of a successful answer. `target` stands below the base URL, encoded: `/v1/tables?limit=100`.
    std::string get(const std::string& target, const std::stop_token& stop = {});
    /// The same, for sources that are asked by a document.
    std::string post(const std::string& target, std::string json, const std::stop_token& stop = {});

    /// Gets a list page by page: `visit` takes a page and says where the next one is, or nothing after the
    /// last. Refuses (invalid_argument) a page that leads to itself.
    void pages(std::string target,
               const std::function<std::optional<std::string>(std::string_view page)>& visit,
               const std::stop_token& stop = {});

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace colophon
