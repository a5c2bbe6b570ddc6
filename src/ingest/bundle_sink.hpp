// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/sha256.hpp"
#include "ingest/atomic_file.hpp"
#include "ingest/bundle.hpp"

#include <colophon/sink.hpp>

namespace colophon::ingest {

/// Writes a bundle (bundle.hpp). The file is in its place when close() returns, and untouched when a run
/// breaks off. write() throws Error (too_large) for a proposal that no reader would take.
class BundleSink final : public Sink {
public:
    explicit BundleSink(const std::filesystem::path& file) : name_(file.string()), file_(file) {}
    ~BundleSink() override;
    void begin(const RunFacts& facts) override;
    Written write(std::span<const Proposal> batch) override;
    void end(std::uint64_t failures) override { trailer_.failures = failures; }
    void close() override;

private:
    void add(std::string_view text);
    void add_record(std::string line);

    std::string name_;
    AtomicFile file_;
    Sha256 digest_;
    BundleTrailer trailer_;
    bool begun_ = false;
    bool closed_ = false;
};

} // namespace colophon::ingest
