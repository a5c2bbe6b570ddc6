// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace colophon::service {

/// The letters in the order in which they are typed: `ㄱㅏㄴㅏ` for 가나, so that a text which is still being
/// typed (`간`) is the beginning of what it becomes. What is not Hangul stays as it is.
std::string keystrokes(std::string_view text);

} // namespace colophon::service
