// SPDX-License-Identifier: Apache-2.0
#include "search/engine.hpp"
#include "search/query/parser.hpp"
#include "search/search_fixture.hpp"
#include "search/segment/segment_builder.hpp"
#include "search/snapshot_search.hpp"

#include <gtest/gtest.h>

namespace colophon::search {
namespace {

// More than one chunk of a list.
constexpr std::size_t many = 70000;

const std::vector<Facet> facets = {Facet::platform, Facet::owner, Facet::tag};

/// Words of every frequency, from all documents to one in 1,500, side by side and apart; each document has an
/// owner of its own.
SearchDocument numbered(std::size_t number)
{
    SearchDocument document;
    document.urn = "u" + std::to_string(1000000 + number);
    document.type = "dataset";
    document.name = (number % 3 == 0 ? "예약_" : "trip_") + std::to_string(number % 7);
    document.description = number % 2 == 0 ? "all vehicles" : "all of the vehicles";
    if (number % 1500 == 7)
        document.description += " seldom 드물게";
    document.removed = number % 1000 == 1;
    document.usage = static_cast<std::uint32_t>(number % 13);
    document.values = {{Facet::platform, "platform" + std::to_string(number % 5)},
                       {Facet::owner, "담당" + std::to_string(number)},
                       {Facet::tag, "표" + std::to_string(number % 401)}};
    return document;
}

std::vector<SearchDocument> all_documents()
{
    std::vector<SearchDocument> documents;
    for (std::size_t i = 0; i < many; ++i)
        documents.push_back(numbered(i));
    return documents;
}

/// All documents in one segment.
Snapshot in_one_segment(const std::vector<SearchDocument>& documents)
{
    std::vector<const SearchDocument*> order;
    for (const SearchDocument& document : documents)
        order.push_back(&document);
    ValueNumbers numbers;
    Snapshot snapshot;
    snapshot.parts.push_back(new_part(build_segment(order), numbers));
    snapshot.values = numbers.size();
    return snapshot;
}

std::vector<std::string> urns(const FoundPage& page)
{
    std::vector<std::string> urns;
    for (const Found& found : page.hits)
        urns.emplace_back(found.segment->urn(found.document));
    return urns;
}

using Counted = std::vector<std::pair<std::string, std::uint64_t>>;

Counted counted(const std::vector<FacetCounts>& counts)
{
    Counted counted;
    for (const FacetCounts& facet : counts)
        for (const FacetCount& value : facet.values)
            counted.emplace_back(value.value, value.count);
    return counted;
}

TEST(LargeSegment, AnswersAsManySmallOnesDo)
{
    std::vector<SearchDocument> documents = all_documents();
    const Snapshot large = in_one_segment(documents);
    const std::unique_ptr<SearchIndex> small = open_engine({});
    small->apply(delta(std::move(documents)));
    for (const char* text :
         {"*", "vehicles", "예약", "예약 vehicles", "예약 OR seldom", "seldom", "드물게 trip",
          "vehicles -예약", "\"all vehicles\"", "\"of the vehicles\"", "\"seldom 드물게\"",
          "description:vehicles 예약", "tri", "예약 veh", "name:예약 OR description:seldom"}) {
        const Result<ParsedQuery> parsed = parse_query(text, {});
        const SearchOrder order{parsed->root,      *parsed,         {},    {},
                                Target::documents, Sort::relevance, false, facets};
        const FoundPage page = search_snapshot(large, order, {49, std::nullopt, 50, {}});
        SearchQuery asked = query(text);
        asked.limit = 50;
        asked.facets = facets;
        asked.facet_limit = 50;
        const SearchPage expected = small->search(asked).value();
        EXPECT_GT(expected.total, 0U) << text;
        EXPECT_EQ(page.total, expected.total) << text;
        EXPECT_EQ(urns(page), search::urns(expected)) << text;
        EXPECT_EQ(counted(page.facets), counted(expected.facets)) << text;
    }
}

} // namespace
} // namespace colophon::search
