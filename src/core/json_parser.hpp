// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/json.hpp"

#include <algorithm>
#include <colophon/error.hpp>
#include <simdjson.h>
#include <string>
#include <string_view>

namespace colophon {

/// Reads documents from outside on the hot paths, under the depth limit. Reused from one document to the
/// next; for one thread; an element lives until the next parse.
class JsonParser {
public:
    /// Refuses (invalid_argument) what is not JSON, not UTF-8 or too deep.
    Result<simdjson::dom::element> parse(std::string_view text)
    {
        // simdjson grows a parser to its own depth limit, so growing is done here first.
        if (parser_.capacity() < text.size() + 1 &&
            parser_.allocate(std::max(text.size() + 1, smallest_capacity), max_json_depth) !=
                simdjson::SUCCESS)
            return failure(Errc::too_large,
                           "no memory for a document of " + std::to_string(text.size()) + " bytes");
        simdjson::dom::element element;
        if (const auto error = parser_.parse(text.data(), text.size(), true).get(element))
            return failure(Errc::invalid_argument,
                           error == simdjson::DEPTH_ERROR
                               ? "the JSON is nested too deep, the limit is " + std::to_string(max_json_depth)
                               : std::string("cannot be read as JSON: ") + simdjson::error_message(error));
        return element;
    }

private:
    static constexpr std::size_t smallest_capacity = 4096;
    simdjson::dom::parser parser_;
};

} // namespace colophon
