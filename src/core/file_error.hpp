// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

namespace colophon {

/// Throws Error for a file of ours that cannot be made, opened or written, with what to do about it:
/// forbidden (its owner is another, or the file system is read-only), storage_full, internal (the disk
/// failed), else invalid_argument. `problem` says what was wanted, `system_error` is an errno.
[[noreturn]] void refuse_file(std::string_view problem, const std::filesystem::path& path, int system_error);

} // namespace colophon
