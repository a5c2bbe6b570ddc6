// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index_contract.hpp"

namespace colophon::search {

TEST_P(SearchIndexContract, FindsWhatSynonymsFind)
{
    add({data_set("a", "reservation"), data_set("b", "예약"), data_set("c", "t", {"personal_information"}),
         data_set("d", "t", {"pii"}), data_set("e", "t", {"personal"}, "information")});
    EXPECT_THAT(found("예약"), ElementsAre("b"));
    index->set_synonyms({{{"예약", "Reservation"}}, {{"PII", "personal information"}}});
    EXPECT_THAT(found("예약"), ElementsAre("b", "a")) << "what was typed comes first";
    EXPECT_THAT(found("RESERVATION"), ElementsAre("a", "b"));
    EXPECT_THAT(found("pii"), ElementsAre("d", "c")) << "the words of a phrase stand side by side";
    EXPECT_THAT(found("personal information"), UnorderedElementsAre("c", "d", "e"));
    EXPECT_THAT(found("\"예약\""), ElementsAre("b")) << "what is quoted stands for itself";
    EXPECT_THAT(found("carsharing -예약"), UnorderedElementsAre("c", "d", "e"));
    EXPECT_EQ(find(query("예약 없음")).total, 2U) << "a looser reading knows them too";
    index->set_synonyms({});
    EXPECT_THAT(found("예약"), ElementsAre("b"));
}

TEST_P(SearchIndexContract, ChangesSynonymsWhileOthersSearch)
{
    add({data_set("a", "reservation"), data_set("b", "예약")});
    std::thread reader([this] {
        for (int i = 0; i < 300; ++i) {
            const std::size_t hits = found("예약").size();
            EXPECT_TRUE(hits == 1 || hits == 2) << hits;
        }
    });
    for (int i = 0; i < 300; ++i) {
        index->set_synonyms(std::vector<SynonymGroup>(i % 2 == 0 ? 50 : 0, {{"예약", "reservation"}}));
        index->suggest("예", 3);
    }
    reader.join();
}

TEST_P(SearchIndexContract, TakesOfBadSynonymsWhatItCan)
{
    add({data_set("a", "reservation"), data_set("b", "예약")});
    index->set_synonyms({{{}}, {{"예약"}}, {{"!!", "\xff", std::string(201, 'x'), "예약", "reservation"}}});
    EXPECT_THAT(found("예약"), ElementsAre("b", "a"));
    index->set_synonyms(std::vector<SynonymGroup>(max_synonym_groups, {{"예약", "reservation"}}));
    EXPECT_THAT(found("예약"), ElementsAre("b", "a"));
}

TEST(Synonyms, AreRefusedWithTheirPlace)
{
    const auto path = [](std::vector<SynonymGroup> groups) {
        const Result<> checked = check_synonyms(groups);
        return checked ? std::string("good") : checked.error().path();
    };
    EXPECT_EQ(path({}), "good");
    EXPECT_EQ(path({{{"예약", "reservation"}}, {{"PII", "personal information"}}}), "good");
    EXPECT_EQ(path({{{"예약", "reservation"}}, {{"예약"}}}), "[1]");
    EXPECT_EQ(path({{{"예약", "--"}}}), "[0][1]");
    EXPECT_EQ(path({{{"\xff", "예약"}}}), "[0][0]");
    EXPECT_EQ(path({{{"a", "a b c d e f g h i j k"}}}), "[0][1]");
    EXPECT_EQ(path({{{"a", "a_b_c_d_e_f_g_h_i_j"}}}), "good");
    std::string longest;
    for (std::size_t i = 0; i < max_synonym_code_points; ++i)
        longest += "약";
    EXPECT_EQ(path({{{"a", longest}}}), "good");
    EXPECT_EQ(path({{{"a", longest + "약"}}}), "[0][1]");
    EXPECT_EQ(path({{std::vector<std::string>(max_synonym_members, "예약")}}), "good");
    EXPECT_EQ(path({{std::vector<std::string>(max_synonym_members + 1, "예약")}}), "[0]");
    EXPECT_EQ(path(std::vector<SynonymGroup>(max_synonym_groups + 1, {{"a", "b"}})), "[5000]");
}

} // namespace colophon::search
