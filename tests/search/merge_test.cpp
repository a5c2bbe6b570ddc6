// SPDX-License-Identifier: Apache-2.0
#include "search/random_bytes.hpp"
#include "search/random_catalog.hpp"
#include "search/segment/segment_builder.hpp"
#include "search/segment/segment_merger.hpp"
#include "search/segment/sorted_union.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>

namespace colophon::search {
namespace {

TEST(SortedUnion, VisitsEveryTextOnceWithAllThatHaveIt)
{
    std::mt19937_64 random(2);
    for (std::size_t lists = 0; lists < 20; ++lists) {
        std::map<std::string, std::vector<std::uint32_t>> expected;
        std::vector<std::vector<std::string>> texts(lists);
        std::vector<std::uint32_t> counts;
        for (std::uint32_t list = 0; list < lists; ++list) {
            for (std::size_t left = random() % 40; left > 0; --left)
                texts[list].push_back(random_bytes(random));
            std::ranges::sort(texts[list]);
            texts[list].erase(std::unique(texts[list].begin(), texts[list].end()), texts[list].end());
            counts.push_back(static_cast<std::uint32_t>(texts[list].size()));
            for (const std::string& text : texts[list])
                expected[text].push_back(list);
        }
        SortedUnion all(counts, [&texts](std::uint32_t list, std::uint32_t i) -> std::string_view {
            return texts[list][i];
        });
        for (const auto& [text, having] : expected) {
            ASSERT_TRUE(all.next());
            EXPECT_EQ(all.text(), text);
            std::vector<std::uint32_t> found;
            for (const auto& [list, place] : all.places()) {
                found.push_back(list);
                EXPECT_EQ(texts[list][place], text);
            }
            EXPECT_EQ(found, having);
        }
        EXPECT_FALSE(all.next());
    }
}

/// What a term says of a document: the payload, then the positions.
using Said = std::vector<std::uint32_t>;

struct Contents {
    std::vector<SearchDocument> documents;
    std::map<std::string, std::map<std::string, Said>> terms;
    friend bool operator==(const Contents&, const Contents&) = default;
};

Contents contents(const Segment& segment)
{
    Contents all;
    for (std::uint32_t document = 0; document < segment.documents(); ++document)
        all.documents.push_back(segment.document(document));
    for (std::uint32_t term = 0; term < segment.terms(); ++term) {
        PositionCursor positions = segment.positions(term);
        for (PostingCursor cursor = segment.postings(term); cursor.next();) {
            Said said = {cursor.packed_payload()};
            each_position(positions.next(), [&said](std::uint32_t position) { said.push_back(position); });
            all.terms[std::string(segment.term(term))][std::string(segment.urn(cursor.document()))] = said;
        }
    }
    return all;
}

std::shared_ptr<const Segment> build(const std::map<std::string, SearchDocument>& documents)
{
    std::vector<const SearchDocument*> order;
    for (const auto& [urn, document] : documents)
        order.push_back(&document);
    return build_segment(order);
}

struct Merge {
    std::vector<Part> parts;
    std::map<std::string, SearchDocument> living;
};

/// Parts whose documents lie among one another, or one part behind the other.
Merge random_merge(std::uint64_t seed, std::size_t parts, bool among)
{
    RandomCatalog catalog(seed);
    ValueNumbers numbers;
    Merge made;
    for (std::size_t i = 0; i < parts; ++i) {
        std::map<std::string, SearchDocument> documents;
        for (std::size_t left = 1 + i * 97 % 350; left > 0; --left) {
            SearchDocument document = catalog.document();
            document.urn = among ? document.urn + "예" + std::to_string(i) : std::to_string(i) + document.urn;
            documents[document.urn] = document;
        }
        Part part = new_part(build(documents), numbers);
        auto dead = std::make_shared<DeadDocuments>(*part.dead);
        for (auto document = static_cast<std::uint32_t>(i % 3);
             i % 2 == 1 && document < part.segment->documents(); document += 3) {
            (*dead)[document / 64] |= std::uint64_t{1} << (document % 64);
            --part.living;
            documents.erase(std::string(part.segment->urn(document)));
        }
        part.dead = dead;
        made.parts.push_back(part);
        made.living.merge(documents);
    }
    return made;
}

TEST(Merge, MakesWhatBuildingAtOnceMakes)
{
    for (const std::size_t parts : {1U, 3U, 13U})
        for (const bool among : {false, true}) {
            const Merge made = random_merge(parts, parts, among);
            const MergedSegment merged = merge_segments(made.parts, Stay::lasting, {});
            const auto expected = build(made.living);
            EXPECT_TRUE(contents(*merged.segment) == contents(*expected)) << parts << " parts";
            EXPECT_EQ(merged.segment->values(), expected->values());
            for (const auto& [urn, document] : made.living)
                EXPECT_TRUE(merged.segment->find(urn).has_value()) << urn;
        }
}

TEST(Merge, CountsBeforehandWhatStaysAndWhatIsLarge)
{
    const auto known = [](std::uint32_t documents, Stay stay) {
        std::map<std::string, SearchDocument> all;
        for (std::uint32_t i = 0; i < documents; ++i) {
            SearchDocument document;
            document.urn = "예약" + std::to_string(i);
            document.name = "bus";
            all.emplace(document.urn, document);
        }
        ValueNumbers numbers;
        const std::vector<Part> parts = {new_part(build(all), numbers)};
        return !merge_segments(parts, stay, {}).segment->view().known_terms.empty();
    };
    EXPECT_FALSE(known(fewest_known_documents - 1, Stay::lasting));
    EXPECT_TRUE(known(fewest_known_documents, Stay::lasting));
    EXPECT_FALSE(known(fewest_known_passing - 1, Stay::passing));
    EXPECT_TRUE(known(fewest_known_passing, Stay::passing));
}

} // namespace
} // namespace colophon::search
