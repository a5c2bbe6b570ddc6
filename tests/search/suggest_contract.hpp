// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index_contract.hpp"

namespace colophon::search {

/// What every SearchIndex must suggest while somebody types.
class SuggestContract : public SearchIndexContract {
protected:
    std::vector<std::string> suggested(const std::string& typed, std::size_t limit = 10) const
    {
        std::vector<std::string> texts;
        for (const Suggestion& suggestion : index->suggest(typed, limit))
            texts.push_back(suggestion.text);
        return texts;
    }
};

TEST_P(SuggestContract, PutsWhatWasTypedWholeFirstThenThePopular)
{
    SearchDocument used = data_set("d", "reservation_used");
    used.usage = 5;
    add({data_set("a", "reservation"), data_set("b", "x", {"reservation_id"}),
         data_set("c", "y", {"reservation_id"}), used, data_set("e", "reservation_a"),
         data_set("f", "reservation_b")});
    EXPECT_THAT(suggested("reservation"), ElementsAre("reservation", "reservation_used", "reservation_id",
                                                      "reservation_a", "reservation_b"));
    EXPECT_THAT(suggested("reservation", 2), ElementsAre("reservation", "reservation_used"));
}

TEST_P(SuggestContract, CompletesTagsTermsAndPeopleAsWellAsNames)
{
    SearchDocument tagged = data_set("a", "trip");
    tagged.texts = {{Field::tag, "개인정보"}, {Field::term, "개인 고객"}, {Field::owner, "개발팀"}};
    SearchDocument person = data_set("b", "개발자");
    person.type = "corpuser";
    add({tagged, person});
    const std::vector<Suggestion> found = index->suggest("개", 10);
    ASSERT_EQ(found.size(), 4U);
    EXPECT_EQ(found[0].text, "개발자");
    EXPECT_EQ(found[0].type, "corpuser");
    EXPECT_EQ(found[0].field, Field::name);
    EXPECT_EQ(found[1].field, Field::tag);
    EXPECT_EQ(found[1].urn, "a");
    EXPECT_EQ(found[2].field, Field::term);
    EXPECT_EQ(found[3].text, "개발팀");
    EXPECT_EQ(found[3].field, Field::owner);
}

TEST_P(SuggestContract, CountsExactlyWhateverWasWrittenSince)
{
    std::vector<SearchDocument> all;
    for (int i = 0; i < 700; ++i)
        all.push_back(data_set("u" + std::to_string(1000 + i), "t" + std::to_string(i), {"예약번호"}));
    SearchDocument gone = data_set("v", "t", {"예약번호"});
    gone.removed = true;
    all.push_back(gone);
    add(all);
    std::uint64_t count = 700;
    std::string first = "u1000";
    const auto expect = [&] {
        const std::vector<Suggestion> found = index->suggest("예", 3);
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found[0].count, count);
        EXPECT_EQ(found[0].urn, first);
    };
    expect();
    for (int round = 0; round < 4; ++round) { // a few at a time, and among them the first
        add({data_set("u" + std::to_string(1000 + round), "t", {"차량"}),
             data_set("u" + std::to_string(1100 + round), "t", {"예약번호", "예약_번호"})});
        --count;
        first = "u" + std::to_string(1001 + round);
        expect();
    }
    for (int round = 0; round < 4; ++round) { // the first stays
        index->apply(delta({data_set("u" + std::to_string(1150 + round), "t", {"예약번호"})},
                           {"u" + std::to_string(1160 + round)}, ++position));
        --count;
        expect();
    }
    std::vector<std::string> many;
    for (int i = 200; i < 500; ++i)
        many.push_back("u" + std::to_string(1000 + i));
    index->apply(delta({}, many, ++position));
    count -= many.size();
    expect();
}

