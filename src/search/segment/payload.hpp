// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/node.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace colophon::search {

/// Where in a document a term stands at best, weakest first: what ranking weighs before anything else.
enum class Level : std::uint8_t {
    text,         ///< a description or another text
    label,        ///< a tag, a glossary term, an owner
    column,       ///< a part of a column's name
    whole_column, ///< all of it
    path,         ///< the qualified name or the path
    name,
    name_start, ///< the name begins with it
    whole_name
};

/// That a term stands in a document: in which fields, where at best, and how much that says (0 to 255).
struct Payload {
    FieldMask fields = 0;
    std::uint8_t impact = 0;
    Level level = Level::text;

    /// Greater is better: the level first, then the impact.
    std::uint32_t packed() const
    {
        return static_cast<std::uint32_t>(level) << 24U | static_cast<std::uint32_t>(impact) << 16U | fields;
    }
    static Payload unpacked(std::uint32_t bits)
    {
        return {static_cast<FieldMask>(bits & 0xFFFFU), static_cast<std::uint8_t>(bits >> 16U & 0xFFU),
                static_cast<Level>(bits >> 24U)};
    }
};

/// Numbers different payloads in the order of their arrival.
class PayloadTable {
public:
    std::uint32_t number(std::uint32_t packed)
    {
        std::size_t slot = packed * std::size_t{0x9E3779B1U} >> 16U & (slots_.size() - 1);
        for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1))
            if (payloads_[slots_[slot] - 1] == packed)
                return slots_[slot] - 1;
        payloads_.push_back(packed);
        slots_[slot] = static_cast<std::uint32_t>(payloads_.size());
        if (payloads_.size() * 2 > slots_.size())
            grow();
        return static_cast<std::uint32_t>(payloads_.size() - 1);
    }
    const std::vector<std::uint32_t>& payloads() const { return payloads_; }
    std::vector<std::uint32_t> take() { return std::move(payloads_); }
    void clear()
    {
        payloads_.clear();
        std::ranges::fill(slots_, 0U);
    }

private:
    void grow()
    {
        const std::vector<std::uint32_t> payloads = std::exchange(payloads_, {});
        slots_.assign(slots_.size() * 2, 0);
        for (const std::uint32_t payload : payloads)
            number(payload);
    }

    std::vector<std::uint32_t> payloads_;
    std::vector<std::uint32_t> slots_ = std::vector<std::uint32_t>(512); ///< a number and one, 0 where free
};

} // namespace colophon::search
