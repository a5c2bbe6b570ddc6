// SPDX-License-Identifier: Apache-2.0
#include "app/command.hpp"
#include "core/nearest.hpp"
#include "core/redactor.hpp"
#include "ingest/handover.hpp"

#include <array>
#include <iostream>

namespace colophon::app {

std::span<const Command> commands()
{
    static const std::array all{
        serve_command,      ingest_command,  plan_command,   runs_command, audit_command,  grants_command,
        connectors_command, search_command,  get_command,    put_command,  delete_command, token_command,
        backup_command,     restore_command, verify_command, ping_command, version_command};
    return all;
}

namespace {

const Command* find_command(std::string_view name)
{
    for (const auto& command : commands())
        if (command.name == name)
            return &command;
    return nullptr;
}

bool asks_for_help(std::string_view text)
{
    return text == "--help" || text == "-h" || text == "help";
}

int unknown_command(std::string_view name)
{
    std::vector<std::string_view> known;
    for (const auto& command : commands())
        known.push_back(command.name);
    std::cerr << "colophon: no such command: \"" << name << '"' << did_you_mean(name, known)
              << "\nTry: colophon --help\n";
    return exit_bad_flags;
}

/// For whoever reads, and where Airflow and Kubernetes look why a process ended.
int refused(const Command& command, int code, const std::string& message, std::string_view hint = {})
{
    std::cerr << "colophon " << command.name << ": " << redact(message) << '\n' << hint;
    ingest::hand_over(code, message);
    return code;
}

int run(const Command& command, std::span<const std::string_view> texts)
{
    for (const auto text : texts) {
        if (text == "--help" || text == "-h") {
            std::cout << help_of(command);
            return exit_ok;
        }
        if (text == "--")
            break;
    }
    const auto arguments = read_arguments(command, texts);
    if (!arguments)
        return refused(command, exit_bad_flags, arguments.error().what(),
                       "Try: colophon " + std::string(command.name) + " --help\n");
    return command.run(*arguments);
}

/// Search is compiled for these; without them it would end with a signal that says nothing.
bool has_needed_instructions()
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("x86-64-v2") != 0;
#else
    return true;
#endif
}

/// The last of the four places that catch: a message for people, a code for scripts.
int run_guarded(std::span<const std::string_view> texts)
{
    if (texts.empty() || asks_for_help(texts[0])) {
        const auto* command = texts.size() > 1 ? find_command(texts[1]) : nullptr;
        (texts.empty() ? std::cerr : std::cout) << (command != nullptr ? help_of(*command) : help_of_all());
        return texts.empty() ? exit_bad_flags : exit_ok;
    }
    const auto* command = find_command(texts[0] == "--version" ? "version" : texts[0]);
    if (command == nullptr)
        return unknown_command(texts[0]);
    try {
        return run(*command, texts.subspan(1));
    } catch (const Error& error) {
        return refused(*command, exit_code_of(error.code()), error.what());
    } catch (const std::exception& error) {
        return refused(*command, exit_internal, std::string("internal error: ") + error.what());
    }
}

} // namespace

int run_program(int count, char** arguments)
{
    if (!has_needed_instructions()) {
        std::cerr << "colophon: this processor lacks instructions that search needs (x86-64-v2: SSE4.2, "
                     "POPCNT); give a "
                     "virtual machine the processor type \"host\" or \"x86-64-v2\"\n";
        return exit_internal;
    }
    const std::vector<std::string_view> texts(arguments + 1, arguments + count);
    return run_guarded(texts);
}

} // namespace colophon::app

int main(int count, char** arguments)
{
    return colophon::app::run_program(count, arguments);
}
