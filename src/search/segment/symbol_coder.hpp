// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/symbols.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace colophon::search {

/// Codes texts by symbols: the stretches of up to eight bytes that texts like these consist of. As texts are
/// coded one by one, each is read without the others, which no general compression allows.
class SymbolCoder {
public:
    /// Chooses the symbols that make the sample short, in several rounds: of each, and of what two that
    /// follow each other make, those that save most are taken to the next.
    explicit SymbolCoder(std::span<const std::string_view> sample);

    void append(std::string_view text, std::vector<std::uint8_t>& out) const;

    const std::vector<std::uint64_t>& bytes() const { return bytes_; }
    const std::vector<std::uint8_t>& lengths() const { return lengths_; }

private:
    struct Symbol {
        std::uint64_t bytes = 0;
        std::uint8_t length = 0;
        auto operator<=>(const Symbol&) const = default;
    };
    struct Match {
        std::uint32_t number = 0; ///< a code, or symbol_codes and a byte that no symbol begins with
        std::size_t length = 1;
    };
    class Counts;

    Match match(std::string_view text) const;
    Symbol symbol_of(std::uint32_t number) const;
    Counts count(std::span<const std::string_view> sample) const;
    void choose(const Counts& counts);
    void set(std::vector<Symbol> symbols);

    std::vector<std::uint64_t> bytes_;
    std::vector<std::uint8_t> lengths_;
    /// By the first two bytes, the codes of symbols that begin with them, longest first: from here to the
    /// first that begins otherwise.
    std::vector<std::uint8_t> first_of_pair_;
    std::array<std::uint8_t, 256> code_of_byte_{};
};

} // namespace colophon::search
