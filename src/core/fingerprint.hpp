// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/proposal.hpp>
#include <span>
#include <string>
#include <string_view>

namespace colophon {

/// What two parties compare to learn whether they hold the same aspects, without sending them: 128 bits of
/// the SHA-256 over the names and canonical texts, in the order of the names, as 32 hexadecimal digits.
std::string fingerprint(std::span<const Aspect> aspects);

/// The same of one text.
std::string fingerprint(std::string_view text);

/// Whether a timeseries aspect says how things are rather than what happened, so that a point equal to the
/// last one in all but its time says nothing new. Its fingerprint leaves the time out.
bool is_gauge(std::string_view aspect);

/// A canonical document without its top-level timestampMillis.
std::string without_timestamp(std::string_view json);

} // namespace colophon
