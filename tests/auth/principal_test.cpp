// SPDX-License-Identifier: Apache-2.0
#include "auth/principal.hpp"

#include <gtest/gtest.h>

namespace colophon::auth {
namespace {

Principal bearer_of(std::string_view scopes)
{
    return {"urn:li:corpuser:김운영", "id", *Scopes::parse(scopes)};
}

bool allowed(const Principal& principal, Permission permission)
{
    try {
        authorize(principal, permission);
        return true;
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::forbidden);
        return false;
    }
}

TEST(Scopes, AllowWhatTheirTableSays)
{
    struct Row {
        std::string_view scopes;
        bool read, ingest, admin;
    };
    constexpr Row table[] = {{"read", true, false, false},
                             {"ingest", false, true, false},
                             {"read,ingest", true, true, false},
                             {"admin", true, true, true}};
    for (const auto& row : table) {
        const auto principal = bearer_of(row.scopes);
        EXPECT_TRUE(allowed(principal, Permission::anyone)) << row.scopes;
        EXPECT_EQ(allowed(principal, Permission::read), row.read) << row.scopes;
        EXPECT_EQ(allowed(principal, Permission::ingest), row.ingest) << row.scopes;
        EXPECT_EQ(allowed(principal, Permission::admin), row.admin) << row.scopes;
    }
}

TEST(Scopes, NobodyMayDoAnythingWithoutOne)
{
    EXPECT_TRUE(allowed(Principal{}, Permission::anyone));
    EXPECT_FALSE(allowed(Principal{}, Permission::read));
}

TEST(Scopes, ReadBackWhatTheyWrite)
{
    EXPECT_EQ(Scopes::parse("ingest,read")->str(), "read,ingest");
    EXPECT_EQ(Scopes::all().str(), "read,ingest,admin");
}

TEST(Scopes, RefuseUnknownAndMissingWords)
{
    for (const auto* text : {"", "write", "read,", "read,,ingest", "읽기"}) {
        const auto scopes = Scopes::parse(text);
        if (std::string_view(text) == "read,") {
            EXPECT_TRUE(scopes) << "a comma at the end is harmless";
            continue;
        }
        ASSERT_FALSE(scopes) << text;
        EXPECT_EQ(scopes.error().code(), Errc::invalid_argument);
    }
}

} // namespace
} // namespace colophon::auth
