// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/trace_context.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace colophon::http {

// `delete` is a keyword.
enum class Method { get, head, post, put, patch, delete_, options }; // NOLINT(readability-identifier-naming)
std::string_view method_name(Method method);

/// Names and values in the order they came. Look-ups are linear: there are few.
class Fields {
public:
    void add(std::string name, std::string value) { rows_.emplace_back(std::move(name), std::move(value)); }
    /// The first value; header names are compared without case when `fold` is set at construction.
    std::optional<std::string_view> find(std::string_view name) const;
    std::vector<std::string_view> all(std::string_view name) const;
    const std::vector<std::pair<std::string, std::string>>& rows() const { return rows_; }
    Fields() = default;
    explicit Fields(bool fold_case) : fold_(fold_case) {}

private:
    std::vector<std::pair<std::string, std::string>> rows_;
    bool fold_ = false;
};

/// A request body that is read as it arrives. Blocking; for the handler's thread only.
class BodyStream {
public:
    virtual ~BodyStream() = default;
    /// Appends the next bytes to `out`; false at the end of a complete body. Throws Error: invalid_argument
    /// when the body ends early or its framing is broken, unavailable when the peer made no progress in time.
    virtual bool read(std::string& out) = 0;
};

struct Request {
    Method method = Method::get;
    std::string target; ///< as it came
    std::string path;   ///< still percent-encoded; the router decodes each segment once
    Fields query;       ///< decoded
    Fields params;      ///< from the route's pattern, decoded
    Fields headers{true};
    std::string body;                  ///< whole, unless the route streams
    BodyStream* stream = nullptr;      ///< set for routes that stream
    std::string peer;                  ///< address of the client
    std::string request_id;            ///< from `X-Request-Id` where it is sane, otherwise made
    std::optional<TraceContext> trace; ///< our span, where the request is part of a trace
};

/// An answer's body that is made while it is sent, so that it may be larger than memory. Blocking; read by
/// one thread at a time, not always the same; destroyed when it was read to its end or its reader is gone.
class BodySource {
public:
    virtual ~BodySource() = default;
    virtual std::uint64_t size() const = 0; ///< what read() appends in all
    /// Appends the next bytes to `out`, at least one, some 256 KiB at most. What it throws ends the
    /// connection in the middle of the answer, which is how its reader learns of it.
    virtual void read(std::string& out) = 0;
};

struct Response {
    int status = 200;
    std::string body;
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::shared_ptr<BodySource> source = nullptr; ///< the body, where it is set, instead of `body`
};

using Handler = std::function<Response(const Request&)>;

/// An RFC 9457 problem document.
Response problem(int status, std::string_view detail, std::string_view path = {});

} // namespace colophon::http
