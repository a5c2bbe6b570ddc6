// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/pipeline.hpp"

#include <colophon/settings.hpp>
#include <functional>

/// What `ingest`, `plan` and `audit` have in common: a recipe becomes a run.
namespace colophon::app {

inline constexpr Option config_flag{"config", Option::Type::text, "", "The recipe (-c).", true};
inline constexpr Option no_progress_flag{"no-progress", Option::Type::boolean, "",
                                         "Say nothing until the end."};
inline constexpr Option strict_flag{"strict", Option::Type::boolean, "", "Warnings are exit code 10."};
inline constexpr Option allow_removals_flag{
    "allow-removals", Option::Type::boolean, "",
    "Let this run remove what the guard would stop; never what a failed run did not see."};

inline constexpr Option log_format_flag{"log-format", Option::Type::choice,
                                        "text",       "What is said on standard error: text or json.",
                                        false,        "text|json"};

/// Whatever is wrong with a recipe is exit code 78, and a person reads why.
class BadRecipe : public Error {
public:
    using Error::Error;
};

/// The value, or its Error thrown as that of a recipe.
template <class T> T good(Result<T> part)
{
    if (!part)
        throw BadRecipe(part.error().code(), part.error().what(), part.error().path());
    return *std::move(part);
}

ingest::Recipe recipe_of(const Settings& flags);
ingest::Source source_of(const ingest::Recipe& recipe);

/// Runs the recipe, stopped by signals. `adjust` says what kind of run it is. Throws Error for what is wrong
/// before the run begins; everything else stands in the report.
ingest::RunReport run_recipe(const Settings& flags, const std::function<void(ingest::RunOptions&)>& adjust);

/// Prints what was wrong before the run began; the exit code.
int refuse(const Error& error);

/// `plan`, and `ingest --dry-run`: shows what a run would do. `out` is the file to write it to, empty for
/// none.
int run_plan(const Settings& flags, const std::string& out);

} // namespace colophon::app
