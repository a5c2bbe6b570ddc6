// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backup/archive.hpp"

#include <map>
#include <string>

namespace colophon::backup::testing {

using Contents = std::map<std::string, std::string>;

/// An archive of two small members, as the server would send it.
inline std::string sample_archive(const Contents& contents = {{"catalog.db", "예약 원장"},
                                                              {"tokens.db", std::string(600, 't')}})
{
    Manifest manifest{"1.2.3", "20260131T090000Z", 42, 7, 2, {}};
    for (const auto& [name, bytes] : contents)
        manifest.members.push_back({name, bytes.size()});
    ArchiveWriter writer(manifest);
    std::string text = writer.begin();
    for (const auto& [name, bytes] : contents) {
        writer.add(bytes);
        text += bytes + writer.next();
    }
    return text;
}

/// What a reader makes of an archive that comes in pieces of `step` bytes.
inline Contents read_archive(std::string_view bytes, std::size_t step = SIZE_MAX)
{
    Contents contents;
    ArchiveReader reader({.manifest = {},
                          .data = [&](const Manifest::Member& member,
                                      std::string_view data) { contents[member.name] += data; },
                          .member_end = {}});
    while (!bytes.empty()) {
        const auto piece = bytes.substr(0, step);
        reader.add(piece);
        bytes.remove_prefix(piece.size());
    }
    reader.finish();
    return contents;
}

} // namespace colophon::backup::testing
