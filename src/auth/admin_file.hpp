// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "auth/token.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace colophon::auth {

/// An administrator's token that an operator keeps in a file, as a mounted Secret: followed when it changes.
/// Safe to use from many threads.
class AdminFile {
public:
    /// A shorter one could be guessed.
    static constexpr std::size_t min_bytes = 20;

    /// Throws Error (invalid_argument) where the file cannot be read or its token is too short.
    AdminFile(std::filesystem::path file, std::string key);
    ~AdminFile();

    /// Whether the text is the token that the file holds now. A file that became unreadable keeps its last
    /// token, so that the moment of its replacement locks nobody out.
    bool matches(std::string_view text) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Writes a file that its owner alone can read, whole or not at all. Throws Error (as
/// refuse_file).
void write_private_file(const std::filesystem::path& file, std::string_view text);

} // namespace colophon::auth
