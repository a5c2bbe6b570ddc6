// SPDX-License-Identifier: Apache-2.0
#include "ingest/bundle_sink.hpp"

#include "core/log.hpp"
#include "core/proposal_codec.hpp"
#include "ingest/proposal_record.hpp"
#include "ingest/timestamp.hpp"

namespace colophon::ingest {

BundleSink::~BundleSink()
{
    if (!closed_ && begun_)
        log::warn("bundle was not written, the run did not come to its end", {{"file", name_}});
}

void BundleSink::begin(const RunFacts& facts)
{
    begun_ = true;
    add(to_line({facts.pipeline_name, facts.source, facts.run_id, utc_text(facts.started_ms), facts.audit}) +
        '\n');
}

Sink::Written BundleSink::write(std::span<const Proposal> batch)
{
    for (const Proposal& proposal : batch) {
        if (!proposal.stable_id.empty())
            add_record(identify_record(proposal.urn, proposal.stable_id));
        std::string line;
        JsonWriter out(line);
        encode_proposal(out, proposal);
        add_record(std::move(line));
    }
    Written written;
    written.accepted = batch.size();
    return written;
}

void BundleSink::close()
{
    add(open_trailer(trailer_));
    file_.write(digest_.finish().append(close_trailer) + '\n');
    file_.commit();
    closed_ = true;
}

void BundleSink::add_record(std::string line)
{
    if (line.size() > bundle_line_limit)
        throw Error(Errc::too_large,
                    "a proposal does not fit into a line of 16 MiB: " + std::string(line.substr(0, 300)));
    add(line += '\n');
    ++trailer_.records;
}

void BundleSink::add(std::string_view text)
{
    digest_.add(text);
    file_.write(text);
}

} // namespace colophon::ingest
