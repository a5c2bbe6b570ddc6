// SPDX-License-Identifier: Apache-2.0
#include "core/proposal_codec.hpp"
#include "ingest/file_sink.hpp"
#include "ingest/file_source.hpp"
#include "ingest/file_source_records.hpp"
#include "support/fake_connector.hpp"
#include "support/recording_emitter.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <sys/stat.h>

namespace colophon::ingest {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

std::unique_ptr<Connector> source_of(const json& config)
{
    return file_source_spec.make(
        value_or_throw(Settings::parse(file_source_spec.options, config.dump(), "source.config")));
}

RecordingEmitter read(const json& config)
{
    RecordingEmitter out;
    source_of(config)->extract(out, {});
    return out;
}

/// Writes the text into a file of its own and reads it.
RecordingEmitter read_text(const std::string& text)
{
    const TempDir directory;
    std::ofstream(directory / "파일.json") << text;
    return read({{"path", directory / "파일.json"}});
}

Error error_of(const std::function<void()>& action)
{
    try {
        action();
    } catch (const Error& error) {
        return error;
    }
    return {Errc::internal, "nothing was thrown"};
}

Error refusal_of(const std::string& text)
{
    return error_of([&] { read_text(text); });
}

std::string record(std::uint64_t number)
{
    std::string text;
    JsonWriter out(text);
    encode_proposal(out, table_proposal(number));
    return text;
}

/// An MCE as DataHub's client writes it.
std::string snapshot(const std::string& name, const std::string& urn, const std::string& aspects)
{
    return R"({"auditHeader": null, "proposedSnapshot": {"com.linkedin.pegasus2avro.metadata.snapshot.)" +
           name + R"(": {"urn": ")" + urn + R"(", "aspects": [)" + aspects +
           R"(]}}, "proposedDelta": null, "systemMetadata": {"lastObserved": 1700000000000, "runId": "실행"}})";
}

std::vector<std::string> urns(const RecordingEmitter& out)
{
    std::vector<std::string> names;
    for (const Proposal& proposal : out.proposals)
        names.push_back(proposal.urn.str());
    return names;
}

const std::string reservation = "urn:li:dataset:(urn:li:dataPlatform:postgres,차량.예약_1,PROD)";

TEST(FileSource, ReadsWhatTheFileSinkWrites)
{
    const TempDir directory;
    std::vector<Proposal> proposals{table_proposal(1), table_proposal(2)};
    proposals[1].aspect = to_aspect(DatasetProperties{.name = "예약", .description = "차량 \"예약\"\n😀"});
    proposals[1].system = {1'700'000'000'123, "실행-1", "차량", R"({"가":"나"})"};
    FileSink sink(directory / "a.json");
    sink.write(proposals);
    sink.close();

    const auto out = read({{"path", directory / "a.json"}});
    ASSERT_THAT(out.proposals, SizeIs(2));
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(out.proposals[i].urn, proposals[i].urn);
        EXPECT_EQ(out.proposals[i].aspect, proposals[i].aspect);
        EXPECT_EQ(out.proposals[i].system, proposals[i].system);
    }
    EXPECT_THAT(out.failures, IsEmpty());
}

TEST(FileSource, ReadsLinesOfProposalsOneObjectAndAnEmptyArray)
{
    EXPECT_THAT(read_text(record(1) + "\n" + record(2) + "\r\n\n" + record(1)).proposals, SizeIs(3));
    EXPECT_THAT(read_text("\xef\xbb\xbf  " + record(1)).proposals, SizeIs(1));
    EXPECT_THAT(read_text(" [ ] \n").proposals, IsEmpty());
}

TEST(FileSource, ReadsTheClientsOlderNestedText)
{
    const auto out = read_text(R"([{"entityType":"dataset","entityUrn":")" + reservation +
                               R"(","changeType":"UPSERT","aspectName":"status","aspect":{"value":)"
                               R"("{\"removed\": false}","contentType":"application/json"}}])");
    ASSERT_THAT(out.proposals, SizeIs(1));
    EXPECT_EQ(out.proposals[0].aspect.json, R"({"removed":false})");
}

