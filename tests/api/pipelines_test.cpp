// SPDX-License-Identifier: Apache-2.0
#include "api/api_fixture.hpp"
#include "api/v1/timestamp.hpp"
#include "core/fingerprint.hpp"

#include <gtest/gtest.h>
#include <span>

namespace colophon::api {
namespace {

using nlohmann::json;

const std::string reservation = "urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops.예약,PROD)";
const std::string vehicle = "urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops.차량,PROD)";
const std::string folder = "urn:li:container:0123456789abcdef0123456789abcdef";

class PipelinesApiTest : public testing::Test, protected ApiFixture {
protected:
    /// A name with all that a path could trip over.
    static inline const std::string pipeline = "매일/운영 100%";

    static std::string target(const std::string& what = {}, const std::string& name = pipeline)
    {
        return "/api/v1/pipelines/" + http::percent_encode(name) + what;
    }
    http::Response call(http::Method method, const std::string& where, const std::string& body = {})
    {
        return send({.method = method, .target = where, .body = body});
    }
    http::Response post_to(const std::string& where, const std::string& body)
    {
        return call(http::Method::post, where, body);
    }
    json posted(const std::string& where, const std::string& body)
    {
        const auto response = post_to(where, body);
        EXPECT_EQ(response.status, 200) << response.body;
        return json::parse(response.body);
    }
    std::string take(const std::string& run = "run-1", const std::string& name = pipeline)
    {
        return posted(target("/lease", name), R"({"run":")" + run + R"(","holder":"호스트:7"})")["lease"];
    }
    std::string with(const std::string& what, const std::string& lease)
    {
        return target(what) + "?lease=" + lease;
    }
    void write(const std::string& urn, const std::string& aspect, const std::string& text)
    {
        ASSERT_EQ(post("[" + proposal_text(urn, aspect, text) + "]").status, 200);
    }
    static std::string claims(const std::string& urn)
    {
        return R"({"claims":[{"urn":")" + urn + R"(","container":null,"stable_id":""}]})";
    }
    static std::string comparison(const std::string& urn, const std::string& aspect, const std::string& text)
    {
        const std::vector<Aspect> aspects{{aspect, text}};
        return R"({"entities":[{"urn":")" + urn + R"(","aspects":[")" + aspect + R"("],"fingerprint":")" +
               fingerprint(aspects) + R"("}]})";
    }
    void expect_refused(const std::string& where, const std::string& body, int status,
                        const std::string& path)
    {
        const auto response = post_to(where, body);
        EXPECT_EQ(response.status, status) << where << " " << body.substr(0, 200) << " " << response.body;
        EXPECT_EQ(response.content_type, "application/problem+json");
        EXPECT_EQ(json::parse(response.body).value("path", ""), path) << response.body;
    }
};

TEST_F(PipelinesApiTest, ALeaseIsTakenRenewedAndGivenBack)
{
    const auto taken = posted(target("/lease"), R"({"run":"run-1","holder":"호스트:7"})");
    EXPECT_EQ(taken["seconds"], 45);
    EXPECT_EQ(taken["claims"], 0);
    EXPECT_TRUE(taken["state"].is_null());
    const auto lease = taken["lease"].get<std::string>();
    const auto renewal = R"({"lease":")" + lease + R"("})";
    EXPECT_EQ(json::parse(call(http::Method::put, target("/lease"), renewal).body), json({{"seconds", 45}}));
    const auto shown = get(target());
    EXPECT_EQ(shown["name"], pipeline);
    EXPECT_EQ(shown["lease"]["run"], "run-1");
    EXPECT_EQ(shown["lease"]["holder"], "호스트:7");
    EXPECT_TRUE(parse_rfc3339(shown["lease"]["since"].get<std::string>()));
    EXPECT_EQ(get("/api/v1/pipelines").dump().find(lease), std::string::npos) << "it is a secret";
    EXPECT_EQ(call(http::Method::delete_, with("/lease", lease)).body, "{}");
    EXPECT_TRUE(get("/api/v1/pipelines")["pipelines"][0]["lease"].is_null());
    EXPECT_EQ(call(http::Method::put, target("/lease"), renewal).status, 409);
}

