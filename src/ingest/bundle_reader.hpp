// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/bundle.hpp"
#include "ingest/input_file.hpp"

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string_view>

namespace colophon::ingest {

/// Whether the file says of itself, at its beginning or at its end, that it is a bundle: one that was damaged
/// in one place must not pass for lines of proposals. Throws Error where it cannot be read.
bool is_bundle(const std::filesystem::path& file);

/// Reads a bundle, keeping one line and one block in memory. Everything is checked before anything is given
/// out: a bundle that was cut off, changed, put into another order or added to throws Error
/// (invalid_argument), as does one of a version that is not ours.
class BundleReader {
public:
    /// A line between the first and the last, and its number in the file.
    using Visit = std::function<void(std::string_view line, std::uint64_t number)>;

    /// Opens and checks it.
    explicit BundleReader(const std::filesystem::path& file);

    const BundleHeader& header() const { return header_; }
    const BundleTrailer& trailer() const { return trailer_; }
    std::uint64_t bytes_read() const { return bytes_read_; }
    std::uint64_t bytes_total() const { return file_.size(); }

    /// Visits every record, in their order. Throws when the file has changed since it was checked. Returns
    /// early when stopped.
    void records(const Visit& visit, const std::stop_token& stop);

private:
    void pass(const Visit& visit, const std::stop_token& stop);

    InputFile file_;
    std::uint64_t bytes_read_ = 0;
    BundleHeader header_;
    BundleTrailer trailer_;
};

} // namespace colophon::ingest
