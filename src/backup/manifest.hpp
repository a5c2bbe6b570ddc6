// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/error.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::backup {

/// The newest format that this build writes and reads.
inline constexpr std::int64_t format_version = 1;

/// What a backup says of itself, before everything else.
struct Manifest {
    struct Member {
        std::string name;
        std::uint64_t size = 0; ///< bytes
        friend bool operator==(const Member&, const Member&) = default;
    };

    std::string program;        ///< the version that made it
    std::string created;        ///< UTC by the server's clock, as in `20260131T090000Z`
    std::uint64_t position = 0; ///< of the last change in it
    std::uint64_t entities = 0;
    std::int64_t schema = 0; ///< of the store
    std::vector<Member> members;

    std::string json() const;
    /// Refuses (invalid_argument) what is no manifest, what a newer format may mean, and members that no
    /// backup has.
    static Result<Manifest> parse(std::string_view json);

    /// `colophon-20260131T090000Z-1234.backup`: sorts by time.
    std::string file_name() const;
    friend bool operator==(const Manifest&, const Manifest&) = default;
};

/// The `created` in a name that file_name() could have made; nothing for any other.
std::optional<std::string> created_in(std::string_view file_name);

/// The form that `created` has, and back; nothing for any other text.
std::string utc_text(std::int64_t epoch_seconds);
std::optional<std::int64_t> utc_seconds(std::string_view text);

} // namespace colophon::backup
