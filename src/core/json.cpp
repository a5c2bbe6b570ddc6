// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"

#include <nlohmann/json.hpp>
#include <simdjson.h>

namespace colophon {

Result<nlohmann::json> parse_json(std::string_view text)
{
    simdjson::dom::parser parser;
    if (const auto error = parser.allocate(text.size(), max_json_depth))
        return failure(Errc::too_large,
                       std::string("document cannot be read: ") + simdjson::error_message(error));
    if (const auto error = parser.parse(text.data(), text.size()).error())
        return failure(Errc::invalid_argument,
                       std::string("not a JSON document: ") + simdjson::error_message(error));
    try {
        return nlohmann::json::parse(text);
    } catch (const nlohmann::json::exception& error) {
        return failure(Errc::invalid_argument, std::string("not a JSON document: ") + error.what());
    }
}

} // namespace colophon
