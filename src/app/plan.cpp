// SPDX-License-Identifier: Apache-2.0
#include "app/command.hpp"
#include "app/recipe_run.hpp"
#include "app/run_result.hpp"
#include "ingest/atomic_file.hpp"

#include <array>
#include <cstdio>
#include <iostream>
#include <memory>

namespace colophon::app {
namespace {

constexpr std::array plan_flags{
    config_flag,
    Option{"out", Option::Type::text, "", "Write the plan to this file, for `colophon ingest --plan`."},
    report_flag,
    allow_removals_flag,
    strict_flag,
    no_progress_flag,
    log_format_flag,
    Option{"json", Option::Type::boolean, "", "Print the plan as JSON, one entity a line."}};

bool is_complete(const ingest::RunReport& report)
{
    return report.exit_code == exit_ok || report.exit_code == exit_warnings;
}

/// Holds the document back until it is certain that it is whole.
class HeldDocument {
public:
    HeldDocument() : file_(std::tmpfile(), &std::fclose)
    {
        if (file_ == nullptr)
            throw Error(Errc::internal, "a temporary file cannot be made");
    }

    void write(std::string_view text)
    {
        if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size())
            throw Error(Errc::storage_full, "the temporary file cannot be written");
    }

    void print()
    {
        std::rewind(file_.get());
        std::array<char, 64u << 10> piece{};
        while (const std::size_t size = std::fread(piece.data(), 1, piece.size(), file_.get()))
            std::cout.write(piece.data(), static_cast<std::streamsize>(size));
        std::cout.flush();
    }

private:
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

int run_plan_command(const Arguments& arguments)
{
    return run_plan(arguments.flags, arguments.flags.text("out"));
}

} // namespace

int run_plan(const Settings& flags, const std::string& out)
{
    std::optional<HeldDocument> held;
    std::optional<ingest::AtomicFile> file;
    const auto run = [&] {
        if (flags.boolean("json"))
            held.emplace();
        if (!out.empty())
            file.emplace(out);
        return run_recipe(flags, [&](auto& options) {
            options.plan = true;
            options.plan_out = [&](std::string_view text) {
                if (held)
                    held->write(text);
                if (file)
                    file->write(text);
            };
        });
    };
    return tell_result(flags, run, [&](const auto& report) {
        if (file && is_complete(report))
            file->commit();
        else if (file)
            std::cerr << "colophon: the plan was not written, the source was not read to its end: " << out
                      << '\n';
        if (held && is_complete(report))
            held->print();
        else
            std::cout << (held ? ingest::report_json(report) : ingest::report_text(report)) << std::flush;
    });
}

const Command plan_command{"plan",
                           "Show what an ingestion would change, without changing it.",
                           "",
                           0,
                           0,
                           plan_flags,
                           "colophon plan -c examples/carsharing/recipe.yaml --out plan.json",
                           run_plan_command};

} // namespace colophon::app
