// SPDX-License-Identifier: Apache-2.0
#include "core/redactor.hpp"
#include "core/sha256.hpp"
#include "ingest/bundle.hpp"
#include "ingest/bundle_sink.hpp"
#include "ingest/file_source.hpp"
#include "ingest/text_file.hpp"
#include "support/fake_connector.hpp"
#include "support/recording_emitter.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;

RunFacts facts()
{
    RunFacts facts{"차량", "postgres", "postgres-1", 1'783'072'800'123, {}};
    facts.audit.verdict = AuditReport::Verdict::over_privileged;
    facts.audit.account = "catalog_reader@차량";
    facts.audit.findings = {{AuditFinding::Severity::critical,
                             "readable-relation",
                             "the account can read \"예약\"",
                             3,
                             {"ops.예약"},
                             {"REVOKE SELECT ON ops.\"예약\" FROM catalog_reader;"}}};
    facts.audit.scope = {"CONNECT ON 차량", "REFERENCES ON ops.*"};
    return facts;
}

/// A bundle of three tables, the second with a stable id.
std::string bundle_text(std::uint64_t failures = 0)
{
    const TempDir directory;
    BundleSink sink(directory / "b");
    sink.begin(facts());
    std::vector<Proposal> proposals{table_proposal(1), table_proposal(2), table_proposal(3)};
    proposals[1].stable_id = "16384/1259/16390";
    sink.write({proposals.data(), 2});
    sink.write({proposals.data() + 2, 1});
    sink.end(failures);
    sink.close();
    return read_text_file(directory / "b", 1u << 20).value();
}

std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

std::string joined(const std::vector<std::string>& lines)
{
    std::string text;
    for (const std::string& line : lines)
        text += line + '\n';
    return text;
}

/// A bundle as it lies on a disk, and who reads it.
struct Handed {
    explicit Handed(const std::string& text)
    {
        std::ofstream(directory / "인계.ndjson") << text;
        const nlohmann::json config{{"path", directory / "인계.ndjson"}};
        source = file_source_spec.make(
            value_or_throw(Settings::parse(file_source_spec.options, config.dump(), "source.config")));
    }

    TempDir directory;
    std::unique_ptr<Connector> source;
    RecordingEmitter out;
};

/// What reading it throws; nothing may be emitted before.
Error refusal_of(const std::string& text)
{
    Handed handed(text);
    try {
        handed.source->extract(handed.out, {});
    } catch (const Error& error) {
        EXPECT_THAT(handed.out.proposals, IsEmpty());
        EXPECT_THAT(handed.out.identities, IsEmpty());
        return error;
    }
    return {Errc::internal, "nothing was thrown"};
}

/// The text with a digest that fits it.
std::string sealed(std::string text)
{
    const std::size_t at = text.rfind("\"sha256\":\"") + 10;
    Sha256 digest;
    digest.add(std::string_view(text).substr(0, at));
    return text.replace(at, 64, digest.finish());
}

TEST(Bundle, GivesBackWhatTheRunSaid)
{
    Handed handed(bundle_text());
    const AuditReport audit = handed.source->audit();
    EXPECT_EQ(audit.verdict, AuditReport::Verdict::over_privileged);
    EXPECT_EQ(audit.account, "catalog_reader@차량");
    EXPECT_EQ(audit.scope, facts().audit.scope);
    ASSERT_THAT(audit.findings, SizeIs(1));
    EXPECT_EQ(audit.findings[0].severity, AuditFinding::Severity::critical);
    EXPECT_EQ(audit.findings[0].count, 3U);
    EXPECT_EQ(audit.findings[0].explanation, facts().audit.findings[0].explanation);
    EXPECT_EQ(audit.findings[0].samples, facts().audit.findings[0].samples);
    EXPECT_EQ(audit.findings[0].mend, facts().audit.findings[0].mend);

    handed.source->extract(handed.out, {});
    ASSERT_THAT(handed.out.proposals, SizeIs(3));
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(handed.out.proposals[i].urn, table_proposal(i + 1).urn);
        EXPECT_EQ(handed.out.proposals[i].aspect, table_proposal(i + 1).aspect);
    }
    EXPECT_THAT(handed.out.identities, ElementsAre(Pair(table_proposal(2).urn.str(), "16384/1259/16390")));
    EXPECT_THAT(handed.out.failures, IsEmpty());
}

