// SPDX-License-Identifier: Apache-2.0

// Files whose checksums are right and whose numbers are not: lengths and offsets are not believed.

#include "core/log.hpp"
#include "search/checked_file.hpp"
#include "search/cpu_time.hpp"
#include "search/engine.hpp"
#include "search/search_fixture.hpp"
#include "search/snapshot_files.hpp"
#include "support/temp_dir.hpp"

#include <array>
#include <cstring>
#include <gtest/gtest.h>
#include <limits>
#include <random>

namespace colophon::search {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t checksum_bytes = sizeof(std::uint64_t);

/// A file of this content as the engine's own writer writes it.
void write_checked(const fs::path& file, std::string_view content)
{
    CheckedWriter out(file);
    out.write(std::as_bytes(std::span(content)));
    out.commit();
}

class SnapshotForgery : public testing::TestWithParam<std::uint64_t> {
protected:
    SnapshotForgery()
    {
        log::configure(log::Level::error, log::Format::text); // thousands of starts say why they are empty
        const std::unique_ptr<SearchIndex> index = open_engine(folder.path());
        std::vector<SearchDocument> all;
        for (int i = 0; i < 12; ++i) {
            all.push_back(data_set("u" + std::to_string(i), "예약_" + std::to_string(i % 5), {"user_id", "b"},
                                   "차량의 예약을 기록한다"));
            all.back().values.push_back({Facet::owner, "소유자" + std::to_string(i % 3)});
        }
        index->apply(delta(all, {}, 1));
        index->apply(delta({data_set("u3", "trip")}, {"u5"}, 2));
        index->save();
        for (const fs::path& file : files_below(folder.path())) {
            const std::string bytes = read_bytes(file);
            originals.emplace_back(file, bytes.substr(0, bytes.size() - checksum_bytes));
        }
    }
    ~SnapshotForgery() override { log::configure(log::Level::info, log::Format::text); }

    /// Whatever was loaded, it answers, takes what is written and can be saved.
    void expect_goes_on() const
    {
        const double seconds = cpu_seconds_of([this] {
            const std::unique_ptr<SearchIndex> index = open_engine(folder.path());
            loaded += index->position() != 0;
            for (const char* text : {"", "예약", "user id", "\"user id\"", "-trip", "u*", "name:예 OR b",
                                     "예약 없음", "owner:소유자1"}) {
                SearchQuery wanted = query(text);
                wanted.facets = {Facet::type, Facet::owner};
                wanted.removed = true;
                for (const Sort sort : {Sort::relevance, Sort::name, Sort::updated, Sort::usage}) {
                    wanted.sort = sort;
                    const Result<SearchPage> page = index->search(wanted);
                    EXPECT_TRUE(!page || page->hits.size() <= wanted.limit);
                }
            }
            EXPECT_LE(index->suggest("예", 10).size(), 10U);
            std::size_t scanned = 0;
            index->scan([&scanned](const SearchDocument&) { return ++scanned < 1000; });
            index->apply(delta({data_set("u1", "새것"), data_set("new", "예약")}, {"u2"}, 9));
            EXPECT_EQ(index->position(), 9U);
        });
        EXPECT_LT(seconds, bounded_cpu_seconds);
    }

    TempDir folder;
    std::vector<std::pair<fs::path, std::string>> originals;
    mutable int loaded = 0;
};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SnapshotForgery);

template <class T> void put(std::string& content, std::size_t at, T value)
{
    std::memcpy(content.data() + at, &value, sizeof value);
}

template <class T> T number_at(const std::string& content, std::size_t at)
{
    T value{};
    std::memcpy(&value, content.data() + at, sizeof value);
    return value;
}

/// What a number might be instead: its neighbours, and those that overflow what is computed of it.
template <class T> std::array<T, 8> forged_numbers(T number)
{
    constexpr T most = std::numeric_limits<T>::max();
    return {T(0),
            T(1),
            static_cast<T>(number + 1),
            static_cast<T>(number - 1),
            static_cast<T>(number * 2),
            most,
            static_cast<T>(most / 2 + 1),
            static_cast<T>(most / 8 + 1)};
}

template <class T> void forge_number(std::string& content, std::mt19937_64& random)
{
    const std::size_t at = random() % (content.size() / sizeof(T)) * sizeof(T);
    const std::array<T, 8> forged = forged_numbers(number_at<T>(content, at));
    put(content, at, forged[random() % forged.size()]);
}

TEST_P(SnapshotForgery, BelievesNoNumberThatCannotBe)
{
    std::mt19937_64 random(GetParam());
    for (const auto& [file, content] : originals) {
        for (int i = 0; i < 400; ++i) {
            std::string forged = content;
            if (i % 2 == 0)
                forge_number<std::uint32_t>(forged, random);
            else
                forge_number<std::uint64_t>(forged, random);
            write_checked(file, forged);
            SCOPED_TRACE(file.filename().string() + " " + std::to_string(i));
            expect_goes_on();
            ASSERT_FALSE(HasFailure());
        }
        write_checked(file, content);
    }
}

TEST_P(SnapshotForgery, BelievesNoByteThatCannotBe)
{
    std::mt19937_64 random(GetParam());
    for (const auto& [file, content] : originals) {
        for (int i = 0; i < 400; ++i) {
            std::string forged = content;
            for (std::size_t changes = random() % 5 + 1; changes > 0; --changes)
                forged[random() % forged.size()] = static_cast<char>(random());
            write_checked(file, forged);
            SCOPED_TRACE(file.filename().string() + " " + std::to_string(i));
            expect_goes_on();
            ASSERT_FALSE(HasFailure());
        }
        write_checked(file, content);
    }
}

TEST_P(SnapshotForgery, BelievesNoLengthThatCannotBe)
{
    std::mt19937_64 random(GetParam());
    for (const auto& [file, content] : originals) {
        for (int i = 0; i < 100; ++i) {
            std::string forged = content;
            if (i % 2 == 0)
                forged.resize(random() % (forged.size() + 1));
            else
                forged.erase(random() % forged.size(), random() % 64 + 1);
            write_checked(file, forged);
            SCOPED_TRACE(file.filename().string() + " " + std::to_string(i));
            expect_goes_on();
            ASSERT_FALSE(HasFailure());
        }
        write_checked(file, content);
    }
}

} // namespace
} // namespace colophon::search
