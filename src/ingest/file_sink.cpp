// SPDX-License-Identifier: Apache-2.0
#include "ingest/file_sink.hpp"

#include "core/log.hpp"
#include "core/proposal_codec.hpp"

namespace colophon::ingest {

FileSink::~FileSink()
{
    if (!closed_ && !empty_)
        log::warn("file was not written, the run did not come to its end", {{"file", name_}});
}

Sink::Written FileSink::write(std::span<const Proposal> batch)
{
    for (const Proposal& proposal : batch) {
        std::string line = empty_ ? "[\n" : ",\n";
        JsonWriter out(line);
        encode_proposal(out, proposal);
        file_.write(line);
        empty_ = false;
    }
    Written written;
    written.accepted = batch.size();
    return written;
}

void FileSink::close()
{
    file_.write(empty_ ? "[]\n" : "\n]\n");
    file_.commit();
    closed_ = true;
}

} // namespace colophon::ingest