TEST(Bundle, BeginsAndEndsAsItIsDocumented)
{
    const auto lines = lines_of(bundle_text());
    ASSERT_THAT(lines, SizeIs(6));
    EXPECT_THAT(lines[0], HasSubstr(R"({"colophon_bundle":1,"pipeline":"차량","source":"postgres",)"
                                    R"("run":"postgres-1","created":"2026-07-03T10:00:00.123Z",)"));
    EXPECT_EQ(lines[2], R"({"identify":{"urn":")" + table_proposal(2).urn.str() +
                            R"(","stable_id":"16384/1259/16390"}})");
    EXPECT_THAT(lines[5], HasSubstr(R"({"end":true,"records":4,"failures":0,"sha256":")"));
}

TEST(Bundle, IsRefusedWhereverItIsCutOff)
{
    const std::string whole = bundle_text();
    for (std::size_t cut = 1; cut < whole.size(); cut += 7) {
        const Error error = refusal_of(whole.substr(0, cut));
        EXPECT_EQ(error.code(), Errc::invalid_argument) << cut << ": " << error.what();
    }
    EXPECT_EQ(refusal_of(whole.substr(0, whole.size() - 1)).code(), Errc::invalid_argument);
}

TEST(Bundle, IsRefusedWhateverByteIsChanged)
{
    const std::string whole = bundle_text();
    for (std::size_t at = 0; at < whole.size(); at += 3) {
        std::string changed = whole;
        changed[at] = changed[at] == 'x' ? 'y' : 'x';
        EXPECT_EQ(refusal_of(changed).code(), Errc::invalid_argument) << at;
    }
}

TEST(Bundle, IsRefusedWhenLinesAreMovedDoubledDroppedOrAdded)
{
    const auto lines = lines_of(bundle_text());
    auto moved = lines;
    std::swap(moved[1], moved[4]);
    EXPECT_THAT(refusal_of(joined(moved)).what(), HasSubstr("checksum"));
    auto doubled = lines;
    doubled.insert(doubled.begin() + 1, lines[1]);
    EXPECT_THAT(refusal_of(joined(doubled)).what(), HasSubstr("checksum"));
    auto dropped = lines;
    dropped.erase(dropped.begin() + 1);
    EXPECT_THAT(refusal_of(joined(dropped)).what(), HasSubstr("checksum"));
    EXPECT_THAT(refusal_of(joined(lines) + lines[1] + "\n").what(), HasSubstr("follows its last line"));
    EXPECT_THAT(refusal_of(joined(lines) + " ").what(), HasSubstr("follows its last line"));
    EXPECT_THAT(refusal_of(joined(lines) + joined(lines)).what(), HasSubstr("follows its last line"));
}

TEST(Bundle, IsRefusedWhenItsCountIsWrongThoughItsChecksumFits)
{
    std::string text = bundle_text();
    text.replace(text.find("\"records\":4"), 11, "\"records\":5");
    EXPECT_THAT(refusal_of(sealed(text)).what(), HasSubstr("it has 4 records, not the 5"));
}

TEST(Bundle, IsRefusedWhenItsVersionIsNotOurs)
{
    std::string text = bundle_text();
    text.replace(text.find("\"colophon_bundle\":1"), 19, "\"colophon_bundle\":2");
    EXPECT_THAT(refusal_of(sealed(text)).what(), HasSubstr("its version is 2, this program reads 1"));
}

