// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace colophon::app {

/// Tells the service manager how far this process is: `READY=1`, `STOPPING=1`, in the words of sd_notify(3).
/// Does nothing where nobody listens (`NOTIFY_SOCKET` is not set). Never throws: a state that cannot be told
/// is logged.
void tell_service_manager(std::string_view state);

} // namespace colophon::app
