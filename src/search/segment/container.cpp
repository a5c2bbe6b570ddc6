// SPDX-License-Identifier: Apache-2.0
#include "search/segment/container.hpp"

#include <array>

namespace colophon::search {

namespace {

void append_gaps(std::vector<std::uint8_t>& out, std::span<const std::uint16_t> documents)
{
    std::uint32_t expected = 0;
    for (const std::uint16_t document : documents) {
        std::uint32_t gap = document - expected;
        for (; gap >= 255; gap -= 255)
            out.push_back(255);
        out.push_back(static_cast<std::uint8_t>(gap));
        expected = document + 1U;
    }
}

void append_bits(std::vector<std::uint8_t>& out, std::span<const std::uint16_t> documents)
{
    std::array<std::uint64_t, chunk_words> words{};
    for (const std::uint16_t document : documents)
        words[document / 64] |= std::uint64_t{1} << (document % 64U);
    append_raw(out, std::span<const std::uint64_t>(words));
}

} // namespace

void append_container(std::vector<std::uint8_t>& out, std::span<const std::uint16_t> documents)
{
    switch (container_for(static_cast<std::uint32_t>(documents.size()))) {
    case Container::numbers:
        append_raw(out, documents);
        return;
    case Container::gaps:
        append_gaps(out, documents);
        return;
    case Container::bits:
        append_bits(out, documents);
    }
}

} // namespace colophon::search
