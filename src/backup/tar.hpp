// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace colophon::backup {

inline constexpr std::size_t tar_block = 512;

/// The head of a regular file that its owner alone may read. Sizes from 8 GiB are written in base 256, as GNU
/// and BSD tar do.
std::string tar_head(std::string_view name, std::uint64_t size, std::int64_t modified);

/// Zeroes up to the end of the block in which `size` bytes end.
std::string tar_padding(std::uint64_t size);
inline std::uint64_t tar_padded(std::uint64_t size)
{
    return (size + tar_block - 1) / tar_block * tar_block;
}

/// Two blocks of zeroes.
std::string tar_end();

/// The numbers in a head; nothing where they are not octal.
struct TarNumbers {
    std::uint64_t size = 0;
    std::int64_t modified = 0;
};
std::optional<TarNumbers> tar_numbers(std::string_view head);

} // namespace colophon::backup
