// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace colophon {

/// Remembers a secret for as long as the process lives, in the forms in which it could leak: as it is,
/// percent-encoded, base64. Texts under four bytes are not remembered: they would hide half of every line.
/// Safe from many threads.
void remember_secret(std::string_view secret);

/// The text with every remembered secret replaced by `***`.
std::string redact(std::string_view text);

} // namespace colophon
