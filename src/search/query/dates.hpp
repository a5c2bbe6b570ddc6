// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace colophon::search {

/// A time as precisely as it was written: 2026-01 is the whole month. Milliseconds since 1970, half-open.
struct TimeSpan {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    bool relative = false; ///< counted from now: by itself, it stands for everything since then
};

/// Reads `2026`, `2026-01`, `2026-01-31` (also with dots or slashes, and 20260131), `2026-01-31T09:00`, with
/// seconds, a fraction, and `Z` or `+09:00` (else UTC); milliseconds since 1970 of nine digits or more;
/// `now`, `today`, `yesterday` (오늘, 어제); `now-7d`, `-7d` with s, m, h, d, w, M, y. Nothing for anything
/// else.
std::optional<TimeSpan> parse_time(std::string_view text, std::int64_t now_ms);

} // namespace colophon::search
