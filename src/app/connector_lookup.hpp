// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/connector.hpp>
#include <string_view>

namespace colophon::app {

/// The connector of that name. Throws Error (invalid_argument) that names the nearest.
const ConnectorSpec& find_connector(std::string_view name);

} // namespace colophon::app
