// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/node.hpp"

#include <cstdint>
#include <unordered_map>
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

/// Numbers the payloads of a segment. There are few different ones, so that a posting needs one byte for it.
class PayloadTable {
public:
    std::uint32_t number(std::uint32_t packed)
    {
        const auto [found, is_new] =
            numbers_.try_emplace(packed, static_cast<std::uint32_t>(payloads_.size()));
        if (is_new)
            payloads_.push_back(packed);
        return found->second;
    }
    std::vector<std::uint32_t> take() { return std::move(payloads_); }

private:
    std::vector<std::uint32_t> payloads_;
    std::unordered_map<std::uint32_t, std::uint32_t> numbers_;
};

} // namespace colophon::search