TEST(FileSource, MakesAProposalOfEachAspectOfASnapshot)
{
    const auto out = read_text("[" + snapshot("DatasetSnapshot", reservation, R"(
          {"com.linkedin.pegasus2avro.metadata.key.DatasetKey":
             {"platform": "urn:li:dataPlatform:mysql", "name": "다른.이름", "origin": "DEV"}},
          {"com.linkedin.pegasus2avro.dataset.DatasetProperties": {"description": "예약 내역", "uri": null,
             "tags": [], "customProperties": {"부서": "차량"}}},
          {"com.linkedin.pegasus2avro.schema.SchemaMetadata": {"schemaName": "예약", "version": 0, "hash": "",
             "platform": "urn:li:dataPlatform:postgres",
             "platformSchema": {"com.linkedin.pegasus2avro.schema.OtherSchema": {"rawSchema": ""}},
             "fields": [{"fieldPath": "번호", "nullable": false, "recursive": false, "nativeDataType": "bigint",
               "type": {"type": {"com.linkedin.pegasus2avro.schema.NumberType": {}}}}]}})") +
                               "]");
    EXPECT_THAT(out.failures, IsEmpty());
    ASSERT_THAT(out.proposals, SizeIs(3));
    // What a key says follows from the URN.
    EXPECT_EQ(out.proposals[0].aspect.name, "datasetKey");
    EXPECT_THAT(out.proposals[0].aspect.json, HasSubstr("차량.예약_1"));
    EXPECT_EQ(out.proposals[1].aspect,
              (Aspect{"datasetProperties",
                      R"({"customProperties":{"부서":"차량"},"description":"예약 내역","tags":[]})"}));
    EXPECT_EQ(out.proposals[2].aspect.name, "schemaMetadata");
    EXPECT_THAT(out.proposals[2].aspect.json, HasSubstr(R"({"com.linkedin.schema.NumberType":{}})"));
    for (const Proposal& proposal : out.proposals) {
        EXPECT_EQ(proposal.urn.str(), reservation);
        EXPECT_EQ(proposal.system.run_id, "실행");
        EXPECT_EQ(proposal.system.last_observed_ms, 1'700'000'000'000);
    }
}

TEST(FileSource, ReadsAUnionWhoseMembersHaveNamesOfTheirOwn)
{
    const auto out =
        read_text(snapshot("MLModelSnapshot", "urn:li:mlModel:(urn:li:dataPlatform:science,수요,PROD)",
                           R"({"com.linkedin.pegasus2avro.common.Cost": {"costType": "ORG_COST_TYPE",
            "cost": {"costId": 1.5, "costCode": null, "fieldDiscriminator": "costId"}}})"));
    EXPECT_THAT(out.failures, IsEmpty());
    ASSERT_THAT(out.proposals, SizeIs(1));
    EXPECT_EQ(out.proposals[0].aspect,
              (Aspect{"cost", R"({"cost":{"costId":1.5},"costType":"ORG_COST_TYPE"})"}));
}

TEST(FileSource, NamesUnknownClassesOfSnapshotsAndReadsTheRest)
{
    const auto out = read_text("[" + snapshot("DatasetSnapshott", reservation, "") + "," +
                               snapshot("DatasetSnapshot", reservation,
                                        R"({"com.linkedin.pegasus2avro.dataset.없는것": {}}, 7,
               {"com.linkedin.pegasus2avro.common.Status": {"removed": "예"}},
               {"com.linkedin.pegasus2avro.common.Status": {"removed": false}})") +
                               "," + snapshot("TagSnapshot", reservation, "") +
                               R"(, {"proposedSnapshot": []}, )" + record(2) + "]");
    EXPECT_THAT(out.proposals, SizeIs(2));
    EXPECT_THAT(out.failures,
                ElementsAre(Pair("파일.json, record 1", HasSubstr("did you mean \"DatasetSnapshot\"")),
                            Pair(reservation, HasSubstr("dataset.없는것, at proposedSnapshot.aspects[0]")),
                            Pair(reservation, HasSubstr("one member that names its class")),
                            Pair(reservation, HasSubstr("proposedSnapshot.aspects[2]")),
                            Pair("파일.json, record 3", HasSubstr("its URN is not")),
                            Pair("파일.json, record 4", HasSubstr("one member that names its class"))));
}

TEST(FileSource, ReportsWhatTheRegistryRefusesAndReadsTheRest)
{
    const auto out = read_text("[" + record(1) + R"(, {"entityType":"dataset","entityUrn":")" + reservation +
                               R"(","changeType":"UPSERT","aspectName":"statuss","aspect":{"json":{}}},
            {"hello": 1}, {"bucket": 1, "duration": "DAY", "metrics": {}}, {}, )" +
                               record(2) + "]");
    EXPECT_THAT(urns(out), SizeIs(2));
    EXPECT_THAT(out.failures,
                ElementsAre(Pair(reservation + ", statuss", HasSubstr("did you mean \"status\"")),
                            Pair("파일.json, record 3", HasSubstr("hello")),
                            Pair("파일.json, record 5", HasSubstr("missing"))));
    EXPECT_THAT(out.warnings, ElementsAre(Pair("파일.json, record 4", HasSubstr("usage"))));
}

