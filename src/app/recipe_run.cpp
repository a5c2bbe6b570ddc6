// SPDX-License-Identifier: Apache-2.0
#include "app/recipe_run.hpp"

#include "app/signals.hpp"
#include "core/log.hpp"
#include "core/redactor.hpp"
#include "ingest/sinks.hpp"
#include "ingest/sources.hpp"

#include <iostream>

namespace colophon::app {
namespace {

void check_sink(const ingest::Recipe& recipe, const ingest::TransformerChain& transformers,
                const ingest::RunOptions& options)
{
    if (options.state != nullptr)
        return;
    const auto refusal = [&](const std::string& what) {
        return BadRecipe(Errc::invalid_argument,
                         what +
                             " needs a sink that knows what the catalog has, use colophon-rest: sink.type " +
                             recipe.sink.type,
                         "sink.type");
    };
    if (options.plan || !options.apply.empty())
        throw refusal("a plan");
    if (transformers.merges)
        throw refusal("a transformer with `semantics: PATCH`");
}

void append(std::vector<std::string>& to, const std::vector<std::string>& from)
{
    to.insert(to.end(), from.begin(), from.end());
}

} // namespace

ingest::Recipe recipe_of(const Settings& flags)
{
    return good(ingest::load_recipe(flags.text("config"), ingest::process_environment()));
}

ingest::Source source_of(const ingest::Recipe& recipe)
{
    return good(ingest::make_source(recipe, ingest::sources(connectors())));
}

ingest::RunReport run_recipe(const Settings& flags, const std::function<void(ingest::RunOptions&)>& adjust)
{
    if (flags.text("log-format") == "json")
        log::configure(log::Level::info, log::Format::json);
    std::stop_source stop;
    std::atomic<int> signal = 0;
    const SignalWatch watch([&](int which) {
        signal = which;
        stop.request_stop();
    });
    const auto recipe = recipe_of(flags);
    const auto transformers = good(ingest::make_transformers(recipe.transformers));
    auto source = source_of(recipe);
    ingest::RunOptions options;
    adjust(options);
    if (recipe.sink.type != "colophon-rest")
        check_sink(recipe, transformers, options);
    auto destination = good(ingest::make_sink(recipe, stop.get_token()));
    options.state = destination.state.get();
    check_sink(recipe, transformers, options);

    auto progress = ingest::progress_on_stderr();
    options.limits = destination.limits;
    options.strict = flags.boolean("strict");
    options.allow_removals = flags.boolean("allow-removals");
    options.stop = stop.get_token();
    options.interruption = [&] { return exit_code_of_signal(signal); };
    options.progress = flags.boolean("no-progress") ? nullptr : &progress;
    options.transformers = &transformers;
    append(options.warnings, transformers.warnings);
    append(options.warnings, source.warnings);
    append(options.warnings, destination.warnings);
    auto report = ingest::run(recipe, *source.connector, *destination.sink, options);
    progress.finish();
    return report;
}

int refuse(const Error& error)
{
    std::cerr << "colophon: " << redact(error.what()) << '\n';
    return dynamic_cast<const BadRecipe*>(&error) != nullptr ? exit_bad_recipe : ingest::exit_code(error);
}

} // namespace colophon::app
