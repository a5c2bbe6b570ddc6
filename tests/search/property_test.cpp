// SPDX-License-Identifier: Apache-2.0

// What must hold of every catalog and every query, however the engine goes about it.

#include "core/text.hpp"
#include "search/analysis/analyzer.hpp"
#include "search/engine.hpp"
#include "search/random_catalog.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <set>

namespace colophon::search {
namespace {

constexpr Sort every_sort[] = {Sort::relevance, Sort::name, Sort::updated, Sort::usage};

/// Everything that a page says, but for where the next one begins.
std::string describe(const SearchPage& page)
{
    std::string text = page.relaxed + "/" + std::to_string(page.total);
    for (const Hit& hit : page.hits) {
        text += "\n" + hit.urn + " " + hit.name + " " + std::to_string(hit.score) + " " +
                std::to_string(hit.updated_ms) + " " + std::to_string(hit.usage);
        for (const Match& match : hit.matches) {
            text += "\n  " + std::string(field_name(match.field)) + " " + match.value;
            for (const Range& range : match.highlight)
                text += " " + std::to_string(range.first) + "-" + std::to_string(range.second);
        }
    }
    for (const FacetCounts& facet : page.facets)
        for (const FacetCount& value : facet.values)
            text += "\n" + std::string(facet_name(facet.facet)) + "=" + value.value + " " +
                    std::to_string(value.count);
    return text;
}

std::string describe(const std::vector<Suggestion>& suggestions)
{
    std::string text;
    for (const Suggestion& suggestion : suggestions)
        text += suggestion.text + " " + suggestion.urn + " " + std::to_string(suggestion.count) + "\n";
    return text;
}

/// All that an index says to some questions and completions.
std::string answers(const SearchIndex& index, std::uint64_t seed, int questions)
{
    RandomCatalog random(seed);
    std::string text;
    for (int i = 0; i < questions; ++i) {
        SearchQuery query = random.search();
        query.sort = every_sort[i % std::size(every_sort)];
        query.limit = 30;
        query.facets.push_back(Facet::type);
        const Result<SearchPage> page = index.search(query);
        text += query.text + ": " + (page ? describe(*page) : page.error().path()) + "\n";
    }
    for (const char* typed : {"u", "us", "예", "예약", "user i", "v2", "차량_", "reser"})
        text += std::string(typed) + ": " + describe(index.suggest(typed, 10));
    return text;
}

class SearchProperties : public testing::TestWithParam<std::uint64_t> {
protected:
    /// Documents of different URNs, with all that is sorted by.
    std::vector<SearchDocument> catalog(std::size_t count)
    {
        std::vector<SearchDocument> made;
        for (std::size_t i = 0; i < count; ++i) {
            made.push_back(random.document());
            made.back().urn = "urn:" + std::to_string(1000 + i);
            made.back().usage = static_cast<std::uint32_t>(draw() % 4);
            made.back().values.push_back({Facet::type, draw() % 3 == 0 ? "chart" : "dataset"});
        }
        return made;
    }

    std::unique_ptr<SearchIndex> filled(std::vector<SearchDocument> documents)
    {
        std::unique_ptr<SearchIndex> index = open_engine({});
        index->apply(delta(std::move(documents)));
        return index;
    }

    SearchQuery readable_query(const SearchIndex& index)
    {
        while (true) {
            SearchQuery query = random.search();
            if (index.search(query))
                return query;
        }
    }

