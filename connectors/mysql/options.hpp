// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/settings.hpp>
#include <span>

namespace colophon::mysql {

/// Every key of DataHub's own `mysql` and `mariadb` sources, and ours.
std::span<const Option> options();

} // namespace colophon::mysql
