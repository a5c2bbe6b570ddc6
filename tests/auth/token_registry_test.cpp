// SPDX-License-Identifier: Apache-2.0
#include "auth/token_registry.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

namespace colophon::auth {
namespace {

class TokenRegistryTest : public testing::Test {
protected:
    TokenRegistry open(const std::filesystem::path& admin_file = {})
    {
        return TokenRegistry({directory.path(), admin_file, [this] { return now; }});
    }
    static NewToken ingest_token()
    {
        return {"airflow", "에어플로", *Scopes::parse("ingest"), std::chrono::hours(1)};
    }

    TempDir directory;
    std::int64_t now = 1'000'000;
};

TEST_F(TokenRegistryTest, KnowsWhoBearsATokenAndForgetsNothingAcrossARestart)
{
    const auto made = *open().create(ingest_token());
    const auto registry = open();
    const auto principal = registry.authenticate(made.text);
    ASSERT_TRUE(principal);
    EXPECT_EQ(principal->actor, "urn:li:corpuser:에어플로");
    EXPECT_EQ(principal->scopes.str(), "ingest");
    ASSERT_EQ(registry.list().size(), 1);
    EXPECT_EQ(registry.list()[0].name, "airflow");
}

TEST_F(TokenRegistryTest, RefusesForgedExpiredAndRevokedTokensAlike)
{
    auto registry = open();
    const auto made = *registry.create(ingest_token());
    auto forged = TokenText::make();
    forged.id = TokenText::parse(made.text)->id;
    const auto refusal = registry.authenticate(forged.str());
    ASSERT_FALSE(refusal);
    EXPECT_EQ(refusal.error().code(), Errc::unauthenticated);

    now += 3'600'000;
    const auto expired = registry.authenticate(made.text);
    ASSERT_FALSE(expired);
    EXPECT_STREQ(expired.error().what(), refusal.error().what());

    now -= 3'600'000;
    EXPECT_TRUE(registry.authenticate(made.text));
    EXPECT_TRUE(registry.revoke(made.record.id));
    EXPECT_FALSE(registry.revoke(made.record.id));
    EXPECT_FALSE(registry.authenticate(made.text));
    EXPECT_FALSE(open().authenticate(made.text)) << "a revocation must outlive the process";
}

TEST_F(TokenRegistryTest, KeepsNoSecretOnDisk)
{
    const auto made = *open().create(ingest_token());
    const auto secret = TokenText::parse(made.text)->secret;
    for (const auto& file : std::filesystem::directory_iterator(directory.path())) {
        std::ifstream in(file.path(), std::ios::binary);
        const std::string content((std::istreambuf_iterator<char>(in)), {});
        EXPECT_EQ(content.find(secret), std::string::npos) << file.path();
        EXPECT_EQ(file.status().permissions() & std::filesystem::perms::others_all,
                  std::filesystem::perms::none);
    }
}

TEST_F(TokenRegistryTest, RefusesTokensThatNobodyShouldHave)
{
    auto registry = open();
    const auto refused = [&](auto change) {
        auto token = ingest_token();
        change(token);
        const auto made = registry.create(token);
        return !made && made.error().code() == Errc::invalid_argument;
    };
    EXPECT_TRUE(refused([](NewToken& token) { token.name.clear(); }));
    EXPECT_TRUE(refused([](NewToken& token) { token.user.clear(); }));
    EXPECT_TRUE(refused([](NewToken& token) { token.user = "a\nb"; }));
    EXPECT_TRUE(refused([](NewToken& token) { token.user = "urn:li:corpuser:jane"; }))
        << "it would be prefixed twice";
    EXPECT_TRUE(refused([](NewToken& token) { token.scopes = {}; }));
    EXPECT_TRUE(refused([](NewToken& token) { token.lifetime = std::chrono::seconds(59); }));
    EXPECT_TRUE(refused(
        [](NewToken& token) { token.lifetime = TokenRegistry::max_lifetime + std::chrono::seconds(1); }));
    EXPECT_TRUE(registry.list().empty());
}

TEST_F(TokenRegistryTest, ReplacesTheAdministratorsToken)
{
    auto registry = open();
    EXPECT_FALSE(registry.has_admin());
    const auto old = registry.reset_admin();
    const auto fresh = registry.reset_admin();
    EXPECT_TRUE(registry.has_admin());
    EXPECT_FALSE(registry.authenticate(old));
    ASSERT_TRUE(registry.authenticate(fresh));
    EXPECT_TRUE(registry.authenticate(fresh)->scopes.has(Scope::admin));
    std::string written;
    std::ifstream(directory / "admin.token") >> written;
    EXPECT_EQ(written, fresh);
}

TEST_F(TokenRegistryTest, AnOperatorsFileTakesThePlaceOfTheFirstToken)
{
    const auto bootstrap = open().reset_admin();
    std::ofstream(directory / "mounted") << "an-operators-own-token-0001\n";
    const auto registry = open(directory / "mounted");
    EXPECT_FALSE(registry.authenticate(bootstrap));
    ASSERT_TRUE(registry.authenticate("an-operators-own-token-0001"));
    EXPECT_EQ(registry.authenticate("an-operators-own-token-0001")->scopes.str(), "read,ingest,admin");
}

} // namespace
} // namespace colophon::auth
