// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"
#include "ingest/change_summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using testing::HasSubstr;
using testing::Not;
using Operation = EntityChange::Operation;

EntityChange container(const std::string& name, Operation operation, const std::optional<Urn>& parent = {})
{
    EntityChange change{Urn::container(name), operation, name};
    change.container = parent;
    return change;
}

EntityChange table(const std::string& name, Operation operation, const std::string& in)
{
    EntityChange change{Urn::dataset("mysql", in + '.' + name, "PROD"), operation, name};
    change.container = Urn::container(in);
    return change;
}

AspectChange description(const std::string& from, const std::string& to)
{
    const auto document = [](const std::string& text) {
        return nlohmann::json{{"description", text}}.dump();
    };
    return {{"datasetProperties", document(to)}, document(from)};
}

TEST(ChangeSummary, IsATreeByContainerThatLinesUpInAnyScript)
{
    ChangeSummary summary;
    summary.add(container("상점", Operation::keep), {});
    summary.add(container("주문", Operation::add, Urn::container("상점")), {});
    summary.add(table("예약", Operation::add, "주문"), {});
    EntityChange changed = table("payment", Operation::change, "주문");
    changed.aspects.push_back(
        {{"schemaMetadata",
          R"({"fields":[{"fieldPath":"요금","nativeDataType":"double"},{"fieldPath":"a","nativeDataType":"int"}]})"},
         R"({"fields":[{"fieldPath":"요금","nativeDataType":"decimal"}]})"});
    changed.aspects[0].written_by = "urn:li:corpuser:김";
    summary.add(changed, {});
    summary.add(table("kept", Operation::keep, "주문"), {});
    summary.add(table("measured", Operation::measure, "주문"), {});
    summary.add_removal({Urn::dataset("mysql", "주문.낡은표", "PROD"), Urn::container("주문"), ""}, "");
    EXPECT_EQ(summary_text(summary), "상점  +1\n"
                                     "  + 주문  +1 ~1 -1 =2\n"
                                     "    ~ payment\n"
                                     "        columns.요금.type  decimal → double\n"
                                     "        columns.a          + int\n"
                                     "        schemaMetadata was last written by urn:li:corpuser:김\n"
                                     "    - 낡은표\n"
                                     "    + 예약\n"
                                     "+ 2 added, ~ 1 changed, - 1 removed, = 3 kept (1 measured anew)\n");
}

TEST(ChangeSummary, SaysThatThereIsNothingToSay)
{
    ChangeSummary summary;
    summary.add(table("예약", Operation::keep, "주문"), {});
    EXPECT_EQ(summary_text(summary), "nothing to change, = 1 kept\n");
}

TEST(ChangeSummary, TellsTablesByTheirNamesAndLongTextsByWhatDiffers)
{
    ChangeSummary summary;
    EntityChange change = table("예약", Operation::change, "주문");
    const std::string same(200, 's');
    change.aspects.push_back(description(same + "옛것", same + "새것"));
    change.aspects.push_back(
        {{"upstreamLineage",
          R"json({"upstreams":[{"dataset":"urn:li:dataset:(urn:li:dataPlatform:mysql,shop.orders,PROD)"}]})json"},
         R"({"upstreams":[]})"});
    summary.add(change, {});
    const std::string text = summary_text(summary);
    EXPECT_THAT(text, HasSubstr("comment  …ssssssssssssss옛것 → …ssssssssssssss새것\n"));
    EXPECT_THAT(text, HasSubstr("upstreams.shop.orders  +\n"));
}

TEST(ChangeSummary, ShowsHostileNamesAsHarmlessText)
{
    ChangeSummary summary;
    EntityChange change = table("x", Operation::change, "주문");
    change.name = "예\x1b[2J약\n+ forged";
    change.aspects.push_back(description("a", "\x1b]0;title\x07"));
    summary.add(change, {});
    const std::string text = summary_text(summary);
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, HasSubstr("~ 예\\u001b[2J약\\n+ forged\n"));
}

TEST(ChangeSummary, EndsWhereContainersHoldEachOther)
{
    ChangeSummary summary;
    summary.add(container("가", Operation::change, Urn::container("나")), {});
    summary.add(container("나", Operation::change, Urn::container("가")), {});
    summary.add(container("다", Operation::change, Urn::container("다")), {});
    summary.add(table("예약", Operation::add, "가"), {});
    const std::string text = summary_text(summary);
    EXPECT_THAT(text, HasSubstr("~ 다"));
    EXPECT_THAT(text, HasSubstr("+ 1 added, ~ 3 changed"));
}

TEST(ChangeSummary, CountsWhatItDoesNotList)
{
    ChangeSummary summary;
    for (int i = 0; i < 1'000; ++i)
        summary.add(table("t" + std::to_string(i), Operation::add, "주문"), {});
    summary.add(table("바뀐표", Operation::change, "주문"), {});
    EXPECT_EQ(summary.total()[ChangeSummary::Operation::add], 1'000U);
    const std::string text = summary_text(summary);
    EXPECT_THAT(text, HasSubstr("and 950 more\n"));
    EXPECT_THAT(text, HasSubstr("~ 바뀐표"));
    EXPECT_THAT(text, HasSubstr("+ 1000 added, ~ 1 changed"));
}

TEST(ChangeSummary, CutsListsForMachinesAndNeverCounts)
{
    ChangeSummary summary;
    for (int i = 0; i < 60; ++i) {
        EntityChange change = table("예약" + std::to_string(i), Operation::change, "주문");
        change.aspects.push_back(description("옛것", std::string(5'000, 'x')));
        summary.add(change, {});
    }
    std::string text;
    JsonWriter out(text);
    write_summary(out, summary, {7, 1, 40});
    const auto document = parse_json(text);
    ASSERT_TRUE(document) << text;
    EXPECT_EQ((*document)["changes"].size(), 7U);
    EXPECT_EQ((*document)["changes_total"], 60);
    EXPECT_EQ((*document)["total"]["changed"], 60);
    EXPECT_EQ((*document)["changes"][0]["aspects"][0]["fields"][0]["to"].get<std::string>().size(), 40U);
    EXPECT_THAT(text, HasSubstr("예약0")) << "not escaped";
}

} // namespace
} // namespace colophon::ingest
