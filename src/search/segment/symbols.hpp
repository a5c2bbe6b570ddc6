// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

namespace colophon::search {

/// A code stands for a symbol of 1 to 8 bytes. The last of the 256 has none: the byte behind it stands for
/// itself.
inline constexpr std::size_t symbol_codes = 256;
inline constexpr std::uint8_t literal_code = 255;
inline constexpr std::size_t longest_symbol = sizeof(std::uint64_t);

/// What texts were coded by. Where it has no symbols, texts are as they are.
struct Symbols {
    std::span<const std::uint64_t> bytes; ///< of each code, the first one lowest; or none
    std::span<const std::uint8_t> lengths;

    bool is_consistent() const
    {
        return bytes.size() == lengths.size() &&
               (bytes.empty() || (bytes.size() == symbol_codes && are_short()));
    }

    /// Replaces `out` by the text that was coded. Gives some text whatever the codes are.
    void decode(std::span<const std::uint8_t> coded, std::string& out) const
    {
        if (bytes.empty()) {
            out.assign(reinterpret_cast<const char*>(coded.data()), coded.size());
            return;
        }
        constexpr std::size_t mostly_codes = 96;
        if (coded.size() <= mostly_codes) {
            std::array<char, (mostly_codes + 1) * longest_symbol> buffer;
            out.assign(buffer.data(), decode_to(buffer.data(), coded));
            return;
        }
        out.resize(decoded_size(coded) + longest_symbol);
        out.resize(decode_to(out.data(), coded));
    }

private:
    /// Symbols are copied whole, so that there must be room for one more.
    std::size_t decode_to(char* const out, std::span<const std::uint8_t> coded) const
    {
        char* to = out;
        for (std::size_t i = 0; i < coded.size(); ++i) {
            if (coded[i] == literal_code && i + 1 < coded.size()) {
                *to++ = static_cast<char>(coded[++i]);
                continue;
            }
            std::memcpy(to, &bytes[coded[i]], longest_symbol);
            to += lengths[coded[i]];
        }
        return static_cast<std::size_t>(to - out);
    }
    bool are_short() const
    {
        for (const std::uint8_t length : lengths)
            if (length > longest_symbol)
                return false;
        return lengths[literal_code] == 0;
    }
    std::size_t decoded_size(std::span<const std::uint8_t> coded) const
    {
        std::size_t size = 0;
        for (std::size_t i = 0; i < coded.size(); ++i)
            if (coded[i] == literal_code) {
                ++size;
                ++i;
            } else {
                size += lengths[coded[i]];
            }
        return size;
    }
};

} // namespace colophon::search
