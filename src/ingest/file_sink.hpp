// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/atomic_file.hpp"

#include <colophon/sink.hpp>

namespace colophon::ingest {

/// Writes the JSON array that DataHub's file sink writes, one proposal a line; its client reads it. The file
/// is in its place when close() returns, and untouched when a run breaks off.
class FileSink final : public Sink {
public:
    explicit FileSink(const std::filesystem::path& file) : name_(file.string()), file_(file) {}
    ~FileSink() override;
    Written write(std::span<const Proposal> batch) override;
    void close() override;

private:
    std::string name_;
    AtomicFile file_;
    bool empty_ = true;
    bool closed_ = false;
};

} // namespace colophon::ingest
