// SPDX-License-Identifier: Apache-2.0
#include "app/command.hpp"
#include "app/signals.hpp"
#include "core/redactor.hpp"
#include "ingest/pipeline.hpp"
#include "ingest/sinks.hpp"

#include <array>
#include <iostream>
#include <unistd.h>

namespace colophon::app {
namespace {

constexpr Option config_flag{"config", Option::Type::text, "", "The recipe (-c).", true};
constexpr Option json_flag{"json", Option::Type::boolean, "", "As JSON."};
constexpr std::array ingest_flags{
    config_flag, Option{"report", Option::Type::text, "", "Write the run's report to this file, as JSON."},
    Option{"strict", Option::Type::boolean, "", "Warnings are exit code 10."},
    Option{"no-progress", Option::Type::boolean, "", "Say nothing until the end."}, json_flag};
constexpr std::array audit_flags{config_flag, json_flag};

/// Whatever is wrong with a recipe is exit code 78, and a person reads why.
class BadRecipe : public Error {
public:
    using Error::Error;
};

template <class T> T good(Result<T> part)
{
    if (!part)
        throw BadRecipe(part.error().code(), part.error().what(), part.error().path());
    return *std::move(part);
}

ingest::Recipe recipe_of(const Settings& settings)
{
    return good(ingest::load_recipe(settings.text("config"), ingest::process_environment()));
}

int refuse(const Error& error)
{
    std::cerr << "colophon: " << redact(error.what()) << '\n';
    return dynamic_cast<const BadRecipe*>(&error) != nullptr ? exit_bad_recipe : ingest::exit_code(error);
}

ingest::RunReport run_recipe(const Settings& settings)
{
    std::stop_source stop;
    std::atomic<int> signal = 0;
    const SignalWatch watch([&](int which) {
        signal = which;
        stop.request_stop();
    });
    const auto recipe = recipe_of(settings);
    auto source = good(ingest::make_source(recipe, connectors()));
    auto destination = good(ingest::make_sink(recipe, stop.get_token()));

    auto progress = ingest::progress_on_stderr();
    ingest::RunOptions options;
    options.limits = destination.limits;
    options.strict = settings.boolean("strict");
    options.stop = stop.get_token();
    options.interruption = [&] { return exit_code_of_signal(signal); };
    options.progress = settings.boolean("no-progress") ? nullptr : &progress;
    for (auto* warnings : {&source.warnings, &destination.warnings})
        options.warnings.insert(options.warnings.end(), warnings->begin(), warnings->end());
    auto report = ingest::run(recipe, *source.connector, *destination.sink, options);
    progress.finish();
    return report;
}

int run_ingest(const Arguments& arguments)
{
    const auto& settings = arguments.flags;
    try {
        const auto report = run_recipe(settings);
        (report.sink == "console" ? std::cerr : std::cout)
            << (settings.boolean("json") ? ingest::report_json(report) + "\n" : ingest::report_text(report))
            << std::flush;
        if (settings.given("report"))
            ingest::write_report(report, settings.text("report"));
        return report.exit_code;
    } catch (const Error& error) {
        return refuse(error);
    }
}

int run_audit(const Arguments& arguments)
{
    try {
        const auto recipe = recipe_of(arguments.flags);
        const auto source = good(ingest::make_source(recipe, connectors()));
        const auto audit = source.connector->audit();
        std::cout << (arguments.flags.boolean("json") ? ingest::audit_json(audit) + "\n"
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
