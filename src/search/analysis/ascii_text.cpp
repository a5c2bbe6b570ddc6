// SPDX-License-Identifier: Apache-2.0
#include "search/analysis/ascii_text.hpp"

#include "search/analysis/fold.hpp"

#include <array>

namespace colophon::search {

namespace {

constexpr std::size_t ascii_codes = 128;

/// The folded form of each code, and whether it is kept.
struct AsciiTable {
    std::array<char, ascii_codes> folded{};
    std::array<bool, ascii_codes> kept{};
};

AsciiTable make_table()
{
    AsciiTable table;
    for (std::size_t code = 0; code < ascii_codes; ++code) {
        const auto letter = static_cast<char>(code);
        table.kept[code] = glyph_of(letter) != Glyph::separator;
        table.folded[code] = fold(std::string_view(&letter, 1)).front();
    }
    return table;
}

} // namespace

std::optional<std::string_view> joined_ascii(std::string_view text, std::string& buffer)
{
    static const AsciiTable table = make_table();
    if (buffer.size() < text.size())
        buffer.resize(text.size());
    char* to = buffer.data();
    for (const char letter : text) {
        const auto code = static_cast<unsigned char>(letter);
        if (code >= ascii_codes)
            return std::nullopt;
        *to = table.folded[code]; // overwritten where it is not kept
        to += table.kept[code] ? 1 : 0;
    }
    return std::string_view(buffer.data(), to);
}

} // namespace colophon::search