TEST(FileSource, GivesDuplicatesOnAsTheyCome)
{
    EXPECT_THAT(
        read_text("[" + record(1) + "," + record(1) + "," + record(2) + "," + record(1) + "]").proposals,
        SizeIs(4));
}

TEST(FileSource, EndsWhereAFileBreaksOff)
{
    const std::string whole = "[" + record(1) + ",\n" + record(2) + "]";
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
        const Error error = refusal_of(whole.substr(0, cut));
        EXPECT_EQ(error.code(), Errc::invalid_argument) << cut << ": " << error.what();
    }
    EXPECT_THAT(refusal_of(whole.substr(0, whole.size() - 5)).what(), HasSubstr("in the middle of record 2"));
    EXPECT_THAT(refusal_of(record(1) + "\n{\"entityType\": \"예").what(),
                HasSubstr("in the middle of record 2"));
}

TEST(FileSource, RefusesWhatIsNotJson)
{
    const std::string good = record(1);
    for (const std::string& text : std::vector<std::string>{
             "hello", "7", "[1]", "[" + good + good + "]", "[" + good + ",]", "[," + good + "]",
             "[" + good + "]]", "[" + good + "] 나머지", "[{]", "[{\"a\" 1}]", "{'a': 1}", good + "\n]",
             "[{\"a\": tru}]", "[{\"a\": \"\xff\xfe\"}]", std::string("[{\"a\": \"\0\"}]", 12)}) {
        const Error error = refusal_of(text);
        EXPECT_EQ(error.code(), Errc::invalid_argument) << text << ": " << error.what();
        EXPECT_THAT(error.what(), HasSubstr("파일.json")) << text;
    }
}

TEST(FileSource, SaysThatAnotherEncodingMustBeConverted)
{
    EXPECT_THAT(refusal_of("\xff\xfe[\0]\0").what(), HasSubstr("UTF-16"));
    EXPECT_THAT(refusal_of(std::string("[\0{\0", 4)).what(), HasSubstr("UTF-16"));
    EXPECT_THAT(refusal_of("[{\"가\": \"\xb0\xa1\"}]").what(), HasSubstr("UTF-8")); // EUC-KR
}

TEST(FileSource, EmitsWhatCameBeforeTheFileBroke)
{
    const TempDir directory;
    std::ofstream(directory / "a.json") << "[" << record(1) << "," << record(2) << ", {";
    RecordingEmitter out;
    const auto source = source_of({{"path", directory / "a.json"}});
    EXPECT_THROW(source->extract(out, {}), Error);
    EXPECT_THAT(out.proposals, SizeIs(2));
}

TEST(FileSource, ReportsARecordThatIsTooDeepAndReadsTheRest)
{
    std::string deep = "{\"가\":";
    for (int i = 0; i < 100; ++i)
        deep += "{\"a\":[";
    deep += "1";
    for (int i = 0; i < 100; ++i)
        deep += "]}";
    const auto out = read_text("[" + record(1) + "," + deep + "}," + record(2) + "]");
    EXPECT_THAT(out.proposals, SizeIs(2));
    EXPECT_THAT(out.failures, ElementsAre(Pair("파일.json, record 2", HasSubstr("nested too deep"))));
}

TEST(FileSource, ReadsALargeAspectAndReportsOneThatIsTooLarge)
{
    const auto described = [](std::size_t size) {
        return R"({"entityType":"dataset","entityUrn":")" + reservation +
               R"(","changeType":"UPSERT","aspectName":"datasetProperties","aspect":{"json":{"description":")" +
               std::string(size, 'x') + R"("}}})";
    };
    const auto out =
        read_text("[" + described(FileRecords::longest - 1'000) + "," + described(FileRecords::longest) +
                  "," + described(3 * FileRecords::longest) + "," + record(2) + "]");
    EXPECT_THAT(out.proposals, SizeIs(2));
    EXPECT_THAT(out.failures, ElementsAre(Pair("파일.json, record 2", HasSubstr("16 MiB")),
                                          Pair("파일.json, record 3", HasSubstr("16 MiB"))));
}

/// In bytes, the most that the process has had.
std::int64_t most_memory()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss * std::int64_t{1'024};
}

