// SPDX-License-Identifier: Apache-2.0
#include "service/index_feeder.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace colophon::service {
namespace {

/// Remembers what it was given; refuses a delta that has a document of this URN.
class RecordingIndex final : public search::SearchIndex {
public:
    explicit RecordingIndex(std::string refused = "") : refused_(std::move(refused)) {}

    void apply(search::IndexDelta delta) override
    {
        for (const search::SearchDocument& document : delta.upserts)
            if (document.urn == refused_)
                throw std::runtime_error("no room");
        deltas.push_back(std::move(delta));
    }
    search::Position position() const override { return deltas.empty() ? 0 : deltas.back().position; }
    Result<search::SearchPage> search(const search::SearchQuery&) const override
    {
        return search::SearchPage{};
    }
    std::vector<search::Suggestion> suggest(std::string_view, std::size_t) const override { return {}; }
    void scan(const std::function<bool(const search::SearchDocument&)>&) const override {}
    void save() override {}
    void set_synonyms(std::vector<search::SynonymGroup>) override {}
    search::IndexStatus status() const override { return {}; }

    std::vector<search::IndexDelta> deltas;

private:
    std::string refused_;
};

search::SearchDocument numbered(std::size_t number, std::size_t bytes = 0)
{
    search::SearchDocument document;
    document.urn = "예약" + std::to_string(number);
    document.description = std::string(bytes, 'x');
    return document;
}

TEST(IndexFeeder, HandsOverAllInOrderAndThePositionLast)
{
    RecordingIndex index;
    IndexFeeder feeder(index);
    constexpr std::size_t documents = 20'000;
    for (std::size_t i = 0; i < documents; ++i)
        feeder.add(numbered(i));
    EXPECT_EQ(feeder.finish(7), documents);
    ASSERT_GT(index.deltas.size(), 1U);
    std::size_t next = 0;
    for (const search::IndexDelta& delta : index.deltas) {
        EXPECT_EQ(delta.position, &delta == &index.deltas.back() ? 7U : 0U) << "not before all is in";
        for (const search::SearchDocument& document : delta.upserts)
            EXPECT_EQ(document.urn, numbered(next++).urn);
    }
    EXPECT_EQ(next, documents);
}

TEST(IndexFeeder, HandsOverFewOfLargeDocuments)
{
    RecordingIndex index;
    IndexFeeder feeder(index);
    for (std::size_t i = 0; i < 40; ++i)
        feeder.add(numbered(i, std::size_t{1} << 20U));
    feeder.finish(1);
    for (const search::IndexDelta& delta : index.deltas)
        EXPECT_LE(delta.upserts.size(), 16U);
}

TEST(IndexFeeder, TellsAnEmptyStoreToo)
{
    RecordingIndex index;
    EXPECT_EQ(IndexFeeder(index).finish(3), 0U);
    EXPECT_EQ(index.position(), 3U);
}

TEST(IndexFeeder, PassesOnWhatTheIndexThrows)
{
    RecordingIndex index(numbered(19'999).urn);
    IndexFeeder feeder(index);
    for (std::size_t i = 0; i < 20'000; ++i)
        feeder.add(numbered(i));
    EXPECT_THROW(feeder.finish(7), std::runtime_error);
    EXPECT_EQ(index.position(), 0U);
}

} // namespace
} // namespace colophon::service
