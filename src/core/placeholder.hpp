// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace colophon {

/// A place in a statement where a name is put, as in `{role}` or `{role:text}`.
struct Placeholder {
    enum class Form { name, text, pattern, raw };
    std::string_view name;
    Form form = Form::name;
    std::size_t begin = 0; ///< of the opening brace
    std::size_t end = 0;   ///< behind the closing one
};

/// In the order in which they stand. Braces around anything else are part of the statement.
std::vector<Placeholder> placeholders(std::string_view statement);

} // namespace colophon
