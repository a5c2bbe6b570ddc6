// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace colophon::http::testing {

/// A request that the gate must refuse: the bytes up to where it can tell, and the status it names.
struct Vector {
    std::string name;
    std::string bytes;
    int status;
};

/// Heads that two parsers could read in two ways, that are malformed, or that are too large.
std::vector<Vector> refused_heads();

} // namespace colophon::http::testing
