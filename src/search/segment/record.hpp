// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace colophon::search {

/// The members of a document that are one string each.
enum class Member : std::uint8_t { urn, type, name, qualified_name, platform, env, sub_type, description };
inline constexpr std::size_t member_count = 8;

/// A document in the numbers of its segment: strings by their place in the segment's strings, values by their
/// ordinals. Order and repetition are the document's own.
struct Record {
    struct Text {
        Field field = Field::name;
        std::uint32_t string = 0;
    };
    std::array<std::uint32_t, member_count> members{};
    std::vector<Text> texts;
    std::vector<std::uint32_t> values;

    std::uint32_t operator[](Member member) const { return members[static_cast<std::size_t>(member)]; }
};

void append_record(std::vector<std::uint8_t>& out, const Record& record);
/// Reuses the vectors of `record`.
void read_record(const std::uint8_t* at, Record& record);
/// The string of Member::urn alone.
std::uint32_t read_urn(const std::uint8_t* at);

} // namespace colophon::search