TEST_F(PipelinesApiTest, ALeaseThatIsHeldIsRefusedWithItsHolder)
{
    take("run-1");
    const auto response = post_to(target("/lease"), R"({"run":"run-2","holder":"다른:8"})");
    EXPECT_EQ(response.status, 409);
    EXPECT_EQ(response.content_type, "application/problem+json");
    const auto problem = json::parse(response.body);
    EXPECT_EQ(problem["holder"], "호스트:7");
    EXPECT_EQ(problem["run"], "run-1");
    EXPECT_TRUE(parse_rfc3339(problem["since"].get<std::string>()));
    EXPECT_FALSE(problem.contains("lost"));
}

TEST_F(PipelinesApiTest, EveryWriteWithoutItsLeaseIsRefusedAsLost)
{
    const auto elsewhere = take("run-2", "매시");
    const std::pair<std::string, std::string> writes[] = {{"/claims", claims(reservation)},
                                                          {"/removals", R"({"urns":[]})"},
                                                          {"/renames", R"({"renames":[]})"},
                                                          {"/conclusion", R"({"report":{},"state":null})"},
                                                          {"/compare", R"({"entities":[]})"}};
    for (const auto& [what, body] : writes)
        for (const auto& lease : {elsewhere, std::string("geraten"), std::string()}) {
            const auto response = post_to(with(what, lease), body);
            EXPECT_EQ(response.status, 409) << what;
            EXPECT_EQ(json::parse(response.body)["lost"], true) << what;
        }
    for (const auto& [what, body] : std::span(writes).first(4)) // to compare, none is needed
        expect_refused(target(what), body, 400, "lease");
    EXPECT_EQ(call(http::Method::delete_, target("/lease")).status, 400);
}

TEST_F(PipelinesApiTest, ProposalsUnderALeaseNeedIt)
{
    const auto lease = take();
    const auto body = "[" + proposal_text("urn:li:tag:예약", "tagProperties", R"({"name":"예약"})") + "]";
    EXPECT_EQ(post(body, "?lease=" + lease).status, 200);
    const auto position = catalog->position();
    steady_now += std::chrono::minutes(1);
    take("run-2");
    const auto response =
        post("[" + proposal_text("urn:li:tag:차량", "tagProperties", R"({"name":"차량"})") + "]",
             "?lease=" + lease);
    EXPECT_EQ(response.status, 409);
    EXPECT_EQ(json::parse(response.body)["lost"], true);
    EXPECT_EQ(catalog->position(), position) << "before the first record is taken";
}

TEST_F(PipelinesApiTest, ComparesFingerprintsAndShowsWhatIsThereInstead)
{
    write(reservation, "globalTags", R"({"tags":[]})");
    const auto equal = posted(target("/compare"), comparison(reservation, "globalTags", R"({"tags":[]})"));
    EXPECT_EQ(equal["position"], catalog->position());
    EXPECT_EQ(equal["lacking"],
              json::parse(R"([{"index":0,"claimed":false,"exists":true,"equal":true,"current":{}}])"));
    const auto lease = take();
    posted(with("/claims", lease), claims(reservation));
    EXPECT_EQ(
        posted(with("/compare", lease), comparison(reservation, "globalTags", R"({"tags":[]})"))["lacking"],
        json::array());
    const auto other = posted(target("/compare"),
                              comparison(reservation, "globalTags", R"({"tags":[{"tag":"urn:li:tag:x"}]})"));
    EXPECT_EQ(
        other["lacking"][0]["current"],
        json::parse(
            R"({"globalTags":{"json":{"tags":[]},"actor":"urn:li:corpuser:admin","run":"","pipeline":""}})"));
    EXPECT_EQ(other["lacking"][0]["claimed"], true);
}

