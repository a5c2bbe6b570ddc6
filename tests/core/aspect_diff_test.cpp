// SPDX-License-Identifier: Apache-2.0
#include "core/aspect_diff.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace colophon {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

std::string with_fields(std::string_view fields)
{
    return R"({"fields":[)" + std::string(fields) + "]}";
}

TEST(AspectDiff, EqualDocumentsHaveNoDifferences)
{
    EXPECT_TRUE(diff_aspect("status", R"({"removed":false})", R"({"removed":false})").empty());
    EXPECT_TRUE(diff_aspect("status", "", "").empty());
}

TEST(AspectDiff, NamesAColumnAndWhatBecameOfIt)
{
    const auto found = diff_aspect(
        "schemaMetadata",
        with_fields(
            R"({"fieldPath":"요금","nativeDataType":"decimal","nullable":true,"description":"예약 요금"})"),
        with_fields(R"({"fieldPath":"요금","nativeDataType":"double","nullable":false,"description":"요금"
})"));
    EXPECT_THAT(found, UnorderedElementsAre(FieldChange{"columns.요금.type", "decimal", "double"},
                                            FieldChange{"columns.요금.nullable", "true", "false"},
                                            FieldChange{"columns.요금.comment", "예약 요금", "요금"}));
}

TEST(AspectDiff, AnInsertedColumnIsOneDifference)
{
    const auto found = diff_aspect(
        "schemaMetadata",
        with_fields(R"({"fieldPath":"a","nativeDataType":"int"},{"fieldPath":"c","nativeDataType":"int"})"),
        with_fields(
            R"({"fieldPath":"a","nativeDataType":"int"},{"fieldPath":"b","nativeDataType":"text"},{"fieldPath":"c","nativeDataType":"int"})"));
    EXPECT_THAT(found, ElementsAre(FieldChange{"columns.b", std::nullopt, "text"}));
}

TEST(AspectDiff, ADroppedColumnIsOneDifference)
{
    const auto found = diff_aspect(
        "schemaMetadata", with_fields(R"({"fieldPath":"a","nativeDataType":"int"})"), with_fields(""));
    EXPECT_THAT(found, ElementsAre(FieldChange{"columns.a", "int", std::nullopt}));
}

TEST(AspectDiff, LooksIntoTheDetailsOfAColumn)
{
    const auto found =
        diff_aspect("schemaMetadata", with_fields(R"({"fieldPath":"a","jsonProps":"{\"default\":\"0\"}"})"),
                    with_fields(R"({"fieldPath":"a","jsonProps":"{\"default\":\"1\"}"})"));
    EXPECT_THAT(found, ElementsAre(FieldChange{"columns.a.default", "0", "1"}));
    EXPECT_THAT(diff_aspect("schemaMetadata", with_fields(R"({"fieldPath":"a"})"),
                            with_fields(R"({"fieldPath":"a","jsonProps":"{\"default\":\"CURRENT_DATE\"}"})")),
                ElementsAre(FieldChange{"columns.a.default", std::nullopt, "CURRENT_DATE"}));
}

TEST(AspectDiff, TellsKeysAndDefinitionsInPlainWords)
{
    EXPECT_THAT(diff_aspect("schemaMetadata", R"({"fields":[],"primaryKeys":["id"]})",
                            R"({"fields":[],"primaryKeys":["id","번호"]})"),
                ElementsAre(FieldChange{"key", std::nullopt, "번호"}));
    EXPECT_THAT(diff_aspect("viewProperties", R"({"viewLogic":"SELECT 1"})", R"({"viewLogic":"SELECT 2"})"),
                ElementsAre(FieldChange{"definition", "SELECT 1", "SELECT 2"}));
    EXPECT_THAT(diff_aspect("datasetProperties", R"({"customProperties":{"owner":"kim"}})",
                            R"({"customProperties":{"owner":"lee"}})"),
                ElementsAre(FieldChange{"properties.owner", "kim", "lee"}));
}

TEST(AspectDiff, AKeyInAnotherOrderIsADifference)
{
    EXPECT_THAT(diff_aspect("schemaMetadata", R"({"primaryKeys":["a","b"]})", R"({"primaryKeys":["b","a"]})"),
                ElementsAre(FieldChange{"key", R"(["a","b"])", R"(["b","a"])"}));
}

TEST(AspectDiff, WhatIsGivenTwiceIsToldApart)
{
    EXPECT_THAT(diff_aspect("ownership", R"({"owners":[{"owner":"u:a","type":"X"}]})",
                            R"({"owners":[{"owner":"u:a","type":"X"},{"owner":"u:a","type":"Y"}]})"),
                ElementsAre(FieldChange{"owners.u:a'", std::nullopt, ""}));
}

TEST(AspectDiff, AnAspectThatWasNotThereIsAllNew)
{
    EXPECT_THAT(diff_aspect("status", "", R"({"removed":true})"),
                ElementsAre(FieldChange{"removed", std::nullopt, "true"}));
    EXPECT_THAT(diff_aspect("status", R"({"removed":true})", ""),
                ElementsAre(FieldChange{"removed", "true", std::nullopt}));
}

TEST(AspectDiff, WhatCannotBeReadDiffersAsAWhole)
{
    EXPECT_THAT(diff_aspect("status", "{", R"({"removed":true})"),
                ElementsAre(FieldChange{"", "{", R"({"removed":true})"}));
    EXPECT_THAT(diff_aspect("status", "[]", ""), ElementsAre(FieldChange{"", "[]", std::nullopt}));
    EXPECT_THAT(diff_aspect("schemaMetadata", R"({"fields":{"a":1}})", R"({"fields":[1,"x",null]})"),
                testing::SizeIs(3));
}

} // namespace
} // namespace colophon
