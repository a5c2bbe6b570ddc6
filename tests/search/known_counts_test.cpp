// SPDX-License-Identifier: Apache-2.0
#include "search/engine.hpp"
#include "search/search_fixture.hpp"

#include <functional>
#include <gtest/gtest.h>
#include <map>

namespace colophon::search {
namespace {

// Enough for a segment to keep counts of its frequent terms and values.
constexpr std::size_t many = 6000;

/// A document of many, as its number says: 예약 in every second name, bus in every third description, two
/// facets, and now and then soft-deleted. `round` changes all of it.
SearchDocument numbered(std::size_t number, std::size_t round)
{
    const std::size_t i = number * 7 + round * 13;
    SearchDocument document = data_set("u" + std::to_string(100000 + number),
                                       (i % 2 == 0 ? "예약_" : "trip_") + std::to_string(i % 11), {},
                                       i % 3 == 0 ? "a bus" : "차량");
    document.removed = i % 50 == 0;
    document.values = {{Facet::type, "dataset"},
                       {Facet::platform, "platform" + std::to_string(i % 5)},
                       {Facet::owner, "담당" + std::to_string(i % 397)},
                       {Facet::tag, "tag" + std::to_string(i % 4)},
                       {Facet::tag, "표" + std::to_string(i % 7)}};
    return document;
}

bool has(const SearchDocument& document, std::string_view word)
{
    return document.name.find(word) != std::string::npos ||
           document.description.find(word) != std::string::npos;
}

using Documents = std::map<std::string, SearchDocument>;
using Counts = std::map<std::pair<Facet, std::string>, std::uint64_t>;
using Holds = std::function<bool(const SearchDocument&)>;

Counts counted(const Documents& documents, const Holds& holds)
{
    Counts counts;
    for (const auto& [urn, document] : documents)
        if (!document.removed && holds(document))
            for (const SearchDocument::Value& value : document.values)
                ++counts[{value.facet, value.value}];
    return counts;
}

Counts found(const SearchIndex& index, SearchQuery wanted)
{
    wanted.facets = {Facet::type, Facet::platform, Facet::owner, Facet::tag};
    wanted.facet_limit = 1000;
    const Result<SearchPage> page = index.search(wanted);
    Counts counts;
    for (const FacetCounts& facet : page.value().facets)
        for (const FacetCount& value : facet.values)
            counts[{facet.facet, value.value}] = value.count;
    return counts;
}

void expect_right_counts(const SearchIndex& index, const Documents& documents)
{
    const auto reserved = [](const SearchDocument& document) { return has(document, "예약"); };
    const auto bus = [](const SearchDocument& document) { return has(document, "bus"); };
    const std::vector<std::pair<std::string, Holds>> queries = {
        {"", [](const SearchDocument&) { return true; }},
        {"예약", reserved},
        {"-예약", [&](const SearchDocument& document) { return !reserved(document); }},
        {"bus", bus},
        {"예약 bus", [&](const SearchDocument& document) { return reserved(document) && bus(document); }},
        {"예약 OR bus", [&](const SearchDocument& document) { return reserved(document) || bus(document); }}};
    for (const auto& [text, holds] : queries)
        EXPECT_EQ(found(index, query(text)), counted(documents, holds)) << text;
    SearchQuery narrowed = query("*");
    narrowed.numbers = {{Number::columns, 0, 0}};
    EXPECT_EQ(found(index, narrowed), counted(documents, queries.front().second));
}

TEST(KnownCounts, StayRightWhileDocumentsChangeAndGo)
{
    const std::unique_ptr<SearchIndex> index = open_engine({});
    Documents documents;
    const auto write = [&](std::size_t begin, std::size_t step, std::size_t round) {
        std::vector<SearchDocument> changed;
        for (std::size_t i = begin; i < many; i += step)
            changed.push_back(numbered(i, round));
        for (const SearchDocument& document : changed)
            documents[document.urn] = document;
        index->apply(delta(std::move(changed), {}, round + 1));
    };
    write(0, 1, 0);
    expect_right_counts(*index, documents);
    for (std::size_t round = 1; round < 4; ++round) {
        write(round, 20, round);
        std::vector<std::string> gone;
        for (std::size_t i = round * 3; i < many; i += 31)
            gone.push_back(numbered(i, 0).urn);
        for (const std::string& urn : gone)
            documents.erase(urn);
        index->apply(delta({}, gone, round + 1));
        expect_right_counts(*index, documents);
    }
}

TEST(KnownCounts, AreThoseOfAFilterToo)
{
    const std::unique_ptr<SearchIndex> index = open_engine({});
    Documents documents;
    std::vector<SearchDocument> all;
    for (std::size_t i = 0; i < many; ++i)
        all.push_back(numbered(i, 0));
    for (const SearchDocument& document : all)
        documents[document.urn] = document;
    index->apply(delta(std::move(all)));
    SearchQuery wanted = query("");
    wanted.filters = {{Facet::platform, {"platform2"}}};
    Counts counts = found(*index, wanted);
    const Counts everything = counted(documents, [](const SearchDocument&) { return true; });
    Counts expected = counted(
        documents, [](const SearchDocument& document) { return document.values.at(1).value == "platform2"; });
    for (const auto& [value, count] : everything)
        if (value.first == Facet::platform)
            expected[value] = count; // a filter does not narrow its own facet
    EXPECT_EQ(counts, expected);
}

} // namespace
} // namespace colophon::search
