// SPDX-License-Identifier: Apache-2.0
#include "http/access_log.hpp"

#include "core/log.hpp"

#include <algorithm>
#include <array>

namespace colophon::http {

namespace {

constexpr std::array<std::string_view, 3> probes{"/livez", "/readyz", "/startupz"};

log::Level level_of(const Answered& answered)
{
    if (std::find(probes.begin(), probes.end(), answered.pattern) != probes.end())
        return log::Level::debug;
    return answered.status >= 500 ? log::Level::warn : log::Level::info;
}

} // namespace

void log_access(AccessLog which, const Answered& answered)
{
    if (which == AccessLog::off || (which == AccessLog::errors && answered.status < 400))
        return;
    const auto level = level_of(answered);
    if (!log::is_on(level))
        return;
    log::write(level, "request",
               {{"method", std::string(method_name(answered.request.method))},
                {"route", std::string(answered.pattern)},
                {"status", answered.status},
                {"seconds", answered.seconds},
                {"request_bytes", answered.request_bytes},
                {"response_bytes", answered.response_bytes},
                {"peer", answered.request.peer}});
}

} // namespace colophon::http
