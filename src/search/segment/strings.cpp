// SPDX-License-Identifier: Apache-2.0
#include "search/segment/strings.hpp"

#include "search/segment/symbol_coder.hpp"
#include "search/segment/varint.hpp"

#include <algorithm>
#include <optional>

namespace colophon::search {

namespace {

constexpr std::size_t sample_bytes = std::size_t{32} << 10U;
constexpr std::size_t sampled_of_one = 512;

/// Of many places, so that no kind of text is missing.
std::vector<std::string_view> take_sample(const StringPool& pool)
{
    std::vector<std::string_view> sample;
    const std::size_t stride = std::max<std::size_t>(1, pool.bytes() / sample_bytes);
    std::size_t taken = 0;
    for (std::size_t id = 0; id < pool.size() && taken < 2 * sample_bytes; id += stride) {
        sample.push_back(pool[static_cast<std::uint32_t>(id)].substr(0, sampled_of_one));
        taken += sample.back().size();
    }
    return sample;
}

void append_block(const StringPool& pool, std::uint32_t begin, const std::optional<SymbolCoder>& coder,
                  std::vector<std::uint8_t>& out)
{
    std::vector<std::uint8_t> lengths, codes;
    for (std::uint32_t id = begin; id < std::min(pool.size(), begin + block_strings); ++id) {
        const std::size_t before = codes.size();
        if (coder)
            coder->append(pool[id], codes);
        else
            codes.insert(codes.end(), pool[id].begin(), pool[id].end());
        append_varint(lengths, static_cast<std::uint32_t>(codes.size() - before));
    }
    out.push_back(static_cast<std::uint8_t>(lengths.size())); // 16 times 5 at most
    out.insert(out.end(), lengths.begin(), lengths.end());
    out.insert(out.end(), codes.begin(), codes.end());
}

/// As read_varint, but not beyond `end`.
std::size_t read_length(const std::uint8_t*& at, const std::uint8_t* end)
{
    if (at < end && *at < 0x80U)
        return *at++;
    std::size_t value = 0;
    for (unsigned shift = 0; at < end && shift < 32; shift += 7) {
        value |= static_cast<std::size_t>(*at & 0x7FU) << shift;
        if ((*at++ & 0x80U) == 0)
            break;
    }
    return value;
}

} // namespace

bool Strings::is_consistent(const SegmentView& view)
{
    if (view.string_count.size() != 1 || view.string_block_offsets.empty())
        return false;
    const std::size_t blocks = (view.string_count.front() + std::size_t{block_strings} - 1) / block_strings;
    return view.string_block_offsets.size() == blocks + 1 &&
           std::ranges::is_sorted(view.string_block_offsets) &&
           view.string_block_offsets.back() == view.string_blocks.size() &&
           Symbols{view.symbol_bytes, view.symbol_lengths}.is_consistent();
}

void Strings::read(std::uint32_t number, std::string& out) const
{
    out.clear();
    if (number >= count_)
        return;
    const std::uint32_t block = number / block_strings;
    const std::uint8_t* at = blocks_.data() + offsets_[block];
    const std::uint8_t* const end = blocks_.data() + offsets_[block + 1];
    if (at == end)
        return;
    const std::uint8_t* const codes = std::min(at + 1 + *at, end);
    ++at;
    std::size_t begin = 0;
    for (std::uint32_t i = number % block_strings; i > 0; --i)
        begin += read_length(at, codes);
    const std::size_t length = read_length(at, codes);
    const auto bytes = static_cast<std::size_t>(end - codes);
    begin = std::min(begin, bytes);
    symbols_.decode({codes + begin, std::min(length, bytes - begin)}, out);
}

void pack_strings(const StringPool& pool, SegmentArrays& arrays, std::size_t fewest)
{
    std::optional<SymbolCoder> coder;
    if (pool.bytes() >= fewest) {
        coder.emplace(take_sample(pool));
        arrays.symbol_bytes = coder->bytes();
        arrays.symbol_lengths = coder->lengths();
    }
    arrays.string_count = {pool.size()};
    for (std::uint32_t id = 0; id < pool.size(); id += block_strings) {
        arrays.string_block_offsets.push_back(static_cast<std::uint32_t>(arrays.string_blocks.size()));
        append_block(pool, id, coder, arrays.string_blocks);
    }
    arrays.string_block_offsets.push_back(static_cast<std::uint32_t>(arrays.string_blocks.size()));
}

} // namespace colophon::search
