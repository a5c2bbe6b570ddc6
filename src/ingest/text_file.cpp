// SPDX-License-Identifier: Apache-2.0
#include "ingest/text_file.hpp"

#include <fstream>

namespace colophon::ingest {

std::optional<std::string> read_text_file(const std::filesystem::path& file, std::size_t limit)
{
    std::error_code error;
    std::ifstream stream(file, std::ios::binary);
    if (!stream || std::filesystem::is_directory(file, error))
        return std::nullopt;
    std::string content;
    std::string piece(16 << 10, '\0');
    while (stream.read(piece.data(), static_cast<std::streamsize>(piece.size())) || stream.gcount() > 0) {
        content.append(piece, 0, static_cast<std::size_t>(stream.gcount()));
        if (content.size() > limit)
            return std::nullopt;
    }
    return stream.bad() ? std::nullopt : std::optional(std::move(content));
}

} // namespace colophon::ingest
