// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace colophon::contract {

/// What the program holds on its heap now.
std::size_t live_bytes();

} // namespace colophon::contract
