// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <iterator>
#include <string>

namespace colophon::search {

/// One to three words, joined as names join them. `word()` makes a word, `below(n)` a number below n.
template <class Word, class Below> std::string random_identifier(Word word, Below below)
{
    static constexpr const char* joints[] = {"_", "", ".", "-", " "};
    std::string made = word();
    for (std::size_t i = below(3); i > 0; --i)
        made += joints[below(std::size(joints))] + word();
    return made;
}

/// A word, and up to five identifiers.
template <class Word, class Below> std::string random_sentence(Word word, Below below)
{
    std::string made = word();
    for (std::size_t i = below(6); i > 0; --i)
        made += " " + random_identifier(word, below);
    return made;
}

} // namespace colophon::search