TEST(FileSource, NeedsNoMemoryForARecordThatIsTooLarge)
{
#ifdef __SANITIZE_THREAD__
    GTEST_SKIP() << "the thread sanitizer's shadow is counted as ours";
#endif
    constexpr std::int64_t size = 192 << 20;
    const TempDir directory;
    const auto file = directory / "큰.json";
    std::ofstream(file) << R"([{"가": ")";
    std::filesystem::resize_file(file, size); // zeros that take no space
    std::ofstream(file, std::ios::app) << "\"}, " << record(1) << "]";
    const std::int64_t before = most_memory();
    const auto out = read({{"path", file}});
    EXPECT_THAT(out.proposals, SizeIs(1));
    EXPECT_THAT(out.failures, SizeIs(1));
    EXPECT_LT(most_memory() - before, size / 2);
}

TEST(FileSource, ReadsTheFilesOfAFolderByTheirExtensionAndInTheirOrder)
{
    const TempDir directory;
    std::ofstream(directory / "나.json") << record(2);
    std::ofstream(directory / "가.json") << "[" << record(1) << "]";
    std::ofstream(directory / "다.mce") << record(3);
    std::filesystem::create_directory(directory / "라.json");
    EXPECT_THAT(urns(read({{"path", directory.path()}})),
                ElementsAre(HasSubstr("예약_1"), HasSubstr("예약_2")));
    EXPECT_THAT(urns(read({{"path", directory.path()}, {"file_extension", "mce"}})),
                ElementsAre(HasSubstr("예약_3")));
    EXPECT_THAT(read({{"path", directory.path()}, {"file_extension", "*"}}).proposals, SizeIs(3));
    EXPECT_THAT(read({{"filename", directory / "다.mce"}}).proposals, SizeIs(1));
    EXPECT_EQ(error_of([&] {
                  read({{"path", directory.path()}, {"file_extension", "없음"}});
              }).code(),
              Errc::not_found);
}

TEST(FileSource, ReadsOneAspectOnlyWhereAsked)
{
    const TempDir directory;
    std::ofstream(directory / "a.json")
        << record(1)
        << snapshot("TagSnapshot", "urn:li:tag:개인정보",
                    R"({"com.linkedin.pegasus2avro.common.Status": {"removed": false}},
                       {"com.linkedin.pegasus2avro.tag.TagProperties": {"name": "개인정보"}})");
    const auto out = read({{"path", directory / "a.json"}, {"aspect", "tagProperties"}});
    ASSERT_THAT(out.proposals, SizeIs(1));
    EXPECT_EQ(out.proposals[0].aspect.name, "tagProperties");
}

TEST(FileSource, RefusesPlacesThatItCannotRead)
{
    const TempDir directory;
    EXPECT_EQ(error_of([&] { read({{"path", directory / "없음.json"}}); }).code(), Errc::not_found);
    ASSERT_EQ(::mkfifo((directory / "관").c_str(), 0600), 0);
    EXPECT_THAT(error_of([&] { read({{"path", directory / "관"}}); }).what(), HasSubstr("not a plain file"));
    EXPECT_THAT(error_of([&] { read({{"path", "/dev/zero"}}); }).what(), HasSubstr("not a plain file"));
    EXPECT_EQ(error_of([&] { read({{"path", "s3://통/a.json"}}); }).path(), "source.config.path");
    EXPECT_EQ(error_of([&] { read(json::object()); }).path(), "source.config.path");
    EXPECT_EQ(error_of([&] { read({{"path", "a"}, {"filename", "b"}}); }).path(), "source.config.filename");
}

TEST(FileSource, CannotTellWhatTheAccountBehindAPlainFileCouldDo)
{
    const TempDir directory;
    std::ofstream(directory / "a.json") << "[]";
    const AuditReport report = source_of({{"path", directory / "a.json"}})->audit();
    EXPECT_EQ(report.verdict, AuditReport::Verdict::cannot_tell);
    EXPECT_THAT(report.scope, IsEmpty());
    EXPECT_EQ(error_of([&] {
                  source_of({{"path", directory / "b.json"}})->audit();
              }).code(),
              Errc::not_found);
}

TEST(FileSource, StopsBetweenRecords)
{
    const TempDir directory;
    std::ofstream(directory / "a.json") << "[" << record(1) << "," << record(2) << "," << record(3) << "]";
    std::stop_source stop;
    RecordingEmitter out;
    out.on_emit = [&](const Proposal&) { stop.request_stop(); };
    source_of({{"path", directory / "a.json"}})->extract(out, stop.get_token());
    EXPECT_THAT(out.proposals, SizeIs(1));
}

} // namespace
} // namespace colophon::ingest
