// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace colophon {

/// The text as one line that a terminal or a log can show: control characters (C0, DEL, C1), line and
/// paragraph separators and the marks that turn the direction of writing become `\n`, `\t`, `\u009b`; bytes
/// that are not UTF-8 become `\xff`. Names from a source cannot forge a second log line or move a cursor.
std::string printable(std::string_view text);

} // namespace colophon
