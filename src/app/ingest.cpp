// SPDX-License-Identifier: Apache-2.0
#include "app/command.hpp"
#include "app/recipe_run.hpp"
#include "app/run_result.hpp"

#include <array>
#include <iostream>

namespace colophon::app {
namespace {

constexpr Option json_flag{"json", Option::Type::boolean, "", "As JSON."};
constexpr std::array ingest_flags{
    config_flag,
    Option{"plan", Option::Type::text, "",
           "Apply exactly this plan; exit 80, and nothing is done, when source or catalog have moved on."},
    Option{"dry-run", Option::Type::boolean, "", "Only show what would be done, as `colophon plan` does."},
    allow_removals_flag,
    report_flag,
    strict_flag,
    no_progress_flag,
    log_format_flag,
    json_flag};
constexpr std::array audit_flags{config_flag, json_flag};

void print(const ingest::RunReport& report, bool as_json)
{
    (report.sink == "console" ? std::cerr : std::cout)
        << (as_json ? ingest::report_json(report) : ingest::report_text(report)) << std::flush;
}

int run_ingest(const Arguments& arguments)
{
    const auto& flags = arguments.flags;
    if (flags.boolean("dry-run")) {
        if (flags.given("plan"))
            throw Error(Errc::invalid_argument, "--plan and --dry-run exclude each other");
        return run_plan(flags, {});
    }
    return tell_result(
        flags, [&] { return run_recipe(flags, [&](auto& options) { options.apply = flags.text("plan"); }); },
        [&](const auto& report) { print(report, flags.boolean("json")); });
}

int run_audit(const Arguments& arguments)
{
    try {
        const auto source = source_of(recipe_of(arguments.flags));
        const auto audit = source.connector->audit();
        std::cout << (arguments.flags.boolean("json") ? ingest::audit_json(audit)
                                                      : ingest::audit_text(audit));
        return ingest::exit_code(audit.verdict);
    } catch (const Error& error) {
        return refuse(error);
    }
}

} // namespace

const Command ingest_command{
    "ingest",     "Read a source system and write what it has to the catalog.", "",        0, 0,
    ingest_flags, "colophon ingest -c examples/carsharing/recipe.yaml",         run_ingest};
const Command audit_command{"audit",
                            "Show what a recipe's account could do and should not; exit 77 when it can.",
                            "",
                            0,
                            0,
                            audit_flags,
                            "colophon audit -c examples/carsharing/recipe.yaml",
                            run_audit};

} // namespace colophon::app
