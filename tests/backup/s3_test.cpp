// SPDX-License-Identifier: Apache-2.0
#include "backup/s3_place.hpp"
#include "backup/s3_signature.hpp"
#include "backup/sample_archive.hpp"
#include "http/server.hpp"

#include <gmock/gmock.h>
#include <mutex>

namespace colophon::backup::testing {

namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::string_view empty_digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// The requests whose signatures Amazon publishes with its description of version 4.
struct Vector {
    std::string_view method;
    std::string path;
    S3Request::Pairs query, headers;
    std::string_view payload;
    std::string_view signature;
};

TEST(S3Signature, IsThatOfThePublishedExamples)
{
    const S3Credentials credentials{
        "AKIAIOSFODNN7EXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), {}};
    const std::vector<Vector> vectors{
        {"GET",
         "/test.txt",
         {},
         {{"range", "bytes=0-9"}},
         empty_digest,
         "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"},
        {"PUT",
         "/test$file.text",
         {},
         {{"date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
         "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
         "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"},
        {"GET",
         "/",
         {{"lifecycle", ""}},
         {},
         empty_digest,
         "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"},
        {"GET",
         "/",
         {{"prefix", "J"}, {"max-keys", "2"}},
         {},
         empty_digest,
         "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"}};
    for (const auto& vector : vectors) {
        S3Request request{vector.method, vector.path, vector.query, vector.headers,
                          std::string(vector.payload)};
        request.headers.emplace_back("Host", "examplebucket.s3.amazonaws.com");
        request.headers.emplace_back("x-amz-content-sha256", request.payload);
        request.headers.emplace_back("x-amz-date", "20130524T000000Z");
        EXPECT_THAT(s3_authorization(request, credentials, "us-east-1", "20130524T000000Z"),
                    EndsWith("Signature=" + std::string(vector.signature)))
            << vector.method << vector.path;
    }
}

TEST(S3Signature, KeepsSlashesAndEncodesTheRest)
{
    EXPECT_EQ(s3_target({"GET", "/b/백업/a b+c", {{"uploadId", "x/y="}, {"a", "1"}}, {}, {}}),
              "/b/%EB%B0%B1%EC%97%85/a%20b%2Bc?a=1&uploadId=x%2Fy%3D");
}

TEST(S3Answers, AreReadWithoutBelievingTheirForm)
{
    const std::string_view xml = "<A><Key>백업/a&amp;b</Key><Key>&lt;c&gt;</Key><Open>";
    EXPECT_THAT(xml_texts(xml, "Key"), ElementsAre("백업/a&b", "<c>"));
    EXPECT_EQ(xml_text(xml, "Open"), "");
    EXPECT_EQ(xml_text(xml, "Absent"), "");
}

/// A storage that does what it is told, once for each entry of `failures`, before it behaves.
class Storage {
public:
    Storage() : server_({}, routes()) {}

    S3Place place(const std::string& key)
    {
        S3Place place;
        place.options.endpoint = "http://" + server_.address();
        place.options.bucket = "bucket";
        place.options.credentials = {"key", Secret("비밀 열쇠"), {}};
        place.options.wait = [this](auto) { ++waits; };
        place.options.most_retries = 3;
        place.key = key;
        return place;
    }

    /// Status and code of what the next requests of this kind (`PUT part`, …) are answered.
    std::map<std::string, std::vector<std::pair<int, std::string>>> failures;
    std::map<std::string, std::string> objects;
    std::map<int, std::string> parts;
    std::vector<std::string> log;
    bool upload_open = false;
    int waits = 0;

private:
    static http::Response error(int status, const std::string& code)
    {
        return {status, "<Error><Code>" + code + "</Code><Message>까닭</Message></Error>", "application/xml"};
    }

    std::optional<http::Response> fails(const std::string& kind)
    {
        log.push_back(kind);
        auto& planned = failures[kind];
        if (planned.empty())
            return std::nullopt;
        const auto [status, code] = planned.front();
        planned.erase(planned.begin());
        return error(status, code);
    }

    http::Response get(const http::Request& request)
    {
        const std::lock_guard lock(mutex_);
        if (auto failure = fails("GET"))
            return *failure;
        const auto found = objects.find(std::string(*request.params.find("key")));
        if (found == objects.end())
            return error(404, "NoSuchKey");
        const auto range = request.headers.find("Range");
        const std::string& object = found->second;
        const std::string first_last = std::string(range.value_or("bytes=0-").substr(6));
        const std::size_t first = std::stoull(first_last);
        const std::size_t last = std::stoull(first_last.substr(first_last.find('-') + 1) + "0") / 10;
        if (range && first >= object.size())
            return error(416, "InvalidRange");
        return {range ? 206 : 200,
                object.substr(first, range ? last - first + 1 : std::string::npos),
                "application/octet-stream",
                {{"ETag", "\"1\""},
                 {"Content-Range", "bytes " + first_last + "/" + std::to_string(object.size())}}};
    }

    http::Response put(const http::Request& request)
    {
        const std::lock_guard lock(mutex_);
        const auto number = request.query.find("partNumber");
        if (auto failure = fails(number ? "PUT part" : "PUT"))
            return *failure;
        if (number && !upload_open)
            return error(404, "NoSuchUpload");
        if (number)
            parts[std::stoi(std::string(*number))] = request.body;
        else
            objects[std::string(*request.params.find("key"))] = request.body;
        return {200, "", "", {{"ETag", "\"p" + std::string(number.value_or("")) + "\""}}};
    }

    http::Response post(const http::Request& request)
    {
        const std::lock_guard lock(mutex_);
        const bool begins = request.query.find("uploads").has_value();
        if (auto failure = fails(begins ? "begin" : "complete"))
            return *failure;
        if (begins) {
            upload_open = true;
            return {200,
                    "<InitiateMultipartUploadResult><UploadId>올림&amp;1</UploadId></"
                    "InitiateMultipartUploadResult>",
                    "application/xml"};
        }
        EXPECT_EQ(request.query.find("uploadId"), "올림&1");
        if (!upload_open)
            return error(404, "NoSuchUpload");
        std::string whole;
        for (const auto& [number, part] : parts)
            whole += part;
        objects[std::string(*request.params.find("key"))] = whole;
        upload_open = false;
        if (auto lost = fails("complete answer"))
            return *lost;
        return {200, "<CompleteMultipartUploadResult/>", "application/xml"};
    }

    http::Response remove(const http::Request& request)
    {
        const std::lock_guard lock(mutex_);
        if (auto failure = fails("abort"))
            return *failure;
        if (request.query.find("uploadId"))
            upload_open = false;
        return {204, {}, {}, {}};
    }

    http::Router routes()
    {
        http::Router router;
        const http::BodyPolicy body{32u << 20, false};
        router.add(http::Method::get, "/bucket/{key}", {}, [this](const auto& r) { return get(r); });
        router.add(http::Method::put, "/bucket/{key}", body, [this](const auto& r) { return put(r); });
        router.add(http::Method::post, "/bucket/{key}", body, [this](const auto& r) { return post(r); });
        router.add(http::Method::delete_, "/bucket/{key}", {}, [this](const auto& r) { return remove(r); });
        return router;
    }

    std::mutex mutex_;
    http::Server server_;
};

/// More than two parts.
std::string large_archive()
{
    return sample_archive({{"catalog.db", std::string((18u << 20) + 5, 'c')}});
}

std::string send(Storage& storage, const std::string& archive, bool force = false)
{
    const auto target = s3_target(storage.place("백업.backup"), force);
    ArchiveReader reader({});
    reader.add(archive);
    target->open(reader.manifest(), archive.size());
    for (std::size_t at = 0; at < archive.size(); at += 100'000)
        target->write(std::string_view(archive).substr(at, 100'000));
    return target->commit();
}

Errc code_of_sending(Storage& storage, const std::string& archive, std::string* message = nullptr)
{
    try {
        send(storage, archive);
    } catch (const Error& error) {
        if (message != nullptr)
            *message = error.what();
        return error.code();
    }
    ADD_FAILURE() << "sent";
    return Errc::internal;
}

TEST(S3Target, SendsSmallOnesAtOnceAndLargeOnesInParts)
{
    Storage storage;
    const auto small = sample_archive();
    EXPECT_EQ(send(storage, small), "s3://bucket/백업.backup");
    EXPECT_EQ(storage.objects.at("백업.backup"), small);
    EXPECT_THAT(storage.log, Not(::testing::Contains("begin")));
    storage.objects.clear();
    const auto large = large_archive();
    send(storage, large);
    EXPECT_EQ(storage.objects.at("백업.backup"), large);
    EXPECT_EQ(storage.parts.size(), 3u);
    EXPECT_EQ(storage.parts.at(1).size(), 8u << 20);
}

TEST(S3Target, TriesAgainWhatMayPass)
{
    Storage storage;
    storage.failures["PUT part"] = {{503, "SlowDown"}, {500, "InternalError"}, {429, "TooManyRequests"}};
    storage.failures["begin"] = {{503, "SlowDown"}};
    const auto large = large_archive();
    send(storage, large);
    EXPECT_EQ(storage.objects.at("백업.backup"), large);
    EXPECT_EQ(storage.waits, 4);
}

TEST(S3Target, TakesTheUploadBackWhenItFails)
{
    Storage storage;
    storage.failures["PUT part"].assign(10, {503, "SlowDown"});
    std::string message;
    EXPECT_EQ(code_of_sending(storage, large_archive(), &message), Errc::unavailable);
    EXPECT_THAT(message, HasSubstr("SlowDown"));
    EXPECT_FALSE(storage.upload_open) << "parts of an open upload are paid for";
    EXPECT_THAT(storage.objects, IsEmpty());
}

TEST(S3Target, JudgesByWhatIsThereWhenTheLastAnswerIsLost)
{
    Storage storage;
    storage.failures["complete answer"] = {{500, "InternalError"}};
    const auto large = large_archive();
    send(storage, large);
    EXPECT_EQ(storage.objects.at("백업.backup"), large);

    Storage refusing;
    refusing.failures["complete"] = {{200, "InternalError"}}; // a refusal may come as a success
    EXPECT_EQ(code_of_sending(refusing, large_archive()), Errc::unavailable);
    EXPECT_THAT(refusing.objects, IsEmpty());
}

TEST(S3Target, SaysWhatToDoAboutRefusals)
{
    const std::vector<std::tuple<int, std::string, Errc, std::string>> rows{
        {403, "InvalidAccessKeyId", Errc::forbidden, "AWS_ACCESS_KEY_ID"},
        {403, "SignatureDoesNotMatch", Errc::forbidden, "AWS_SECRET_ACCESS_KEY"},
        {403, "AccessDenied", Errc::forbidden, "give it the right"},
        {403, "RequestTimeTooSkewed", Errc::forbidden, "set the clock"},
        {404, "NoSuchBucket", Errc::invalid_argument, "make it"},
        {400, "AuthorizationHeaderMalformed", Errc::invalid_argument, "AWS_REGION"}};
    for (const auto& [status, code, kind, advice] : rows) {
        Storage storage;
        storage.failures["PUT"] = {{status, code}};
        std::string message;
        EXPECT_EQ(code_of_sending(storage, sample_archive(), &message), kind) << code;
        EXPECT_THAT(message, HasSubstr(advice));
        EXPECT_THAT(message, Not(HasSubstr("비밀")));
        EXPECT_EQ(storage.waits, 0) << "waited for what does not pass: " << code;
    }
}

TEST(S3Target, OverwritesOnlyWhenToldTo)
{
    Storage storage;
    storage.objects["백업.backup"] = "old";
    std::string message;
    EXPECT_EQ(code_of_sending(storage, sample_archive(), &message), Errc::invalid_argument);
    EXPECT_THAT(message, HasSubstr("--force"));
    EXPECT_EQ(storage.objects["백업.backup"], "old");
    send(storage, sample_archive(), true);
    EXPECT_EQ(storage.objects["백업.backup"], sample_archive());
}

TEST(S3Target, HasFewEnoughPartsWhateverTheSize)
{
    for (const std::uint64_t size :
         {std::uint64_t{0}, std::uint64_t{8} << 20, std::uint64_t{80} << 30, std::uint64_t{5} << 40}) {
        const std::uint64_t part = s3_part_bytes(size);
        EXPECT_GE(part, 8u << 20);
        EXPECT_LE(size / part, 9'999u);
    }
}

TEST(S3Source, ReadsWhatWasSentInRanges)
{
    Storage storage;
    const auto large = large_archive();
    storage.objects["백업.backup"] = large;
    storage.failures["GET"] = {{503, "SlowDown"}};
    const auto source = s3_source(storage.place("백업.backup"));
    std::string all;
    std::size_t largest = 0;
    for (std::string piece; source->read(piece); piece.clear()) {
        largest = std::max(largest, piece.size());
        all += piece;
    }
    EXPECT_EQ(all, large);
    EXPECT_LE(largest, 8u << 20);
    std::string nothing;
    EXPECT_THROW(s3_source(storage.place("없음"))->read(nothing), Error);
    EXPECT_THROW(s3_source(storage.place("prefix/")), Error);
}

} // namespace

} // namespace colophon::backup::testing
