// SPDX-License-Identifier: Apache-2.0
#include "search/search_fixture.hpp"
#include "search/segment/bounds.hpp"
#include "search/segment/segment_builder.hpp"

#include <functional>
#include <gtest/gtest.h>

namespace colophon::search {
namespace {

std::shared_ptr<const Segment> small_segment()
{
    SearchDocument first = data_set("a", "예약", {"user_id"}, "차량의 예약을 기록한다");
    first.qualified_name = "rental.예약";
    first.values.push_back({Facet::owner, "소유자"});
    const SearchDocument second = data_set("b", "trip");
    const std::vector<const SearchDocument*> documents = {&first, &second};
    return build_segment(documents);
}

SegmentArrays copy_of(const SegmentView& view)
{
    SegmentArrays arrays;
    std::vector<std::span<const std::byte>> columns;
    SegmentView::each(view, [&](const auto& column) { columns.push_back(std::as_bytes(column)); });
    std::size_t next = 0;
    SegmentArrays::each(arrays, [&]<class T>(std::vector<T>& column) {
        const std::span<const std::byte> bytes = columns[next++];
        column.resize(bytes.size() / sizeof(T));
        std::ranges::copy(bytes, std::as_writable_bytes(std::span(column)).begin());
    });
    return arrays;
}

using Damage = std::function<void(SegmentArrays&)>;

bool holds_after(const Damage& damage)
{
    SegmentArrays arrays = copy_of(small_segment()->view());
    damage(arrays);
    return stays_within(view_of(arrays));
}

TEST(Bounds, HoldForWhatIsWritten)
{
    EXPECT_TRUE(holds_after([](SegmentArrays&) {}));
    EXPECT_TRUE(stays_within(build_segment({})->view()));
}

TEST(Bounds, AreNotKeptByNumbersThatLeadElsewhere)
{
    const std::pair<const char*, Damage> damages[] = {
        {"a record behind the end", [](auto& a) { a.record_offsets.back() += 1; }},
        {"an empty record", [](auto& a) { a.record_offsets[1] = a.record_offsets[0]; }},
        {"records in disorder", [](auto& a) { a.record_offsets[1] = a.record_offsets[2] + 1; }},
        {"a document that is none", [](auto& a) { *std::ranges::find(a.urn_table, 0U) = 3; }},
        {"a document that would be the last of all",
         [](auto& a) { *std::ranges::find(a.urn_table, 0U) = 1U << 31U; }},
        {"no free slot", [](auto& a) { std::ranges::replace(a.urn_table, 0U, 1U); }},
        {"a table of another size", [](auto& a) { a.urn_table.push_back(0); }},
        {"a qualified name of nobody", [](auto& a) { a.qualified_documents.at(0) = 2; }},
        {"a value without a facet", [](auto& a) { a.value_offsets[1] = a.value_offsets[0]; }},
        {"a value behind the end", [](auto& a) { a.value_offsets.back() += 1; }},
        {"a facet that is none", [](auto& a) { a.value_bytes[0] = static_cast<char>(facet_count); }},
        {"a list behind the end", [](auto& a) { a.value_list_offsets.back() += 1; }},
        {"a set behind the end", [](auto& a) { a.set_offsets.back() += 1; }},
        {"a set of another value", [](auto& a) { a.set_values.at(0) = 1000; }},
        {"counts of another term", [](auto& a) { a.known_terms.push_back(a.term_count[0]); }},
        {"counts of another value", [](auto& a) { a.known_values.push_back(1000); }},
        {"counts behind the end", [](auto& a) { a.known_offsets.back() += 1; }},
    };
    for (const auto& [what, damage] : damages)
        EXPECT_FALSE(holds_after(damage)) << what;
}

} // namespace
} // namespace colophon::search
