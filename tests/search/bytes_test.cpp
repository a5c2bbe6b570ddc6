// SPDX-License-Identifier: Apache-2.0
#include "search/segment/bytes.hpp"
#include "search/segment/value_sets.hpp"

#include <gtest/gtest.h>

namespace colophon::search {
namespace {

template <class Number> std::vector<std::uint32_t> read_back(const std::vector<std::uint32_t>& numbers)
{
    std::vector<std::uint8_t> bytes;
    for (const std::uint32_t number : numbers)
        append_raw(bytes, static_cast<Number>(number));
    std::vector<std::uint32_t> read;
    with_numbers_of(sizeof(Number), bytes.data(), [&](auto number) {
        for (std::uint32_t i = 0; i < numbers.size(); ++i)
            read.push_back(number(i));
    });
    return read;
}

TEST(NumbersOfBytes, AreReadAsTheyWereWritten)
{
    const std::vector<std::uint32_t> narrow = {0, 1, 127, 128, 255};
    const std::vector<std::uint32_t> middle = {0, 256, 32768, 65535, 7};
    const std::vector<std::uint32_t> wide = {0, 65536, 0x80000001, 0xFFFFFFFF, 255};
    EXPECT_EQ(read_back<std::uint8_t>(narrow), narrow);
    EXPECT_EQ(read_back<std::uint16_t>(middle), middle);
    EXPECT_EQ(read_back<std::uint32_t>(wide), wide);
}

TEST(NumbersOfBytes, AreAsWideAsTheLastSetNeeds)
{
    constexpr std::size_t documents = 1'000'000;
    EXPECT_EQ(set_bytes(256, documents), 1U);
    EXPECT_EQ(set_bytes(257, documents), 2U);
    EXPECT_EQ(set_bytes(65536, documents), 2U);
    EXPECT_EQ(set_bytes(65537, documents), 4U);
    EXPECT_EQ(set_bytes(documents, documents), 0U) << "each has its own";
}

} // namespace
} // namespace colophon::search
