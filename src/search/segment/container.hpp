// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/bytes.hpp"

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace colophon::search {

/// A long list of documents is cut into chunks of so many numbers, each in the container that is smallest.
inline constexpr std::uint32_t chunk_documents = 1U << 16U;
inline constexpr std::uint32_t chunk_words = chunk_documents / 64;

enum class Container : std::uint8_t {
    numbers, ///< two bytes each
    gaps,    ///< a byte for the distance to the document before, less one; 255 adds that much and goes on
    bits
};

/// By the count alone, so that readers need not be told.
inline Container container_for(std::uint32_t count)
{
    constexpr std::uint32_t fewest_gaps = 512; // below, many a gap would take several bytes
    constexpr std::uint32_t most_gaps = chunk_documents / 8;
    return count < fewest_gaps ? Container::numbers : count <= most_gaps ? Container::gaps : Container::bits;
}

/// `documents` are ascending and count from the chunk's begin.
void append_container(std::vector<std::uint8_t>& out, std::span<const std::uint16_t> documents);

/// Reads one container in order.
class ContainerCursor {
public:
    ContainerCursor() = default;
    ContainerCursor(const std::uint8_t* at, std::uint32_t count) : at_(at), kind_(container_for(count)) {}

    /// To be called as often as there are documents.
    std::uint32_t next()
    {
        switch (kind_) {
        case Container::numbers:
            at_ += sizeof(std::uint16_t);
            return load<std::uint16_t>(at_ - sizeof(std::uint16_t));
        case Container::gaps:
            for (; *at_ == 255; ++at_)
                document_ += 255;
            document_ += *at_++ + 1U;
            return document_;
        case Container::bits:
            while (word_ == 0) {
                word_ = load<std::uint64_t>(at_);
                at_ += sizeof word_;
                document_ += 64;
            }
            const auto bit = static_cast<std::uint32_t>(std::countr_zero(word_));
            word_ &= word_ - 1;
            return document_ - 63 + bit;
        }
        return 0;
    }

private:
    const std::uint8_t* at_ = nullptr;
    Container kind_ = Container::numbers;
    std::uint32_t document_ = ~std::uint32_t{0};
    std::uint64_t word_ = 0;
};

/// Calls `visit` with each document of a container.
template <class Visit> void each_in(const std::uint8_t* at, std::uint32_t count, Visit visit)
{
    switch (container_for(count)) {
    case Container::numbers:
        for (std::uint32_t i = 0; i < count; ++i)
            visit(std::uint32_t{load<std::uint16_t>(at + i * sizeof(std::uint16_t))});
        return;
    case Container::gaps: {
        std::uint32_t document = ~std::uint32_t{0};
        for (std::uint32_t i = 0; i < count; ++i) {
            for (; *at == 255; ++at)
                document += 255;
            document += *at++ + 1U;
            visit(document);
        }
        return;
    }
    case Container::bits:
        for (std::uint32_t word = 0; word < chunk_words; ++word)
            for (auto bits = load<std::uint64_t>(at + word * sizeof(std::uint64_t)); bits != 0;
                 bits &= bits - 1)
                visit(word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits)));
    }
}

/// Calls `visit` with each document of a container that `words` has too, a bit for each document of the
/// chunk, and with its place in the container.
template <class Visit>
void each_common(const std::uint8_t* at, std::uint32_t count, std::span<const std::uint64_t> words,
                 Visit visit)
{
    if (container_for(count) != Container::bits) {
        std::uint32_t place = 0;
        each_in(at, count, [&](std::uint32_t document) {
            if ((words[document / 64] >> (document % 64) & 1U) != 0)
                visit(document, place);
            ++place;
        });
        return;
    }
    std::uint32_t before = 0;
    for (std::uint32_t word = 0; word < words.size(); ++word) {
        const auto all = load<std::uint64_t>(at + word * sizeof(std::uint64_t));
        for (std::uint64_t common = all & words[word]; common != 0; common &= common - 1) {
            const auto earlier = all & ((common & -common) - 1);
            visit(word * 64 + static_cast<std::uint32_t>(std::countr_zero(common)),
                  before + static_cast<std::uint32_t>(std::popcount(earlier)));
        }
        before += static_cast<std::uint32_t>(std::popcount(all));
    }
}

} // namespace colophon::search
