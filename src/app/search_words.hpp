// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/command.hpp"

#include <optional>

namespace colophon::app {

/// What `search` does for whoever looks after its words: writes and prints the synonyms, prints what was
/// looked for in vain. Nothing where no such flag is given.
std::optional<int> run_search_words(const Arguments& arguments);

} // namespace colophon::app