TEST_F(PipelinesApiTest, ClaimsArePutDownAndReadInPages)
{
    const auto lease = take();
    EXPECT_EQ(posted(with("/claims", lease), R"({"claims":[{"urn":")" + vehicle + R"(","container":")" +
                                                 folder + R"(","stable_id":"5/1259/표"},{"urn":")" +
                                                 reservation + R"(","container":null,"stable_id":""}]})"),
              json::object());
    EXPECT_EQ(get(target())["claims"], 2);
    const auto first = get(target("/claims?limit=1"));
    EXPECT_EQ(first["claims"][0]["urn"], reservation);
    EXPECT_TRUE(first["claims"][0]["container"].is_null());
    EXPECT_EQ(first["next"], reservation);
    const auto second = get(target("/claims?limit=2&after=" + http::percent_encode(reservation)));
    EXPECT_EQ(second["claims"],
              json::array({{{"urn", vehicle}, {"container", folder}, {"stable_id", "5/1259/표"}}}));
    EXPECT_TRUE(second["next"].is_null());
    EXPECT_EQ(get(target("/claims", "처음"))["claims"], json::array());
}

TEST_F(PipelinesApiTest, RemovesAndSaysWhatOthersStillSee)
{
    write(reservation, "globalTags", R"({"tags":[]})");
    write(vehicle, "globalTags", R"({"tags":[]})");
    const auto lease = take();
    posted(with("/claims", lease), claims(reservation));
    const auto other = take("run-9", "매시");
    posted(target("/claims", "매시") + "?lease=" + other, claims(vehicle));
    const auto removed =
        posted(with("/removals", lease), R"({"urns":[")" + reservation + R"(",")" + vehicle + R"("]})");
    EXPECT_EQ(removed["position"], catalog->position());
    EXPECT_EQ(removed["removed"], 1);
    EXPECT_EQ(removed["kept"], json::array({{{"urn", vehicle}, {"claimed_by", "매시"}}}));
    EXPECT_EQ(get(entity_target(reservation))["aspects"]["status"]["removed"], true);
}

TEST_F(PipelinesApiTest, RenamesAndSaysWhatMoved)
{
    write(reservation, "globalTags", R"({"tags":[]})");
    const auto lease = take();
    const auto renamed = posted(with("/renames", lease), R"({"renames":[{"from":")" + reservation +
                                                             R"(","to":")" + vehicle + R"("}]})");
    EXPECT_EQ(renamed["position"], catalog->position());
    EXPECT_EQ(renamed["renames"],
              json::array({{{"from", reservation}, {"to", vehicle}, {"moved", {"globalTags"}}}}));
    expect_refused(with("/renames", lease),
                   R"({"renames":[{"from":")" + reservation + R"(","to":")" + folder + R"("}]})", 400,
                   "renames");
}

TEST_F(PipelinesApiTest, AConclusionLeavesStateAndReportAndGivesTheLeaseBack)
{
    const auto lease = take();
    const auto body = R"({"report":{"outcome":"ok","summary":{"추가":2}},"state":{"scope":["운영"]}})";
    EXPECT_EQ(posted(with("/conclusion", lease), body), json({{"position", catalog->position()}}));
    const auto shown = get(target());
    EXPECT_EQ(shown["state"], json::parse(R"({"scope":["운영"]})"));
    EXPECT_TRUE(shown["lease"].is_null());
    const auto run = get("/api/v1/runs/run-1?pipeline=" + http::percent_encode(pipeline));
    EXPECT_EQ(run["report"]["summary"]["추가"], 2);
    EXPECT_EQ(run["outcome"], "ok");
    EXPECT_EQ(posted(target("/lease"), R"({"run":"run-2","holder":"h"})")["state"], shown["state"]);
}

