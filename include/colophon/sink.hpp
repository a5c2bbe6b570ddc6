// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/connector.hpp>
#include <colophon/proposal.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace colophon {

/// What a sink may want to know of the run whose proposals it gets.
struct RunFacts {
    std::string pipeline_name = {};
    std::string source = {}; ///< `source.type`
    std::string run_id = {};
    std::int64_t started_ms = 0; ///< epoch milliseconds
    AuditReport audit = {};
};

/// Where an ingestion's proposals go: a catalog server, a file, the console, a test's memory.
class Sink {
public:
    struct Rejected {
        std::size_t index = 0; ///< into the batch that was written
        std::string urn;
        std::string aspect;
        std::string path; ///< of the offending member, empty where none is meant
        std::string detail;
    };
    struct Written {
        std::uint64_t accepted = 0;
        std::uint64_t unchanged = 0; ///< counted in accepted as well
        std::vector<Rejected> rejected;
        std::uint64_t position = 0; ///< 0 where the sink has none
    };

    virtual ~Sink() = default;
    /// Called once before the first batch.
    virtual void begin(const RunFacts& /*facts*/) {}
    /// Delivers one batch; a refused record never stops the others. Throws Error when none could be
    /// delivered.
    virtual Written write(std::span<const Proposal> batch) = 0;
    /// Called once after the last batch of a run that ended, before close(): how many things the source could
    /// not read and how many proposals were refused on the way.
    virtual void end(std::uint64_t /*failures*/) {}
    /// Called once after the last batch of a run that ended; what was written is complete when it returns.
    virtual void close() = 0;
};

} // namespace colophon
