// SPDX-License-Identifier: Apache-2.0
#include "service/catalog_fixture.hpp"

#include <gtest/gtest.h>
#include <latch>

namespace colophon::service {
namespace {

/// An index that can be held up, or broken, while it takes a delta.
class HeldIndex : public search::SearchIndex {
public:
    explicit HeldIndex(std::unique_ptr<search::SearchIndex> inner) : inner_(std::move(inner)) {}

    void apply(search::IndexDelta delta) override
    {
        arrived.count_down();
        go_on.wait();
        if (broken)
            throw Error(Errc::internal, "고장");
        inner_->apply(std::move(delta));
    }
    search::Position position() const override { return inner_->position(); }
    Result<search::SearchPage> search(const search::SearchQuery& query) const override
    {
        return inner_->search(query);
    }
    std::vector<search::Suggestion> suggest(std::string_view prefix, std::size_t limit) const override
    {
        return inner_->suggest(prefix, limit);
    }
    void scan(const std::function<bool(const search::SearchDocument&)>& visit) const override
    {
        inner_->scan(visit);
    }
    void save() override { inner_->save(); }
    void set_synonyms(std::vector<search::SynonymGroup> groups) override
    {
        inner_->set_synonyms(std::move(groups));
    }
    search::IndexStatus status() const override { return inner_->status(); }

    std::latch arrived{1};
    std::latch go_on{1};
    bool broken = false;

private:
    std::unique_ptr<search::SearchIndex> inner_;
};

class HealthTest : public testing::Test, protected CatalogFixture {
protected:
    HealthTest()
    {
        pipelines.reset();
        catalog.reset();
        auto own = std::make_unique<HeldIndex>(std::move(index));
        held = own.get();
        index = std::move(own);
        catalog =
            std::make_unique<Catalog>(EntityRegistry::builtin(), *store, *index,
                                      CatalogOptions{.now_ms = [this] { return ++now; }, .on_fatal = {}});
        catalog->catch_up();
    }

    Ingested begin_write()
    {
        std::vector<Proposal> proposals{proposal(dataset("a.b.예약"), Status{false})};
        return catalog->ingest(writer, std::move(proposals), false);
    }

    HeldIndex* held = nullptr;
};

TEST_F(HealthTest, SearchIsBehindFromTheCommitUntilItHasTheChange)
{
    EXPECT_EQ(catalog->health().lag.count(), 0);
    auto written = begin_write();
    held->arrived.wait();
    EXPECT_GT(catalog->health().lag.count(), 0);
    EXPECT_GT(catalog->status().store.position, catalog->status().searchable);
    held->go_on.count_down();
    written.get();
    EXPECT_EQ(catalog->health().lag.count(), 0);
    EXPECT_FALSE(catalog->health().failed);
    EXPECT_EQ(catalog->figures().refresh_seconds.read().count, 1);
}

TEST_F(HealthTest, SearchThatCannotFollowStaysBehind)
{
    held->broken = true;
    held->go_on.count_down();
    EXPECT_THROW(begin_write().get(), Error);
    EXPECT_GT(catalog->health().lag.count(), 0);
    EXPECT_TRUE(catalog->health().failed);
}

} // namespace
} // namespace colophon::service
