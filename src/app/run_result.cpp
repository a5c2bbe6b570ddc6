// SPDX-License-Identifier: Apache-2.0
#include "app/run_result.hpp"

#include "app/recipe_run.hpp"
#include "core/redactor.hpp"
#include "ingest/atomic_file.hpp"
#include "ingest/handover.hpp"

#include <iostream>

namespace colophon::app {
namespace {

void write_file(const std::string& place, const std::string& text)
{
    ingest::AtomicFile file(place);
    file.write(text);
    file.commit();
}

int tell_refusal(const Settings& flags, const Error& refusal)
{
    const int code = refuse(refusal);
    ingest::hand_over(code, refusal.what());
    const std::string text = ingest::refusal_json(code, refusal.what());
    try {
        if (flags.given("report"))
            write_file(flags.text("report"), text);
    } catch (const Error& error) {
        std::cerr << "colophon: " << redact(error.what()) << '\n';
    }
    if (flags.boolean("json"))
        std::cout << text << std::flush;
    return code;
}

} // namespace

int tell_result(const Settings& flags, const std::function<ingest::RunReport()>& run,
                const std::function<void(const ingest::RunReport&)>& print)
{
    ingest::hand_over_unfinished();
    try {
        const auto report = run();
        ingest::hand_over(report);
        if (flags.given("report"))
            ingest::write_report(report, flags.text("report"));
        print(report);
        return report.exit_code;
    } catch (const Error& refusal) {
        return tell_refusal(flags, refusal);
    }
}

} // namespace colophon::app
