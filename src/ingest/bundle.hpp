// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/connector.hpp>
#include <cstdint>
#include <string>
#include <string_view>

/// The hand-over bundle: what one run read, as lines of JSON, to be ingested where the source cannot be
/// reached.
///
///     {"colophon_bundle":1,"pipeline":"…","source":"…","run":"…","created":"…","audit":{…},"scope":[…]}
///     {"identify":{"urn":"…","stable_id":"…"}}       before an entity's first proposal, where there is one
///     {"entityType":"dataset","entityUrn":"…",…}     proposals, in the one form
///     {"end":true,"records":2,"failures":0,"sha256":"…"}
///
/// `records` counts the lines between the first and the last; `sha256` is that of every byte before it in the
/// file, the last line's own beginning included.
namespace colophon::ingest {

inline constexpr int bundle_version = 1;
inline constexpr std::string_view bundle_mark = "{\"colophon_bundle\":";
inline constexpr std::string_view bundle_end_mark = "{\"end\":true,";
/// The longest line that is written or read.
inline constexpr std::size_t bundle_line_limit = 16u << 20;

struct BundleHeader {
    std::string pipeline;
    std::string source; ///< `source.type` of the run that read the source
    std::string run;
    std::string created; ///< as in `2026-07-03T10:00:00.123Z`
    AuditReport audit;   ///< of the account that read the source; its scope too
};

struct BundleTrailer {
    std::uint64_t records = 0;
    std::uint64_t failures = 0; ///< what the run could not read, or lost on the way
    std::string sha256;
};

/// Remembered secrets are hidden. Without the line feed.
std::string to_line(const BundleHeader& header);
/// With the digest left out: to be hashed first, then followed by the digest and `"}`.
std::string open_trailer(const BundleTrailer& trailer);
inline constexpr std::string_view close_trailer = "\"}";

/// Refuse (invalid_argument) what is not of this form, and versions that are not ours.
Result<BundleHeader> parse_bundle_header(std::string_view line);
Result<BundleTrailer> parse_bundle_trailer(std::string_view line);

} // namespace colophon::ingest
