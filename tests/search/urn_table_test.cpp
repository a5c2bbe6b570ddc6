// SPDX-License-Identifier: Apache-2.0
#include "search/segment/urn_table.hpp"

#include <gtest/gtest.h>
#include <string>

namespace colophon::search {
namespace {

/// A hash whose low bits choose the slot and whose high bits are the mark.
HashedUrn hashed(const std::string& urn, std::uint64_t mark, std::uint64_t slot)
{
    HashedUrn made(urn);
    made.hash = mark << 32U | slot;
    return made;
}

TEST(UrnTable, FindsEachAmongOthersOfItsSlotAndReadsFew)
{
    for (const std::uint32_t documents : {0U, 1U, 3U, 127U, 128U, 300U}) {
        std::vector<std::string> urns;
        std::vector<std::uint64_t> hashes;
        const auto mark = [](std::uint32_t i) { return std::uint64_t{i} * 0x10001U << 12U; };
        for (std::uint32_t i = 0; i < documents; ++i) {
            urns.push_back("urn:예약:" + std::to_string(i));
            hashes.push_back(hashed(urns[i], mark(i), i % 7).hash);
        }
        const std::vector<std::uint32_t> entries = UrnTable::make(hashes);
        const UrnTable table(entries, documents);
        std::size_t read = 0;
        const auto urn_of = [&](std::uint32_t document) -> std::string_view {
            ++read;
            return urns.at(document);
        };
        for (std::uint32_t i = 0; i < documents; ++i)
            EXPECT_EQ(table.find(hashed(urns[i], mark(i), i % 7), urn_of), i);
        EXPECT_EQ(read, documents) << "the marks tell them apart";
        EXPECT_EQ(table.find(hashed("urn:차량", mark(1), 1), urn_of), std::nullopt) << "of the same hash";
        EXPECT_EQ(table.find(hashed("urn:차량", mark(documents), 1), urn_of), std::nullopt);
    }
}

} // namespace
} // namespace colophon::search