TEST_P(SuggestContract, FindsTheLivingBehindManyThatAreDead)
{
    std::vector<SearchDocument> all;
    for (int i = 0; i < 90; ++i)
        all.push_back(data_set("u" + std::to_string(100 + i), "name_" + std::to_string(100 + i)));
    all.push_back(data_set("v", "name_z"));
    for (int i = 0; i < 200; ++i)
        all.push_back(data_set("w" + std::to_string(100 + i), "other_" + std::to_string(100 + i)));
    add(all);
    std::vector<std::string> dead;
    for (int i = 0; i < 90; ++i)
        dead.push_back("u" + std::to_string(100 + i));
    index->apply(delta({}, dead, ++position));
    EXPECT_THAT(suggested("name", 1), ElementsAre("name_z"));
}

TEST_P(SuggestContract, FindsWordsInsideOfNamesAndSeveralWords)
{
    add({data_set("a", "old_reservation"), data_set("b", "vehicle_of_reservation"),
         data_set("c", "reservation_log"), data_set("d", "t", {"예약차량번호", "CreatedAt"})});
    EXPECT_THAT(suggested("reserv"),
                ElementsAre("reservation_log", "old_reservation", "vehicle_of_reservation"));
    EXPECT_THAT(suggested("reservation veh"), ElementsAre("vehicle_of_reservation"));
    EXPECT_THAT(suggested("reservation lo"), ElementsAre("reservation_log"));
    EXPECT_THAT(suggested("at"), ElementsAre("CreatedAt"));
    EXPECT_THAT(suggested("차량"), ElementsAre("예약차량번호"));
    EXPECT_THAT(suggested("old log"), IsEmpty()) << "no name has both";
    const std::vector<Suggestion> found = index->suggest("reservation veh", 10);
    EXPECT_THAT(found.at(0).highlight, ElementsAre(Range(0, 3), Range(11, 22)));
}

TEST_P(SuggestContract, MarksWhatWasTyped)
{
    add({data_set("a", "Reservation_ID"), data_set("b", "예약_번호")});
    EXPECT_THAT(index->suggest("reservationi", 1).at(0).highlight, ElementsAre(Range(0, 11), Range(12, 13)));
    EXPECT_THAT(index->suggest("예약번", 1).at(0).highlight, ElementsAre(Range(0, 2), Range(3, 4)));
}

TEST_P(SuggestContract, CompletesHangulWhileASyllableIsTyped)
{
    add({data_set("a", "예약"), data_set("b", "여행"), data_set("c", "차량")});
    EXPECT_THAT(suggested("ㅇ"), ElementsAre("여행", "예약"));
    EXPECT_THAT(suggested("예"), ElementsAre("예약"));
    EXPECT_THAT(suggested("옝"), ElementsAre("예약")) << "예 and the ㅇ of 약";
    EXPECT_THAT(suggested("예야"), ElementsAre("예약"));
    EXPECT_THAT(suggested("예ㅇ"), ElementsAre("예약"));
    EXPECT_THAT(suggested("찰"), ElementsAre("차량"));
    EXPECT_THAT(index->suggest("옝", 1).at(0).highlight, ElementsAre(Range(0, 2)));
    EXPECT_THAT(suggested("예얀"), IsEmpty());
}

TEST_P(SuggestContract, SurvivesWhateverIsTyped)
{
    add({data_set("a", "reservation", {"예약번호"}), data_set("b", "")});
    std::string words;
    for (int i = 0; i < 500; ++i)
        words += "예 a 1 ";
    for (const std::string& typed :
         {std::string(100000, 'r'), words, std::string("\xff\xfe"), std::string("😀"), std::string("\0", 1),
          std::string("\x01"), std::string("\x01r"), std::string("   "), std::string("ㅎㅎㅎ")})
        EXPECT_THAT(suggested(typed, 5), testing::SizeIs(testing::Le(1U))) << typed.substr(0, 10);
    EXPECT_THAT(suggested("r", 0), IsEmpty());
}

} // namespace colophon::search