TEST(Bundle, IsRefusedWhenItWasReformattedOrLostItsFirstLine)
{
    const std::string whole = bundle_text();
    EXPECT_THAT(refusal_of("\n" + whole).what(), HasSubstr("its first line is damaged"));
    EXPECT_THAT(refusal_of(whole.substr(whole.find('\n') + 1)).what(), HasSubstr("its first line"));
}

TEST(Bundle, IsRefusedByTheAuditAlready)
{
    const std::string whole = bundle_text();
    EXPECT_THROW(Handed(whole.substr(0, whole.size() - 20)).source->audit(), Error);
}

TEST(Bundle, OfAPartialRunIsAFailureSoThatNothingIsRemoved)
{
    Handed handed(bundle_text(2));
    handed.source->extract(handed.out, {});
    EXPECT_THAT(handed.out.proposals, SizeIs(3));
    EXPECT_THAT(handed.out.failures, ElementsAre(Pair("인계.ndjson", HasSubstr("2 failures: postgres-1"))));
}

TEST(Bundle, ThatChangesWhileItIsReadEndsTheRun)
{
    Handed handed(bundle_text());
    handed.source->audit();
    std::fstream file(handed.directory / "인계.ndjson", std::ios::in | std::ios::out);
    const std::string text = bundle_text();
    file.seekp(static_cast<std::streamoff>(text.find("예약_3")));
    file << "예약_4";
    file.close();
    EXPECT_THROW(handed.source->extract(handed.out, {}), Error);
}

TEST(Bundle, ReportsARecordThatThisVersionDoesNotKnow)
{
    std::string text = bundle_text();
    text.replace(text.find("\"status\""), 8, "\"뜻밖\"");
    Handed handed(sealed(text));
    handed.source->extract(handed.out, {});
    EXPECT_THAT(handed.out.proposals, SizeIs(2));
    EXPECT_THAT(handed.out.failures,
                ElementsAre(Pair(table_proposal(1).urn.str() + ", 뜻밖", HasSubstr("인계.ndjson, line 2"))));
}

TEST(Bundle, StandsAloneInItsFolder)
{
    const TempDir directory;
    std::ofstream(directory / "a.json") << bundle_text();
    const nlohmann::json config{{"path", directory.path()}};
    const auto source_of_folder = [&] {
        return file_source_spec.make(
            value_or_throw(Settings::parse(file_source_spec.options, config.dump(), "source.config")));
    };
    RecordingEmitter out;
    source_of_folder()->extract(out, {});
    EXPECT_THAT(out.proposals, SizeIs(3));
    std::ofstream(directory / "b.json") << "[]";
    EXPECT_THROW(source_of_folder()->audit(), Error);
}

TEST(Bundle, IsNotWrittenWhenTheRunBreaksOffAndHidesSecrets)
{
    const TempDir directory;
    remember_secret("비밀번호-42");
    {
        BundleSink sink(directory / "b");
        auto told = facts();
        told.audit.account = "비밀번호-42";
        sink.begin(told);
        sink.write({});
    }
    EXPECT_FALSE(std::filesystem::exists(directory / "b"));
    BundleHeader header{"차량", "exec", "1", "", {}};
    header.audit.scope = {"비밀번호-42", "\xff"};
    EXPECT_THAT(to_line(header), Not(HasSubstr("비밀번호-42")));
    EXPECT_THAT(to_line(header), HasSubstr(R"("scope":["***","\\xff"])"));
}

TEST(Bundle, RefusesAProposalThatNobodyCouldRead)
{
    const TempDir directory;
    BundleSink sink(directory / "b");
    sink.begin(facts());
    Proposal proposal = table_proposal(1);
    proposal.aspect.json = "{\"가\":\"" + std::string(bundle_line_limit, 'x') + "\"}";
    EXPECT_THROW(sink.write({&proposal, 1}), Error);
}

} // namespace
} // namespace colophon::ingest
