// SPDX-License-Identifier: Apache-2.0
#include "ingest/pipeline.hpp"

#include "core/log.hpp"
#include "http/trace_context.hpp"
#include "ingest/catalog_session.hpp"
#include "ingest/grouping_emitter.hpp"
#include "ingest/sender.hpp"
#include "ingest/ticker.hpp"
#include "ingest/timestamp.hpp"

namespace colophon::ingest {
namespace {

/// Compared with the catalog in one request; what has to be written goes in the sink's own batches.
constexpr std::size_t compared_records = 20'000;

/// What an exception means for people and for scripts.
struct Trouble {
    std::string message;
    int exit_code = exit_internal;
    /// Says what happened whether or not something was done before.
    bool is_final = false;
};

Trouble trouble_of(const std::exception_ptr& thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const Error& error) {
        const bool is_final = dynamic_cast<const LeaseHeld*>(&error) != nullptr ||
                              dynamic_cast<const LeaseLost*>(&error) != nullptr ||
                              dynamic_cast<const PlanOutdated*>(&error) != nullptr;
        return {error.what(), exit_code(error), is_final};
    } catch (const std::exception& error) {
        return {std::string("internal error, ") + error.what(), exit_internal};
    } catch (...) {
        return {"internal error", exit_internal};
    }
}

/// Whoever reads many logs finds the run's lines by these.
std::vector<log::Member> log_members(const RunReport& report)
{
    std::vector<log::Member> members{{"run", report.run_id}, {"pipeline", report.pipeline_name}};
    if (const auto& trace = http::process_trace())
        members.emplace_back("trace_id", trace->trace_id);
    return members;
}

/// One run and its report.
class Run {
public:
    Run(const Recipe& recipe, Sink& sink, const RunOptions& options)
        : recipe_(recipe), sink_(sink), options_(options)
    {
        report_.started_ms = epoch_ms(options.now());
        report_.pipeline_name = recipe.pipeline_name;
        report_.source = recipe.source.type;
        report_.sink = recipe.sink.type;
        report_.run_id =
            recipe.run_id.empty() ? make_run_id(recipe.source.type, report_.started_ms) : recipe.run_id;
        log::set_standing(log_members(report_));
        for (const auto* list : {&recipe.warnings, &options.warnings})
            for (const std::string& warning : *list)
                report_.warnings.add("recipe", warning);
    }

    RunReport execute(Connector& connector)
    {
        ProposalWriter writer(sink_, {0, report_.run_id, report_.pipeline_name, {}}, options_.limits,
                              options_.now, options_.progress);
        const std::stop_callback on_stop(options_.stop, [this] { ending_.request_stop(); });
        const Ticker ticker(options_.progress, options_.plan ? nullptr : options_.state,
                            [this] { ending_.request_stop(); });
        if (open(writer) && permitted(connector) && !interrupted())
            transfer(connector, writer, ticker);
        end(writer);
        return std::move(report_);
    }

private:
    bool interrupted() const { return options_.stop.stop_requested(); }

    void end_with(const std::string& subject, const Trouble& trouble)
    {
        report_.failures.add(subject, trouble.message);
        fatal_ = trouble.exit_code;
    }

    /// Takes part in the pipeline's state, where the sink has one.
    bool open(ProposalWriter& writer)
    {
        if (options_.state == nullptr)
            return true;
        try {
            session_.emplace(recipe_, options_, report_, writer);
            return true;
        } catch (...) {
            end_with("pipeline", trouble_of(std::current_exception()));
            return false;
        }
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
        return leave_audit() && judge(*report_.audit);
    }

    bool leave_audit()
    {
        if (!session_)
            return true;
        try {
            session_->tell(*report_.audit, recipe_.source.type);
            return true;
        } catch (...) {
            fail_at_sink(std::current_exception(), false);
            return false;
        }
    }

