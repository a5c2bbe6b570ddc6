// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/error.hpp>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::ingest {

/// Where `${NAME}` gets its value; nothing for a variable that is not set.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;
Environment process_environment();

/// Replaces `${NAME}`, `${NAME:-default}` and `${file:/path}` in every string of the document, and `$${` by
/// `${`. It works on values that were read already, so that nothing a variable holds can change the
/// document's structure. What comes from a file, or from a variable whose name speaks of a secret, is
/// remembered by the redactor; values never stand in an error.
///
/// Refuses (invalid_argument, with the path of the value) a variable that is not set, a file that cannot be
/// read, and any other form. Adds a warning where a value looks like `$NAME`, which is taken as it stands.
Result<> expand(nlohmann::json& document, const Environment& environment, std::vector<std::string>& warnings);
/// The same for a document that keeps the order of its members.
Result<> expand(nlohmann::ordered_json& document, const Environment& environment,
                std::vector<std::string>& warnings);

} // namespace colophon::ingest
