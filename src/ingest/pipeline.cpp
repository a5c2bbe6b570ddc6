// SPDX-License-Identifier: Apache-2.0
#include "ingest/pipeline.hpp"

#include "ingest/batching_emitter.hpp"
#include "ingest/sender.hpp"
#include "ingest/timestamp.hpp"

#include <condition_variable>
#include <mutex>

namespace colophon::ingest {
namespace {

/// What an exception means for people and for scripts.
struct Trouble {
    std::string message;
    int exit_code = exit_internal;
};

Trouble trouble_of(const std::exception_ptr& thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const Error& error) {
        return {error.what(), exit_code(error)};
    } catch (const std::exception& error) {
        return {std::string("internal error, ") + error.what(), exit_internal};
    } catch (...) {
        return {"internal error", exit_internal};
    }
}

/// Lets the progress speak while everyone else waits.
class Ticker {
public:
    explicit Ticker(Progress* progress)
    {
        if (progress != nullptr)
            thread_ = std::jthread([progress](const std::stop_token& stop) { tick_until(stop, *progress); });
    }

private:
    static void tick_until(const std::stop_token& stop, Progress& progress)
    {
        std::mutex mutex;
        std::condition_variable_any changed;
        std::unique_lock lock(mutex);
        while (!stop.stop_requested()) {
            progress.tick();
            changed.wait_for(lock, stop, Progress::redraw, [] { return false; });
        }
        progress.finish();
    }

    std::jthread thread_;
};

/// One run and its report.
class Run {
public:
    Run(const Recipe& recipe, const RunOptions& options) : recipe_(recipe), options_(options)
    {
        report_.started_ms = epoch_ms(options.now());
        report_.pipeline_name = recipe.pipeline_name;
        report_.source = recipe.source.type;
        report_.sink = recipe.sink.type;
        report_.run_id =
            recipe.run_id.empty() ? make_run_id(recipe.source.type, report_.started_ms) : recipe.run_id;
        for (const auto* list : {&recipe.warnings, &options.warnings})
            for (const std::string& warning : *list)
                report_.warnings.add("recipe", warning);
    }

    RunReport execute(Connector& connector, Sink& sink)
    {
        const Ticker ticker(options_.progress);
        if (permitted(connector) && !interrupted())
            transfer(connector, sink);
        report_.ended_ms = epoch_ms(options_.now());
        report_.exit_code = final_exit_code();
        return std::move(report_);
    }

private:
    bool interrupted() const { return options_.stop.stop_requested(); }

    void end_with(const std::string& subject, const Trouble& trouble)
    {
        report_.failures.add(subject, trouble.message);
        fatal_ = trouble.exit_code;
    }

    /// Asks what the account may do before anything is read with it.
    bool permitted(Connector& connector)
    {
        try {
            report_.audit = connector.audit();
        } catch (...) {
            end_with("audit", trouble_of(std::current_exception()));
            return false;
        }
        const AuditReport& audit = *report_.audit;
        if (audit.verdict == AuditReport::Verdict::cannot_tell)
            report_.warnings.add("audit", "it cannot be told whether the account can read data");
        if (audit.verdict != AuditReport::Verdict::over_privileged)
            return true;
        if (recipe_.privileges == PrivilegePolicy::refuse) {
            end_with("audit",
                     {"the account may do more than it needs, nothing was read; run the statements of the "
                      "findings, or say privileges: warn in the recipe",
                      exit_not_permitted});
            return false;
        }
        if (recipe_.privileges == PrivilegePolicy::warn)
            for (const AuditFinding& finding : audit.findings)
                report_.warnings.add("audit", finding.code + ", " + finding.explanation);
        return true;
    }

    void transfer(Connector& connector, Sink& sink)
    {
        BatchQueue queue;
        std::stop_source ending;
        const std::stop_callback on_stop(options_.stop, [&] {
            queue.abandon();
            ending.request_stop();
        });
        Sender sender(sink, queue, options_.progress, [&ending] { ending.request_stop(); });
        const std::exception_ptr source_failure = extract(connector, queue, ending.get_token());
        queue.finish();
        Sender::Outcome outcome = sender.join();
        take(outcome);
        if (interrupted())
            return;
        if (outcome.failure)
            break_off("sink", outcome.failure, report_.accepted > 0);
        else if (source_failure)
            break_off("source", source_failure, report_.read > 0);
        else
            close(sink);
    }

    std::exception_ptr extract(Connector& connector, BatchQueue& queue, const std::stop_token& stop)
    {
        BatchingEmitter emitter(report_, queue, options_);
        std::exception_ptr failure;
        try {
            connector.extract(emitter, stop);
        } catch (...) {
            failure = std::current_exception();
        }
        // What was read before a source broke off is delivered: it is as true as it was.
        try {
            emitter.flush();
        } catch (...) {
            // The sink has ended; its own reason is reported.
        }
        return failure;
    }

    void take(Sender::Outcome& outcome)
    {
        report_.accepted = outcome.accepted;
        report_.unchanged = outcome.unchanged;
        report_.position = outcome.position;
        const std::uint64_t total = report_.rejected.total + outcome.rejected.total;
        for (Sink::Rejected& rejected : outcome.rejected.first)
            report_.rejected.add(std::move(rejected));
        report_.rejected.total = total;
    }

    void break_off(const std::string& subject, const std::exception_ptr& failure, bool something_done)
    {
        Trouble trouble = trouble_of(failure);
        if (something_done)
            trouble.exit_code = exit_partial;
        end_with(subject, trouble);
    }

    void close(Sink& sink)
    {
        try {
            sink.close();
        } catch (...) {
            end_with("sink", trouble_of(std::current_exception()));
            return;
        }
        if (report_.read == 0)
            report_.failures.add("source", "nothing was read, do the recipe's patterns allow anything?");
    }

    int final_exit_code() const
    {
        if (interrupted())
            return options_.interruption();
        if (fatal_ != exit_ok)
            return fatal_;
        if (report_.failures.total > 0 || report_.rejected.total > 0)
            return exit_partial;
        return options_.strict && report_.warnings.total > 0 ? exit_warnings : exit_ok;
    }

    const Recipe& recipe_;
    const RunOptions& options_;
    RunReport report_;
    int fatal_ = exit_ok;
};

} // namespace

RunReport run(const Recipe& recipe, Connector& connector, Sink& sink, const RunOptions& options)
{
    return Run(recipe, options).execute(connector, sink);
}

} // namespace colophon::ingest
