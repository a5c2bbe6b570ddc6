// SPDX-License-Identifier: Apache-2.0
#include "core/display_width.hpp"

#include <utf8proc.h>

namespace colophon {
namespace {

/// The next code point's bytes and columns; a byte that is not UTF-8 counts as one.
struct Glyph {
    std::size_t bytes = 1;
    std::size_t columns = 1;
};

Glyph first_glyph(std::string_view text)
{
    utf8proc_int32_t code = 0;
    const auto bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                        static_cast<utf8proc_ssize_t>(text.size()), &code);
    if (bytes <= 0)
        return {};
    return {static_cast<std::size_t>(bytes), static_cast<std::size_t>(utf8proc_charwidth(code))};
}

} // namespace

std::size_t display_width(std::string_view text)
{
    std::size_t columns = 0;
    while (!text.empty()) {
        const auto glyph = first_glyph(text);
        columns += glyph.columns;
        text.remove_prefix(glyph.bytes);
    }
    return columns;
}

std::string fit_width(std::string_view text, std::size_t columns)
{
    if (display_width(text) <= columns)
        return std::string(text);
    std::string cut;
    std::size_t used = 0;
    while (!text.empty()) {
        const auto glyph = first_glyph(text);
        if (used + glyph.columns + 1 > columns)
            break;
        used += glyph.columns;
        cut += text.substr(0, glyph.bytes);
        text.remove_prefix(glyph.bytes);
    }
    return cut + "…";
}

} // namespace colophon
