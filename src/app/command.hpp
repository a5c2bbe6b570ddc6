// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/exit_code.hpp"

#include <colophon/settings.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::app {

/// What a command was called with.
struct Arguments {
    Settings flags;
    std::vector<std::string> words; ///< what is not a flag, in order
};

/// One row of the table of subcommands.
struct Command {
    std::string_view name;
    std::string_view summary;
    std::string_view words; ///< usage of its words, as in `URN` or `[NAME]`
    std::size_t least_words = 0;
    std::size_t most_words = 0;
    std::span<const Option> flags;
    std::string_view example;
    int (*run)(const Arguments& arguments);
};

std::span<const Command> commands();

extern const Command serve_command, ingest_command, plan_command, runs_command, audit_command, grants_command,
    connectors_command, search_command, get_command, put_command, delete_command, token_command,
    backup_command, restore_command, verify_command, ping_command, version_command;

/// Reads what stands behind the subcommand: `--name value`, `--name=value`, `-c value` for `--config value`,
/// and words;
/// `--` ends the flags. Refuses (invalid_argument) unknown flags, naming the nearest, and a wrong number of
/// words.
Result<Arguments> read_arguments(const Command& command, std::span<const std::string_view> texts);

/// Usage, flags, exit codes and the example.
std::string help_of(const Command& command);
std::string help_of_all();

/// The exit code that tells a script what an Error told a person.
int exit_code_of(Errc code);

} // namespace colophon::app
