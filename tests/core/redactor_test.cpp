// SPDX-License-Identifier: Apache-2.0
#include "core/redactor.hpp"

#include <gtest/gtest.h>

namespace colophon {
namespace {

TEST(Redactor, HidesASecretWhereverItStands)
{
    remember_secret("canary-비밀번호-1");
    EXPECT_EQ(redact("login failed for canary-비밀번호-1, canary-비밀번호-1"), "login failed for ***, ***");
}

TEST(Redactor, HidesThePercentEncodedForm)
{
    remember_secret("p@ss/w:rd 비");
    EXPECT_EQ(redact("postgres://u:p%40ss%2Fw%3Ard%20%EB%B9%84@h"), "postgres://u:***@h");
    EXPECT_EQ(redact("postgres://u:p%40ss%2fw%3ard%20%eb%b9%84@h"), "postgres://u:***@h");
}

TEST(Redactor, HidesTheFormInsideAJsonString)
{
    remember_secret("say \"hush\"\n\\now");
    EXPECT_EQ(redact(R"({"detail":"say \"hush\"\n\\now!"})"), R"({"detail":"***!"})");
}

TEST(Redactor, HidesBase64WhateverStandsBeforeAndAfter)
{
    remember_secret("canary-token-0123456789");
    // `canary-token-0123456789` alone, then after `u:`, `us:` and `use:`, followed by `!`.
    for (const char* leak :
         {"Y2FuYXJ5LXRva2VuLTAxMjM0NTY3ODk=", "dTpjYW5hcnktdG9rZW4tMDEyMzQ1Njc4OSE=",
          "dXM6Y2FuYXJ5LXRva2VuLTAxMjM0NTY3ODkh", "dXNlOmNhbmFyeS10b2tlbi0wMTIzNDU2Nzg5IQ=="}) {
        const std::string shown = redact(leak);
        EXPECT_NE(shown.find("***"), std::string::npos) << leak;
        EXPECT_LE(shown.size(), 16U) << shown;
    }
}

TEST(Redactor, HidesTheLongerOfTwoSecretsWhole)
{
    remember_secret("overlap");
    remember_secret("overlap-and-tail");
    EXPECT_EQ(redact("overlap-and-tail overlap"), "*** ***");
}

TEST(Redactor, LeavesTextsUnderFourBytesAlone)
{
    remember_secret("abc");
    remember_secret("");
    EXPECT_EQ(redact("abc 예약"), "abc 예약");
}

} // namespace
} // namespace colophon