    RandomCatalog random{GetParam()};
    std::mt19937_64 draw{GetParam()};
};

TEST_P(SearchProperties, AddingADocumentLosesNoMatch)
{
    std::vector<SearchDocument> documents = catalog(150);
    const std::unique_ptr<SearchIndex> index = filled({documents.begin(), documents.begin() + 100});
    std::vector<SearchQuery> queries;
    for (int i = 0; i < 60; ++i)
        queries.push_back(readable_query(*index));
    std::vector<std::set<std::string>> before(queries.size());
    for (std::size_t step = 100; step <= documents.size(); step += 10) {
        for (std::size_t i = 0; i < queries.size(); ++i) {
            const SearchPage page = *index->search(queries[i]);
            const std::vector<std::string> found =
                page.relaxed.empty() ? urns(page) : std::vector<std::string>();
            const std::set<std::string> now(found.begin(), found.end());
            EXPECT_TRUE(std::includes(now.begin(), now.end(), before[i].begin(), before[i].end()))
                << queries[i].text;
            before[i] = now;
        }
        if (step < documents.size())
            index->apply(delta({documents.begin() + static_cast<std::ptrdiff_t>(step),
                                documents.begin() + static_cast<std::ptrdiff_t>(step) + 10},
                               {}, step));
    }
}

std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> words(1);
    for (const char c : text)
        if (c == ' ')
            words.emplace_back();
        else
            words.back() += c;
    std::erase(words, "");
    return words;
}

std::vector<std::string> beginnings_of(std::string_view word)
{
    std::vector<std::string> beginnings;
    for (std::size_t bytes = 1; bytes <= word.size(); ++bytes)
        if (truncate_utf8(word, bytes).size() == bytes)
            beginnings.emplace_back(word.substr(0, bytes));
    return beginnings;
}

bool is_found(const SearchIndex& index, const std::string& text, const std::string& urn)
{
    SearchQuery wanted = query(text);
    wanted.limit = 1000;
    wanted.removed = true;
    const Result<SearchPage> page = index.search(wanted);
    return page && page->relaxed.empty() && std::ranges::count(urns(*page), urn) == 1;
}

TEST_P(SearchProperties, WhatIsFoundByAWordIsFoundByEachOfItsBeginnings)
{
    const std::vector<SearchDocument> documents = catalog(60);
    const std::unique_ptr<SearchIndex> index = filled(documents);
    for (const SearchDocument& document : documents) {
        std::vector<SearchDocument::Text> texts = document.texts;
        texts.push_back({Field::name, document.name});
        texts.push_back({Field::description, document.description});
        const SearchDocument::Text& text = texts[draw() % texts.size()];
        for (const std::string& word : words_of(text.text))
            for (const std::string& beginning : beginnings_of(word)) {
                EXPECT_TRUE(is_found(*index, beginning, document.urn))
                    << '"' << beginning << "\" of \"" << word << "\" in " << field_name(text.field);
                EXPECT_TRUE(
                    is_found(*index, std::string(field_name(text.field)) + ":" + beginning, document.urn))
                    << field_name(text.field) << ':' << beginning << " of \"" << word << '"';
            }
    }
}

TEST_P(SearchProperties, RemovingAndAddingAgainIsIdentity)
{
    const std::vector<SearchDocument> documents = catalog(150);
    const std::unique_ptr<SearchIndex> index = filled(documents);
    const std::string before = answers(*index, GetParam(), 60);
    const std::vector<SearchDocument> some(documents.begin() + 30, documents.begin() + 60);
    std::vector<std::string> their_urns;
    for (const SearchDocument& document : some)
        their_urns.push_back(document.urn);
    index->apply(delta(some, their_urns, 2)); // in one delta the removals come first
    EXPECT_EQ(answers(*index, GetParam(), 60), before);
    index->apply(delta({}, their_urns, 3));
    EXPECT_NE(answers(*index, GetParam(), 60), before);
    index->apply(delta(some, {}, 4));
    EXPECT_EQ(answers(*index, GetParam(), 60), before);
}

/// The same documents, come in in many ways.
TEST_P(SearchProperties, AnswersDoNotDependOnHowTheDocumentsCameIn)
{
    std::vector<SearchDocument> documents = catalog(120);
    const std::unique_ptr<SearchIndex> at_once = filled(documents);
    const std::string expected = answers(*at_once, GetParam(), 80);
    Position position = 0;

    const std::unique_ptr<SearchIndex> one_by_one = open_engine({});
    for (const SearchDocument& document : documents)
        one_by_one->apply(delta({document}, {}, ++position));
    EXPECT_EQ(answers(*one_by_one, GetParam(), 80), expected) << "one by one";

    const TempDir directory;
    std::shuffle(documents.begin(), documents.end(), draw);
    const std::unique_ptr<SearchIndex> edited = open_engine(directory.path());
    for (std::size_t i = 0; i < documents.size();) {
        IndexDelta made;
        made.position = ++position;
        for (std::size_t size = draw() % 7 + 1; size > 0 && i < documents.size(); --size, ++i) {
            SearchDocument draft = documents[draw() % documents.size()]; // and what it was before
            draft.name += " draft";
            draft.texts.clear();
            made.upserts.push_back(std::move(draft));
            made.removals.push_back(documents[draw() % documents.size()].urn);
        }
        made.upserts.push_back(data_set("gone" + std::to_string(i), "예약 user id v2"));
        edited->apply(std::move(made));
    }
    for (std::size_t i = 0; i <= documents.size(); ++i)
        edited->apply(delta({}, {"gone" + std::to_string(i)}, ++position));
    for (std::size_t i = 0; i < documents.size(); i += 10)
        edited->apply(
            delta({documents.begin() + static_cast<std::ptrdiff_t>(i),
                   documents.begin() + static_cast<std::ptrdiff_t>(std::min(i + 10, documents.size()))},
                  {}, ++position));
    EXPECT_EQ(answers(*edited, GetParam(), 80), expected) << "shuffled, after other things";

    edited->save();
    const std::unique_ptr<SearchIndex> loaded = open_engine(directory.path());
    EXPECT_EQ(loaded->position(), position);
    EXPECT_EQ(answers(*loaded, GetParam(), 80), expected) << "saved and loaded";
    loaded->apply(delta({documents.begin(), documents.begin() + 60}, {}, ++position));
    EXPECT_EQ(answers(*loaded, GetParam(), 80), expected) << "written over";
}

/// A part of a hit that does not depend on the page it stands on.
std::vector<std::string> whole_order(const SearchIndex& index, SearchQuery query)
{
    query.limit = 1000;
    return urns(*index.search(query));
}

TEST_P(SearchProperties, PagesTogetherAreTheWholeOrder)
{
    const std::unique_ptr<SearchIndex> index = filled(catalog(200));
    for (int i = 0; i < 24; ++i) {
        SearchQuery query = readable_query(*index);
        query.sort = every_sort[i % std::size(every_sort)];
        const std::vector<std::string> whole = whole_order(*index, query);
        query.limit = static_cast<std::size_t>(draw() % 9 + 1);
        std::vector<std::string> pages;
        do {
            const SearchPage page = *index->search(query);
            EXPECT_EQ(page.total, whole.size()) << query.text;
            ASSERT_LE(page.hits.size(), query.limit);
            for (const std::string& urn : urns(page))
                pages.push_back(urn);
            query.cursor = page.next;
        } while (!query.cursor.empty() && pages.size() <= whole.size());
        EXPECT_EQ(pages, whole) << query.text << " by " << static_cast<int>(query.sort);
    }
}

TEST_P(SearchProperties, OrdersByWhatIsSortedBy)
{
    const std::unique_ptr<SearchIndex> index = filled(catalog(200));
    for (int i = 0; i < 40; ++i) {
        SearchQuery query = readable_query(*index);
        query.sort = every_sort[i % std::size(every_sort)];
        const auto key = [&query](const Hit& hit) {
            return query.sort == Sort::updated     ? static_cast<double>(hit.updated_ms)
                   : query.sort == Sort::usage     ? static_cast<double>(hit.usage)
                   : query.sort == Sort::relevance ? hit.score
                                                   : 0.0;
        };
        const SearchPage page = *index->search(query);
        for (std::size_t h = 1; h < page.hits.size(); ++h) {
            EXPECT_GE(key(page.hits[h - 1]), key(page.hits[h])) << query.text;
            if (query.sort == Sort::relevance && page.hits[h - 1].score == page.hits[h].score) {
                EXPECT_LT(page.hits[h - 1].urn, page.hits[h].urn) << query.text;
            }
        }
    }
}

TEST_P(SearchProperties, FacetCountsAddUp)
{
    const std::unique_ptr<SearchIndex> index = filled(catalog(200));
    for (int i = 0; i < 60; ++i) {
        SearchQuery query = readable_query(*index);
        query.filters.clear();
        query.facets = {Facet::type, Facet::env, Facet::platform, Facet::owner};
        const SearchPage page = *index->search(query);
        const auto sum_of = [](const FacetCounts& facet) {
            return std::accumulate(
                facet.values.begin(), facet.values.end(), std::uint64_t{0},
                [](std::uint64_t sum, const FacetCount& value) { return sum + value.count; });
        };
        EXPECT_EQ(sum_of(page.facets.at(1)), page.total) << "every document has one environment";
        EXPECT_GE(sum_of(page.facets.at(0)), page.total) << "and two types";
        for (const FacetCounts& facet : page.facets)
            for (const FacetCount& value : facet.values) {
                SearchQuery narrowed = query;
                narrowed.filters = {{facet.facet, {value.value}}};
                narrowed.facets.clear();
                const Result<SearchPage> within = index->search(narrowed);
                EXPECT_EQ(within->total, value.count) << query.text << " " << value.value;
                EXPECT_GT(value.count, 0U);
            }
    }
}

TEST_P(SearchProperties, ShortFacetsAreTheBeginningOfLongOnes)
{
    const std::unique_ptr<SearchIndex> index = filled(catalog(200));
    for (int i = 0; i < 30; ++i) {
        SearchQuery query = readable_query(*index);
        const std::vector<FacetCounts> whole = index->search(query)->facets;
        query.facet_limit = static_cast<std::size_t>(draw() % 5);
        const std::vector<FacetCounts> cut = index->search(query)->facets;
        ASSERT_EQ(cut.size(), whole.size());
        for (std::size_t f = 0; f < whole.size(); ++f) {
            const auto& values = whole[f].values;
            EXPECT_EQ(cut[f].more, values.size() > query.facet_limit);
            ASSERT_EQ(cut[f].values.size(), std::min(values.size(), query.facet_limit));
            for (std::size_t v = 0; v < cut[f].values.size(); ++v)
                EXPECT_EQ(cut[f].values[v].value, values[v].value) << query.text;
            EXPECT_TRUE(std::ranges::is_sorted(values, [](const FacetCount& a, const FacetCount& b) {
                return a.count != b.count ? a.count > b.count : a.value < b.value;
            }));
        }
    }
}

TEST_P(SearchProperties, SoftDeletedDocumentsComeOnRequestOnly)
{
    const std::unique_ptr<SearchIndex> index = filled(catalog(200));
    for (int i = 0; i < 40; ++i) {
        SearchQuery query = readable_query(*index);
        query.removed = false;
        const SearchPage without = *index->search(query);
        query.removed = true;
        const SearchPage with = *index->search(query);
        EXPECT_TRUE(std::ranges::none_of(without.hits, &Hit::removed)) << query.text;
        if (without.relaxed != with.relaxed)
            continue; // the exact reading finds soft-deleted documents only
        std::vector<std::string> living;
        for (const Hit& hit : with.hits)
            if (!hit.removed)
                living.push_back(hit.urn);
        EXPECT_THAT(living, testing::UnorderedElementsAreArray(urns(without))) << query.text;
    }
}

TEST_P(SearchProperties, HighlightsLieInTheTextsOfTheDocument)
{
    const std::vector<SearchDocument> documents = catalog(200);
    const std::unique_ptr<SearchIndex> index = filled(documents);
    std::size_t highlighted = 0;
    for (int i = 0; i < 40; ++i) {
        const SearchQuery query = readable_query(*index);
        const SearchPage page = *index->search(query);
        for (const Hit& hit : page.hits) {
            const SearchDocument& document = documents.at(std::stoul(hit.urn.substr(4)) - 1000);
            for (const Match& match : hit.matches) {
                const std::vector<SearchDocument::Text> own = {
                    {Field::name, document.name},
                    {Field::qualified_name, document.qualified_name},
                    {Field::description, document.description}};
                const SearchDocument::Text text{match.field, match.value};
                EXPECT_TRUE(std::ranges::count(own, text) + std::ranges::count(document.texts, text) > 0)
                    << query.text << ": " << match.value;
                EXPECT_FALSE(match.highlight.empty());
                std::uint32_t behind = 0;
                for (const auto& [begin, end] : match.highlight) {
                    EXPECT_TRUE(begin == 0 || begin >= behind) << query.text << ": " << match.value;
                    EXPECT_LT(begin, end);
                    EXPECT_LE(end, code_points(match.value));
                    behind = end;
                    ++highlighted;
                }
            }
        }
    }
    EXPECT_GT(highlighted, 100U);
}

TEST_P(SearchProperties, ThePartsOfAScoreAddUpToIt)
{
    const std::unique_ptr<SearchIndex> index = filled(catalog(200));
    for (int i = 0; i < 40; ++i) {
        SearchQuery query = readable_query(*index);
        const SearchPage plain = *index->search(query);
        query.explain = true;
        const SearchPage explained = *index->search(query);
        ASSERT_EQ(urns(plain), urns(explained)) << query.text;
        for (std::size_t h = 0; h < explained.hits.size(); ++h) {
            const Hit& hit = explained.hits[h];
            EXPECT_EQ(hit.score, plain.hits[h].score) << query.text;
            double sum = 0;
            for (const auto& [part, score] : hit.explanation)
                sum += score;
            EXPECT_NEAR(sum, hit.score, 1e-6) << query.text;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, SearchProperties, testing::Range<std::uint64_t>(1, 4));

} // namespace
} // namespace colophon::search
