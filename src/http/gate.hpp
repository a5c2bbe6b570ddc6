// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/limits.hpp"
#include "http/message.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

/// The strict reading of a request's head. It is the server's only HTTP/1 parser, so there is no second one
/// that could see other boundaries: whatever two parsers might read in two ways is refused.
namespace colophon::http {

/// Why a request goes no further; the connection closes after the answer.
struct Refusal {
    int status;
    std::string_view detail; ///< static text
};

enum class Framing { none, length, chunked };

/// A request's head: everything before the body.
struct Head {
    Method method = Method::get;
    std::string target; ///< as it came
    std::string path;   ///< begins with `/` (an absolute target is cut down to it), or is `*`
    std::string query;  ///< after the `?`, still encoded
    Fields headers{true};
    Framing framing = Framing::none;
    std::uint64_t length = 0;      ///< of the body, where framing is length
    bool keep_alive = true;        ///< the peer wants to go on after this request
    bool expects_continue = false; ///< the peer waits for `100 Continue` before it sends the body
};

/// Looks for the end of the first head in `bytes`: its size with the blank line, 0 while more is needed.
/// Refuses as early as it can tell: what is no HTTP, bare line feeds, sizes over the limits.
tl::expected<std::size_t, Refusal> head_size(std::string_view bytes, const Limits& limits);

/// Reads a whole head, as head_size() cut it out.
tl::expected<Head, Refusal> read_head(std::string_view head, const Limits& limits);

} // namespace colophon::http