    bool judge(const AuditReport& audit)
    {
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

    void transfer(Connector& connector, ProposalWriter& writer, const Ticker& ticker)
    {
        try {
            if (!options_.plan)
                sink_.begin({recipe_.pipeline_name, recipe_.source.type, report_.run_id, report_.started_ms,
                             *report_.audit});
        } catch (...) {
            return fail_at_sink(std::current_exception(), false);
        }
        BatchQueue queue;
        const std::stop_callback on_end(ending_.get_token(), [&queue] { queue.abandon(); });
        BatchReceiver& receiver = session_ ? session_->receiver() : writer;
        Sender sender(receiver, queue, [this] { ending_.request_stop(); });
        const std::exception_ptr source_failure = extract(connector, queue);
        queue.finish();
        const std::exception_ptr sink_failure = sender.join();
        if (interrupted())
            return;
        if (const auto lost = ticker.loss())
            fail_at_sink(lost, true);
        else if (sink_failure)
            fail_at_sink(sink_failure, writer.outcome().accepted > 0);
        else if (source_failure)
            break_off("source", source_failure, report_.read > 0);
        else
            complete(writer);
    }

    std::exception_ptr extract(Connector& connector, BatchQueue& queue)
    {
        BatchLimits limits = options_.limits;
        if (session_)
            limits.records = compared_records;
        GroupingEmitter emitter(report_, queue, limits, options_);
        std::exception_ptr failure;
        try {
            connector.extract(emitter, ending_.get_token());
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

    void break_off(const std::string& subject, const std::exception_ptr& failure, bool something_done)
    {
        Trouble trouble = trouble_of(failure);
        if (something_done && !trouble.is_final)
            trouble.exit_code = exit_partial;
        end_with(subject, trouble);
    }

    /// What the sink, or the state behind it, could not do.
    void fail_at_sink(const std::exception_ptr& failure, bool something_done)
    {
        sink_failed_ = trouble_of(failure).exit_code != exit_guarded;
        break_off("sink", failure, something_done);
    }

    /// Brings a run whose source was read to its end to its own.
    void complete(ProposalWriter& writer)
    {
        if (report_.read == 0)
            report_.failures.add("source", "nothing was read, do the recipe's patterns allow anything?");
        const std::uint64_t refused = report_.rejected.total + writer.outcome().rejected.total;
        try {
            if (session_ && report_.failures.total == 0 && refused == 0) {
                session_->finish();
                complete_ = true;
            }
            if (options_.plan)
                return;
            sink_.end(report_.failures.total + refused);
            sink_.close();
        } catch (...) {
            fail_at_sink(std::current_exception(), false);
        }
    }

    void end(const ProposalWriter& writer)
    {
        take(writer.outcome());
        if (session_)
            session_->describe(report_);
        settle();
        if (session_)
            conclude();
        session_.reset();
    }

    void take(const ProposalWriter::Outcome& outcome)
    {
        report_.sent = outcome.sent;
        report_.accepted = outcome.accepted;
        report_.unchanged = outcome.unchanged;
        report_.position = outcome.position;
        const std::uint64_t total = report_.rejected.total + outcome.rejected.total;
        for (const Sink::Rejected& rejected : outcome.rejected.first)
            report_.rejected.add(rejected);
        report_.rejected.total = total;
    }

    void settle()
    {
        if (!complete_)
            report_.removals.reset();
        report_.ended_ms = epoch_ms(options_.now());
        report_.exit_code = final_exit_code();
    }

    /// Leaves the report with the state, or ends the plan. A server that failed is not asked again.
    void conclude()
    {
        if (sink_failed_)
            return;
        const bool ended_well = report_.exit_code == exit_ok || report_.exit_code == exit_warnings;
        try {
            if (options_.plan)
                session_->end_plan(report_);
            else
                session_->conclude(report_, complete_ && ended_well);
        } catch (...) {
            fail_at_sink(std::current_exception(), true);
            report_.exit_code = final_exit_code();
        }
    }

    bool guarded() const
    {
        return !options_.plan && report_.removals && report_.removals->limits.enabled &&
               report_.removals->ruling.tripped() && !report_.removals->made;
    }

    int final_exit_code() const
    {
        if (interrupted())
            return options_.interruption();
        if (fatal_ != exit_ok)
            return fatal_;
        if (report_.failures.total > 0 || report_.rejected.total > 0)
            return exit_partial;
        if (guarded())
            return exit_guarded;
        return options_.strict && report_.warnings.total > 0 ? exit_warnings : exit_ok;
    }

    const Recipe& recipe_;
    Sink& sink_;
    const RunOptions& options_;
    RunReport report_;
    std::optional<CatalogSession> session_;
    std::stop_source ending_;
    bool complete_ = false;    ///< read to its end, nothing refused, removals judged
    bool sink_failed_ = false; ///< the state is not to be asked again
    int fatal_ = exit_ok;
};

} // namespace

RunReport run(const Recipe& recipe, Connector& connector, Sink& sink, const RunOptions& options)
{
    return Run(recipe, sink, options).execute(connector);
}

} // namespace colophon::ingest
