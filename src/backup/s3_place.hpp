// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backup/s3_client.hpp"
#include "backup/source.hpp"
#include "backup/target.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace colophon::backup {

/// `s3://BUCKET/KEY`; a key that is empty or ends in a slash is a prefix, in which backups have names of
/// their own.
struct S3Place {
    S3Options options;
    std::string key;
    bool is_prefix() const { return key.empty() || key.ends_with('/'); }
};

bool is_s3(std::string_view place);
/// With the credentials, region and endpoint of the environment (`AWS_…`). Throws Error (invalid_argument)
/// for a place that cannot be read or credentials that are missing.
S3Place s3_place(std::string_view place, std::string_view endpoint, std::string_view ca_file);

/// Sends parts as they fill, so that memory does not grow with the backup; what was sent shows only once all
/// of it is there.
std::unique_ptr<Target> s3_target(S3Place place, bool force);
/// Reads range by range: a connection that breaks costs one of them.
std::unique_ptr<Source> s3_source(S3Place place);

/// Bytes of one part, so that `size` bytes take less than the 10,000 parts that an upload may have.
std::size_t s3_part_bytes(std::uint64_t size);

} // namespace colophon::backup
