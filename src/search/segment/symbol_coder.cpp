// SPDX-License-Identifier: Apache-2.0
#include "search/segment/symbol_coder.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace colophon::search {

namespace {

constexpr int rounds = 5;
constexpr std::size_t numbers = 2 * symbol_codes; // codes, and single bytes
constexpr std::size_t pair_keys = std::size_t{1} << 16U;

/// Up to eight bytes, the first one lowest, zeros behind.
std::uint64_t leading_word(std::string_view text)
{
    std::uint64_t word = 0;
    if (text.size() >= sizeof word)
        std::memcpy(&word, text.data(), sizeof word);
    else
        std::memcpy(&word, text.data(), text.size());
    return word;
}

std::uint64_t mask(std::size_t length)
{
    return length >= longest_symbol ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * length)) - 1;
}

std::size_t pair_key(std::uint64_t word)
{
    return word & (pair_keys - 1);
}

} // namespace

/// How often each symbol, and each two in a row, stand in a sample.
class SymbolCoder::Counts {
public:
    void add(std::uint32_t number, std::uint32_t before)
    {
        ++single_[number];
        if (before < numbers)
            ++pairs_[before * numbers + number];
    }
    template <class Visit> void each(Visit visit) const
    {
        for (std::uint32_t first = 0; first < numbers; ++first) {
            if (single_[first] == 0)
                continue;
            visit(first, nothing, single_[first]);
            for (std::uint32_t second = 0; second < numbers; ++second)
                if (const std::uint32_t count = pairs_[first * numbers + second]; count > 1)
                    visit(first, second, count);
        }
    }

    static constexpr std::uint32_t nothing = numbers;

private:
    std::vector<std::uint32_t> single_ = std::vector<std::uint32_t>(numbers);
    std::vector<std::uint32_t> pairs_ = std::vector<std::uint32_t>(numbers * numbers);
};

SymbolCoder::SymbolCoder(std::span<const std::string_view> sample)
{
    set({});
    for (int round = 0; round < rounds; ++round)
        choose(count(sample));
}

SymbolCoder::Match SymbolCoder::match(std::string_view text) const
{
    const std::uint64_t word = leading_word(text);
    if (text.size() > 1) {
        const std::size_t key = pair_key(word);
        for (std::uint32_t code = first_of_pair_[key]; code != literal_code; ++code) {
            const std::size_t length = lengths_[code];
            if (length < 2 || pair_key(bytes_[code]) != key)
                break;
            if (length <= text.size() && (word & mask(length)) == bytes_[code])
                return {code, length};
        }
    }
    const auto byte = static_cast<std::uint8_t>(text.front());
    if (code_of_byte_[byte] != literal_code)
        return {code_of_byte_[byte], 1};
    return {static_cast<std::uint32_t>(symbol_codes) + byte, 1};
}

void SymbolCoder::append(std::string_view text, std::vector<std::uint8_t>& out) const
{
    while (!text.empty()) {
        const Match found = match(text);
        if (found.number >= symbol_codes)
            out.push_back(literal_code);
        out.push_back(static_cast<std::uint8_t>(found.number)); // or the byte itself
        text.remove_prefix(found.length);
    }
}

SymbolCoder::Symbol SymbolCoder::symbol_of(std::uint32_t number) const
{
    if (number < symbol_codes)
        return {bytes_[number], lengths_[number]};
    return {number - symbol_codes, 1};
}

SymbolCoder::Counts SymbolCoder::count(std::span<const std::string_view> sample) const
{
    Counts counts;
    for (std::string_view text : sample) {
        std::uint32_t before = Counts::nothing;
        while (!text.empty()) {
            const Match found = match(text);
            counts.add(found.number, before);
            // Its first byte alone, too, or what is long could never become shorter again.
            if (found.length > 1)
                counts.add(symbol_codes + static_cast<std::uint8_t>(text.front()), before);
            before = found.number;
            text.remove_prefix(found.length);
        }
    }
    return counts;
}

void SymbolCoder::choose(const Counts& counts)
{
    struct Hash {
        std::size_t operator()(const Symbol& symbol) const
        {
            return (symbol.bytes ^ symbol.length) * std::size_t{0x9E3779B97F4A7C15U} >> 16U;
        }
    };
    std::unordered_map<Symbol, std::uint64_t, Hash> gains;
    counts.each([&](std::uint32_t first, std::uint32_t second, std::uint64_t count) {
        Symbol made = symbol_of(first);
        if (second != Counts::nothing) {
            if (made.length == longest_symbol)
                return;
            const Symbol behind = symbol_of(second);
            made.bytes |= behind.bytes << (8U * made.length);
            made.length = static_cast<std::uint8_t>(
                std::min<std::size_t>(longest_symbol, std::size_t{made.length} + behind.length));
        }
        constexpr std::uint64_t literal_costs = 8; // a byte without a code takes two
        gains[made] += count * (made.length == 1 ? literal_costs : made.length);
    });
    std::vector<std::pair<std::uint64_t, Symbol>> order(gains.size());
    std::ranges::transform(gains, order.begin(),
                           [](const auto& gain) { return std::pair(~gain.second, gain.first); });
    const std::size_t kept = std::min(order.size(), symbol_codes - 1);
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(kept), order.end());
    std::vector<Symbol> symbols;
    for (std::size_t i = 0; i < kept; ++i)
        symbols.push_back(order[i].second);
    set(std::move(symbols));
}

/// Numbers the symbols so that those that begin alike stand together, longest first.
void SymbolCoder::set(std::vector<Symbol> symbols)
{
    std::ranges::sort(symbols, [](const Symbol& a, const Symbol& b) {
        const auto key = [](const Symbol& s) {
            return std::tuple(s.length == 1, pair_key(s.bytes), -static_cast<int>(s.length), s.bytes);
        };
        return key(a) < key(b);
    });
    bytes_.assign(symbol_codes, 0);
    lengths_.assign(symbol_codes, 0);
    first_of_pair_.assign(pair_keys, literal_code);
    code_of_byte_.fill(literal_code);
    for (std::size_t i = symbols.size(); i-- > 0;) {
        bytes_[i] = symbols[i].bytes;
        lengths_[i] = symbols[i].length;
        (symbols[i].length == 1 ? code_of_byte_[symbols[i].bytes] : first_of_pair_[pair_key(bytes_[i])]) =
            static_cast<std::uint8_t>(i);
    }
}

} // namespace colophon::search
