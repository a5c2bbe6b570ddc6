// SPDX-License-Identifier: Apache-2.0
//
// How good the order of answers is, judged by hand: english.txt and korean.txt over the company of
// company.hpp. With COLOPHON_SHOW_FAILURES set, every query whose best answer does not come first is printed
// with what came instead.
#include "search/engine.hpp"
#include "search/relevance/company.hpp"
#include "search/relevance/judgements.hpp"
#include "search/relevance/text_file.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <set>

namespace colophon::search {
namespace {

const std::filesystem::path folder = std::filesystem::path(COLOPHON_SOURCE_DIR) / "tests/search/relevance";

constexpr double rounding = 0.0005; // levels are written with three digits

struct Tally {
    std::size_t queries = 0;
    double reciprocal_ranks = 0;
    double ndcgs = 0;

    void add(const Quality& quality)
    {
        ++queries;
        reciprocal_ranks += quality.reciprocal_rank;
        ndcgs += quality.ndcg;
    }
    double mrr() const { return reciprocal_ranks / static_cast<double>(queries); }
    double ndcg() const { return ndcgs / static_cast<double>(queries); }
};

const Company& company()
{
    static const Company company = read_company(folder);
    return company;
}

const SearchIndex& index_of_company()
{
    static const std::unique_ptr<SearchIndex> index = [] {
        auto made = open_engine({});
        made->apply({company().documents, {}, 1});
        std::vector<SynonymGroup> synonyms;
        for (const FileLine& line : read_lines(folder / "synonyms.txt"))
            synonyms.push_back({split(line.text, ',')});
        EXPECT_TRUE(check_synonyms(synonyms));
        made->set_synonyms(std::move(synonyms));
        return made;
    }();
    return *index;
}

std::string key_of(const std::string& urn)
{
    const auto& urns = company().urns;
    return std::ranges::find(urns, urn, [](const auto& each) { return each.second; })->first;
}

void show_failure(const Judgement& judgement, const Result<SearchPage>& page)
{
    std::string wanted;
    for (const auto& [urn, grade] : judgement.grades)
        if (grade == 3)
            wanted += " " + key_of(urn);
    std::string came;
    if (!page)
        came = " " + std::string(page.error().what());
    else
        for (std::size_t i = 0; i < std::min<std::size_t>(page->hits.size(), 6); ++i)
            came += " " + key_of(page->hits[i].urn) + "(" +
                    std::to_string(static_cast<int>(page->hits[i].score)) + ")";
    const std::string relaxed = page && !page->relaxed.empty() ? " [" + page->relaxed + "]" : "";
    std::printf("%-10s %s\n  wanted%s\n  came  %s%s\n", judgement.kind.c_str(), judgement.text.c_str(),
                wanted.c_str(), came.c_str(), relaxed.c_str());
}

std::map<std::string, Tally> measure(const std::string& file)
{
    std::map<std::string, Tally> tallies;
    for (const Judgement& judgement : read_judgements(folder / file, company())) {
        SearchQuery query;
        query.text = judgement.text;
        query.limit = 10;
        const auto page = index_of_company().search(query);
        std::vector<std::string> urns;
        if (page)
            for (const Hit& hit : page->hits)
                urns.push_back(hit.urn);
        const Quality quality = quality_of(judgement, urns);
        if (quality.reciprocal_rank < 1 && std::getenv("COLOPHON_SHOW_FAILURES") != nullptr)
            show_failure(judgement, page);
        tallies[judgement.kind].add(quality);
        tallies["all"].add(quality);
    }
    return tallies;
}

void print(const std::string& title, const std::map<std::string, Tally>& tallies)
{
    std::printf("%-22s %8s %8s %8s\n", title.c_str(), "queries", "MRR", "nDCG@10");
    for (const auto& [kind, tally] : tallies)
        std::printf("  %-20s %8zu %8.3f %8.3f\n", kind.c_str(), tally.queries, tally.mrr(), tally.ndcg());
}

/// The level reached, as printed, which is to be held and raised: levels.txt beside this file. What a kind of
/// query needs may still be missing; its level is low then.
void hold(const std::string& language, const std::map<std::string, Tally>& tallies)
{
    std::map<std::string, Tally> unheld = tallies;
    for (const FileLine& line : read_lines(folder / "levels.txt")) {
        const auto words = words_of(line.text);
        if (words.at(0) != language)
            continue;
        const auto tally = unheld.extract(words.at(1));
        ASSERT_FALSE(tally.empty()) << line.place << ": no query is of this kind";
        EXPECT_GE(tally.mapped().mrr() + rounding, std::stod(words.at(2))) << line.text;
        EXPECT_GE(tally.mapped().ndcg() + rounding, std::stod(words.at(3))) << line.text;
    }
    for (const auto& [kind, tally] : unheld)
        ADD_FAILURE() << "levels.txt has no level for " << kind << "; write it with UPDATE_GOLDEN=1";
}

std::string level_line(const std::string& language, const std::string& kind, const Tally& tally)
{
    std::array<char, 80> line{};
    std::snprintf(line.data(), line.size(), "%s %-10s %.3f %.3f", language.c_str(), kind.c_str(), tally.mrr(),
                  tally.ndcg());
    return line.data();
}

/// Writes the levels of one language in place of those that the file has.
void write_levels(const std::string& language, const std::map<std::string, Tally>& tallies)
{
    std::vector<std::string> kept;
    for (const FileLine& line : read_lines(folder / "levels.txt"))
        if (words_of(line.text).at(0) != language)
            kept.push_back(line.text);
    for (const auto& [kind, tally] : tallies)
        kept.push_back(level_line(language, kind, tally));
    std::ranges::stable_sort(kept, {}, [](const std::string& line) { return words_of(line).at(0); });
    std::ofstream out(folder / "levels.txt");
    out << "# What each kind of query reaches at least: language, kind, MRR, nDCG@10. UPDATE_GOLDEN=1 writes "
           "what it is now.\n";
    for (const std::string& line : kept)
        out << line << '\n';
}

void check(const std::string& language, std::size_t least_queries)
{
    const auto tallies = measure(language + ".txt");
    EXPECT_GE(tallies.at("all").queries, least_queries);
    print(language, tallies);
    if (std::getenv("UPDATE_GOLDEN") != nullptr)
        write_levels(language, tallies);
    hold(language, tallies);
}

TEST(Relevance, HasACompanyThatOneCanBelieve)
{
    std::size_t data_sets = 0;
    std::size_t columns = 0;
    std::set<std::string> platforms;
    for (const SearchDocument& document : company().documents) {
        if (!document.platform.empty())
            platforms.insert(document.platform);
        if (document.type != "dataset")
            continue;
        ++data_sets;
        const auto own = std::ranges::count(document.texts, Field::column, &SearchDocument::Text::field);
        EXPECT_GE(own, 10) << document.urn;
        EXPECT_LE(own, 40) << document.urn;
        columns += static_cast<std::size_t>(own);
    }
    EXPECT_GE(data_sets, 500U);
    EXPECT_GE(platforms.size(), 6U);
    std::printf("%zu data sets, %zu columns, %zu entities on %zu platforms\n", data_sets, columns,
                company().documents.size(), platforms.size());
}

TEST(Relevance, HoldsItsLevelInEnglish)
{
    check("english", 200);
}

TEST(Relevance, HoldsItsLevelInKorean)
{
    check("korean", 150);
}

TEST(Quality, CountsTheRankOfTheBestAndDiscountsWhatComesLate)
{
    const Judgement judgement{"exact", "예약", {{"a", 3}, {"b", 2}, {"c", 1}}};
    const auto of = [&judgement](std::vector<std::string> urns) { return quality_of(judgement, urns); };
    EXPECT_DOUBLE_EQ(of({"a", "b", "c"}).ndcg, 1);
    EXPECT_DOUBLE_EQ(of({"a", "b", "c"}).reciprocal_rank, 1);
    EXPECT_DOUBLE_EQ(of({"b", "x", "a"}).reciprocal_rank, 1.0 / 3);
    EXPECT_LT(of({"b", "a", "c"}).ndcg, of({"a", "b", "c"}).ndcg);
    EXPECT_LT(of({"x", "a", "b", "c"}).ndcg, of({"a", "x", "b", "c"}).ndcg);
    EXPECT_DOUBLE_EQ(of({}).ndcg, 0);
    EXPECT_DOUBLE_EQ(of(std::vector<std::string>(10, "x")).reciprocal_rank, 0);
}

} // namespace
} // namespace colophon::search
