// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>
#include <string>
#include <vector>

namespace colophon::search {

/// Short, so that they meet, and with bytes that a sort may stumble over.
inline std::string random_bytes(std::mt19937_64& random)
{
    static const std::vector<std::string> pieces = {"a",  "b",       std::string(1, '\0'), "\xFF", "예",
                                                    "약", "abcdefgh"};
    std::string made;
    for (std::size_t left = random() % 12; left > 0; --left)
        made += pieces[random() % pieces.size()];
    return made;
}

} // namespace colophon::search