TEST_F(PipelinesApiTest, RefusesTooMuch)
{
    const auto lease = take();
    const auto many = [](std::size_t count, const std::string& element) {
        std::string text = "[" + element;
        for (std::size_t i = 1; i < count; ++i)
            text += "," + element;
        return text + "]";
    };
    expect_refused(target("/compare"), R"({"entities":)" + many(5'001, "0") + "}", 413, "entities");
    expect_refused(with("/claims", lease), R"({"claims":)" + many(10'001, "0") + "}", 413, "claims");
    expect_refused(with("/removals", lease), R"({"urns":)" + many(10'001, "0") + "}", 413, "urns");
    expect_refused(with("/renames", lease), R"({"renames":)" + many(1'001, "0") + "}", 413, "renames");
    const std::string large(std::size_t{49} << 10, 'x');
    expect_refused(with("/conclusion", lease), R"({"report":{"a":")" + large + R"("},"state":null})", 413,
                   "report");
    expect_refused(target("/compare"),
                   R"({"entities":[{"urn":")" + reservation + R"(","aspects":)" + many(101, R"("status")") +
                       R"(,"fingerprint":""}]})",
                   413, "entities[0].aspects");
}

TEST_F(PipelinesApiTest, RefusesWhatIsNotOfTheShapeAndNamesThePlace)
{
    const auto lease = take();
    const std::string fine = "0123456789abcdef0123456789abcdef";
    struct Row {
        std::string where, body, path;
    };
    const Row rows[] = {
        {target("/lease"), R"({"run":"run-1"})", "holder"},
        {target("/lease"), R"({"run":7,"holder":"h"})", "run"},
        {target("/lease"), R"({"run":"","holder":"h"})", "run"},
        {target("/lease"), R"({"run":"a\u0000b","holder":"h"})", "run"},
        {target("/lease"), R"({"run":"run-1","holder":"\u0085"})", "holder"},
        {target("/lease"), R"({"run":"run-1","holdr":"h"})", "holdr"},
        {target("/lease"), R"({"run":"run-1","run":"run-2","holder":"h"})", "run"},
        {target("/lease"), "[]", ""},
        {target("/lease"), "{", ""},
        {target("/compare"), R"({"entities":{}})", "entities"},
        {target("/compare"), R"({"entities":[[]]})", "entities[0]"},
        {target("/compare"), R"({"entities":[{"urn":"예약","aspects":[],"fingerprint":"x"}]})",
         "entities[0].urn"},
        {target("/compare"), R"({"entities":[{"urn":")" + vehicle + R"(","aspects":[1],"fingerprint":"x"}]})",
         "entities[0].aspects[0]"},
        {target("/compare"), R"({"entities":[{"urn":")" + vehicle + R"(","aspects":[],"fingerprint":"x"}]})",
         "entities[0].fingerprint"},
        {target("/compare"),
         R"({"entities":[{"urn":")" + vehicle + R"(","aspects":[],"fingerprint":")" + fine + R"(","z":1}]})",
         "entities[0].z"},
        {with("/claims", lease), R"({"claims":[{"urn":")" + vehicle + R"(","container":7,"stable_id":""}]})",
         "claims[0].container"},
        {with("/claims", lease),
         R"({"claims":[{"urn":")" + vehicle + R"(","stable_id":")" + std::string(501, 'x') + R"("}]})",
         "claims[0].stable_id"},
        {with("/removals", lease), R"({"urns":[null]})", "urns[0]"},
        {with("/renames", lease), R"({"renames":[{"from":")" + vehicle + R"("}]})", "renames[0].to"},
        {with("/conclusion", lease), R"({"report":"ok"})", "report"},
        {with("/conclusion", lease), R"({"state":{}})", "report"},
        {with("/conclusion", lease), R"({"report":{},"state":[]})", "state"}};
    for (const auto& row : rows)
        expect_refused(row.where, row.body, 400, row.path);
    EXPECT_NE(post_to(target("/lease"), rows[5].body).body.find(R"(did you mean \"holder\")"),
              std::string::npos);
    EXPECT_EQ(call(http::Method::put, target("/lease"), R"({"leas":""})").status, 400);
    EXPECT_EQ(catalog->position(), 0);
}

TEST_F(PipelinesApiTest, RefusesNamesThatAreNone)
{
    const auto status = [&](const std::string& encoded) {
        return send({.target = "/api/v1/pipelines/" + encoded}).status;
    };
    EXPECT_EQ(status("%EC%B2%98%EC%9D%8C"), 404);
    EXPECT_EQ(status("a%0Ab"), 400);
    EXPECT_EQ(status("a%C2%85b"), 400);
    EXPECT_EQ(status(std::string(500, 'x')), 404);
    EXPECT_EQ(status(std::string(501, 'x')), 400);
    EXPECT_EQ(status("a%2F..%2Fb"), 404);
    for (const auto* encoded : {"a%00b", "a%ff", "a%2"})
        EXPECT_FALSE(router.find(http::Method::get, std::string("/api/v1/pipelines/") + encoded)) << encoded;
}

} // namespace
} // namespace colophon::api
