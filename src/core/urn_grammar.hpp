// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The grammar of URNs on views, for callers that look at many and keep none.
namespace colophon {

/// Why a text is no URN.
struct UrnFault {
    std::string_view what;
    std::size_t at = 0; ///< byte
};

/// Nothing for a well-formed URN. Takes time linear in the text and allocates nothing.
std::optional<UrnFault> find_urn_fault(std::string_view text);

/// The type of a well-formed URN.
std::string_view urn_type(std::string_view urn);
/// What follows the type of a well-formed URN.
std::string_view urn_key(std::string_view urn);

/// The members of a key as they stand in it, encoded; one for a plain key.
std::vector<std::string_view> split_urn_key(std::string_view key);

/// Turns literal `\uXXXX` escapes of characters beyond ASCII into what they mean. One client path writes
/// every such character of a URN this way, those above the BMP with five digits; others write surrogate
/// pairs. Escapes of half a pair stay.
std::string unescape_literals(std::string_view text);

} // namespace colophon
