// SPDX-License-Identifier: Apache-2.0
#include "ingest/console_sink.hpp"

#include "core/proposal_codec.hpp"

#include <ostream>

namespace colophon::ingest {

Sink::Written ConsoleSink::write(std::span<const Proposal> batch)
{
    std::string text;
    for (const Proposal& proposal : batch) {
        JsonWriter out(text);
        encode_proposal(out, proposal);
        text += '\n';
    }
    out_ << text << std::flush;
    if (!out_)
        throw Error(Errc::internal, "standard output cannot be written");
    Written written;
    written.accepted = batch.size();
    return written;
}

void ConsoleSink::close()
{
    out_.flush();
}

} // namespace colophon::ingest
