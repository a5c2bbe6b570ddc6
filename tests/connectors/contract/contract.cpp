// SPDX-License-Identifier: Apache-2.0
#include "connectors/contract/contract.hpp"

#include <colophon/urn.hpp>

namespace colophon::contract {

std::string ConnectorContract::in_urn(std::string_view name) const
{
    return ',' + encode_urn_member(subject_->full_name(name)) + ',';
}

std::vector<std::string> hostile_names()
{
    return {
        "it's",
        "double \"quotes\"",
        "back`ticks`",
        "dots.in.it",
        "comma, (parentheses)",
        "line\nbreak\tand tab",
        "back\\slash\\",
        "100% of _",
        "semicolon; DROP TABLE x; --",
        "/* comment */ # and -- another",
        "$dollar$ ${VARIABLE} {role:text}",
        "SELECT",
        "MixedCase",
        "예약",
        "\xe1\x84\x8b\xe1\x85\xa8\xe1\x84\x8b\xe1\x85\xa3\xe1\x86\xa8", // the same in NFD
        "emoji 🚗",
        "\xe2\x80\xae right to left",
        "urn:li:dataset:(urn:li:dataPlatform:x,y,PROD)",
        "../../etc/passwd",
        "<script>alert(1)</script>",
        std::string(63, 'n'),
    };
}

namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

std::size_t fields(const std::string& schema)
{
    std::size_t count = 0;
    for (auto at = schema.find("\"fieldPath\":"); at != std::string::npos;
         at = schema.find("\"fieldPath\":", at + 1))
        ++count;
    return count;
}

TEST_P(ConnectorContract, IsRegisteredUnderTheNameOfItsManifest)
{
    EXPECT_THAT(std::string(subject_->spec().permissions),
                HasSubstr("\nconnector: " + std::string(subject_->spec().name)));
    EXPECT_THAT(subject_->spec().grants({"계정", {}}), HasSubstr("계정"));
}

TEST_P(ConnectorContract, ObeysPatterns)
{
    for (const char* name : {"alpha_one", "alpha_two", "beta"})
        create_table(name);
    subject_->execute("CREATE VIEW " + subject_->table("alpha_view") + " AS SELECT id FROM " +
                      subject_->table("beta"));
    const RecordingEmitter some = run(
        R"("table_pattern":{"allow":[".*alpha_.*"],"deny":[".*TWO"]},"view_pattern":{"deny":[".*alpha_view"]})");
    EXPECT_NE(some.find(in_urn("alpha_one"), "status"), nullptr);
    for (const char* name : {"alpha_two", "beta", "alpha_view"})
        EXPECT_EQ(some.find(in_urn(name), "status"), nullptr) << name;
    const RecordingEmitter all = run();
    for (const char* name : {"alpha_one", "alpha_two", "beta", "alpha_view"})
        EXPECT_NE(all.find(in_urn(name), "status"), nullptr) << name;
}

TEST_P(ConnectorContract, SaysNothingOfWhatVanishedAndTheSameOfWhatReappears)
{
    create_table("여기");
    const RecordingEmitter before = run();
    subject_->execute("DROP TABLE " + subject_->table("여기"));
    const RecordingEmitter without = run();
    EXPECT_EQ(without.find(in_urn("여기"), "status"), nullptr);
    // The fixture may have its own.
    EXPECT_EQ(without.failures, before.failures);
    EXPECT_EQ(without.warnings, before.warnings);
    create_table("여기");
    const RecordingEmitter again = run();
    for (const char* aspect : {"status", "schemaMetadata", "container", "subTypes"}) {
        EXPECT_NE(before.json(in_urn("여기"), aspect), "") << aspect;
        EXPECT_EQ(again.json(in_urn("여기"), aspect), before.json(in_urn("여기"), aspect)) << aspect;
    }
}

TEST_P(ConnectorContract, KnowsARenamedTableByWhatItSaidOfItBefore)
{
    create_table("old_name");
    const auto identity = [](const RecordingEmitter& out, const std::string& urn_part) {
        for (const auto& [urn, stable_id] : out.identities)
            if (urn.find(urn_part) != std::string::npos)
                return stable_id;
        return std::string();
    };
    const RecordingEmitter before = run();
    const std::string known = identity(before, in_urn("old_name"));
    subject_->execute("ALTER TABLE " + subject_->table("old_name") + " RENAME TO " +
                      subject_->quoted("새_이름"));
    const RecordingEmitter after = run();
    EXPECT_EQ(after.find(in_urn("old_name"), "status"), nullptr);
    EXPECT_NE(after.find(in_urn("새_이름"), "status"), nullptr);
    // Empty in both where the engine has no such thing.
    EXPECT_EQ(identity(after, in_urn("새_이름")), known);
    EXPECT_EQ(before.identities.empty(), after.identities.empty());
}

TEST_P(ConnectorContract, SaysTheSameTwice)
{
    const RecordingEmitter first = run();
    const RecordingEmitter second = run();
    ASSERT_EQ(first.proposals.size(), second.proposals.size());
    for (std::size_t i = 0; i < first.proposals.size(); ++i) {
        EXPECT_EQ(first.proposals[i].urn, second.proposals[i].urn);
        EXPECT_EQ(first.proposals[i].aspect.name, second.proposals[i].aspect.name);
        const bool has_time = first.proposals[i].aspect.name == "datasetProfile";
        EXPECT_TRUE(has_time || first.proposals[i].aspect.json == second.proposals[i].aspect.json)
            << first.proposals[i].aspect.json << '\n'
            << second.proposals[i].aspect.json;
    }
}

TEST_P(ConnectorContract, ReadsHostileNames)
{
    std::vector<std::string> names;
    std::string tables;
    std::string columns;
    for (const std::string& name : hostile_names()) {
        if (!subject_->takes_name(name))
            continue;
        names.push_back(name);
        columns += (columns.empty() ? "" : ", ") + subject_->quoted(name) + " integer";
        tables += "CREATE TABLE " + subject_->table(name) + " (id integer);\n";
    }
    ASSERT_GT(names.size(), 10U);
    subject_->execute(tables + "CREATE TABLE " + subject_->table("columns") + " (" + columns + ");");
    const RecordingEmitter out = run();
    EXPECT_THAT(fields(out.json(in_urn("columns"), "schemaMetadata")), names.size());
    for (const std::string& name : names)
        if (Urn::parse("urn:li:tag:" + encode_urn_member(name)))
            EXPECT_NE(out.find(in_urn(name), "schemaMetadata"), nullptr) << name;
        else // No URN can hold it, and that is said of it.
            EXPECT_THAT(out.failures, Contains(HasSubstr(subject_->full_name(name)))) << name;
    for (const Proposal& proposal : out.proposals)
        EXPECT_TRUE(Urn::parse(proposal.urn.str())) << proposal.urn.str();
}

TEST_P(ConnectorContract, StopsWhenItIsTold)
{
    std::stop_source stop;
    RecordingEmitter some;
    some.on_emit = [&] { stop.request_stop(); };
    connector()->extract(some, stop.get_token());
    EXPECT_LT(some.proposals.size(), run().proposals.size() / 2);
    RecordingEmitter none;
    connector()->extract(none, stop.get_token());
    EXPECT_THAT(none.proposals, IsEmpty());
}

} // namespace
} // namespace colophon::contract
