// SPDX-License-Identifier: Apache-2.0
#include "api/api_fixture.hpp"

#include <gtest/gtest.h>

namespace colophon::api {
namespace {

class SearchApiTest : public testing::Test, protected ApiFixture {
protected:
    SearchApiTest()
    {
        for (const auto* name : {"reservation", "vehicle"}) {
            const auto urn =
                "urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops." + std::string(name) + ",PROD)";
            post("[" +
                 proposal_text(urn, "datasetProperties",
                               std::string(R"({"customProperties":{},"name":")") + name +
                                   R"(","description":"예약 )" + name + R"("})") +
                 "]");
        }
    }
    int status(const std::string& query) { return send({.target = "/api/v1/search" + query}).status; }
};

TEST_F(SearchApiTest, AnswersInTheDocumentedShape)
{
    const auto page = get("/api/v1/search?q=reservation");
    EXPECT_EQ(page["total"], 1);
    EXPECT_EQ(page["position"], catalog->position());
    EXPECT_TRUE(page["took_ms"].is_number());
    const auto& hit = page["hits"][0];
    EXPECT_EQ(hit["name"], "reservation");
    EXPECT_EQ(hit["type"], "dataset");
    EXPECT_EQ(hit["platform"], "postgres");
    EXPECT_EQ(hit["env"], "PROD");
    EXPECT_EQ(hit["description"], "예약 reservation");
    EXPECT_EQ(hit["matches"][0]["field"], "name");
    EXPECT_EQ(hit["matches"][0]["highlight"], nlohmann::json::parse("[[0,11]]"));
    const auto& platform = page["facets"]["platform"];
    EXPECT_EQ(platform["values"][0]["value"], "postgres");
    EXPECT_EQ(platform["values"][0]["count"], 1);
    EXPECT_EQ(platform["more"], false);
    EXPECT_EQ(page["facets"].size(), 11);
}

TEST_F(SearchApiTest, FiltersPagesAndLeavesFacetsOut)
{
    EXPECT_EQ(get("/api/v1/search?q=*&type=dataset&platform=mysql&platform=postgres")["total"], 2);
    EXPECT_EQ(get("/api/v1/search?platform=mysql")["total"], 0);
    const auto first = get("/api/v1/search?limit=1&sort=name&facets=none");
    EXPECT_TRUE(first["facets"].empty());
    const auto second = get("/api/v1/search?limit=1&sort=name&cursor=" +
                            http::percent_encode(first["next"].get<std::string>()));
    EXPECT_EQ(first["hits"][0]["name"], "reservation");
    EXPECT_EQ(second["hits"][0]["name"], "vehicle");
    EXPECT_FALSE(second.contains("next"));
    EXPECT_EQ(get("/api/v1/search?facets=type,platform")["facets"].size(), 2);
    EXPECT_TRUE(get("/api/v1/search?q=reservation&explain=true")["hits"][0]["explanation"].is_object());
}

TEST_F(SearchApiTest, RefusesOutOfRangeAndUnknown)
{
    EXPECT_EQ(status("?limit=0"), 400);
    EXPECT_EQ(status("?limit=1001"), 400);
    EXPECT_EQ(status("?limit=ten"), 400);
    EXPECT_EQ(status("?limit=1&limit=2"), 400);
    EXPECT_EQ(status("?sort=best"), 400);
    EXPECT_EQ(status("?facets=platfrom"), 400);
    EXPECT_EQ(status("?removed=yes"), 400);
    EXPECT_EQ(status("?cursor=nonsense"), 400);
    const auto unknown = send({.target = "/api/v1/search?platfrom=mysql"});
    EXPECT_EQ(unknown.status, 400);
    EXPECT_NE(unknown.body.find("platform"), std::string::npos);
}

/// What is said to be wrong, and of which parameter.
TEST_F(SearchApiTest, ARefusalSaysWhatToWrite)
{
    struct Case {
        std::string query, path, words;
    };
    const Case cases[] = {{"?facets=none,type", "facets", "none stands alone"},
                          {"?facets=", "facets", "no such facet"},
                          {"?facets=contaner", "facets", "did you mean \"container\"?"},
                          {"?fields=urn,nmae", "fields", "did you mean \"name\"?"},
                          {"?facet_q=ops", "facet_q", "facets=container"},
                          {"?facets=none&facet_q=ops", "facet_q", "facets=container"},
                          {"?sort=usgae", "sort", "relevance, name, updated or usage"},
                          {"?fuzzy=maybe", "fuzzy", "true or false"},
                          {"?type=column&type=dataset", "type", "stands alone"},
                          {"?updated_from=yesterday", "updated_from", "2026-01-31"},
                          {"?updated_to=2026-02-30", "updated_to", "2026-01-31"},
                          {"?usage_from=-1", "usage_from", "usage_from=100"},
                          {"?columns_to=9999999999999999999", "columns_to", "whole number"},
                          {"?usage_from=10&usage_to=9", "usage_from", "lies behind usage_to"},
                          {"?updated_form=2026-01-01", "updated_form", "did you mean \"updated_from\"?"},
                          {"?usage_from=1&usage_from=2", "usage_from", "more than once"}};
    for (const auto& [query, path, words] : cases) {
        const auto response = send({.target = "/api/v1/search" + query});
        ASSERT_EQ(response.status, 400) << query;
        const auto problem = nlohmann::json::parse(response.body);
        EXPECT_EQ(problem["path"], path) << query;
        EXPECT_NE(problem["detail"].get<std::string>().find(words), std::string::npos) << response.body;
    }
}

TEST_F(SearchApiTest, AHitTellsWhatWasAskedOfIt)
{
    const auto whole = get("/api/v1/search?q=reservation")["hits"][0];
    EXPECT_TRUE(whole["updated"].get<std::string>().starts_with("2023-11-14T"));
    EXPECT_FALSE(whole.contains("explanation"));
    EXPECT_FALSE(whole.contains("deprecated"));
    const auto narrow = get("/api/v1/search?q=reservation&fields=name,score")["hits"][0];
    EXPECT_EQ(narrow.size(), 2);
    EXPECT_EQ(narrow["name"], "reservation");
    // Named, the parts are made although nothing else asks for them.
    const auto parts = get("/api/v1/search?q=reservation&fields=urn,explanation")["hits"][0];
    EXPECT_FALSE(parts["explanation"].empty());
    EXPECT_FALSE(
        get("/api/v1/search?q=reservation&fields=urn&explain=true")["hits"][0].contains("explanation"));
}

TEST_F(SearchApiTest, ADateAsTheEndOfARangeIsItsLastMoment)
{
    // The fixture's clock stands on 14 November 2023.
    EXPECT_EQ(get("/api/v1/search?updated_from=2023-11-14&updated_to=2023-11-14")["total"], 2);
    EXPECT_EQ(get("/api/v1/search?updated_to=2023-11-14T00:00:00Z")["total"], 0);
    EXPECT_EQ(get("/api/v1/search?updated_from=2023-11-15")["total"], 0);
    EXPECT_EQ(get("/api/v1/search?usage_from=1")["total"], 0);
    EXPECT_EQ(get("/api/v1/search?usage_to=0&columns_to=0&downstream_to=0")["total"], 2);
}

TEST_F(SearchApiTest, LooksThroughAFacetByWhatPeopleCallItsValues)
{
    const std::string database = "urn:li:container:11111111111111111111111111111111";
    const std::string schema = "urn:li:container:22222222222222222222222222222222";
    for (const auto& [urn, name] : {std::pair(database, "차량공유"), std::pair(schema, "운영 Ops")})
        post("[" +
             proposal_text(urn, "containerProperties",
                           std::string(R"({"customProperties":{},"name":")") + name + "\"}") +
             "]");
    post("[" + proposal_text(schema, "container", R"({"container":")" + database + "\"}") + "]");
    post("[" +
         proposal_text("urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops.reservation,PROD)",
                       "container", R"({"container":")" + schema + "\"}") +
         "]");
    const auto found = get("/api/v1/search?q=*&facets=container,platform&facet_q=ops")["facets"];
    ASSERT_EQ(found["container"]["values"].size(), 1) << found;
    const auto& row = found["container"]["values"][0];
    EXPECT_EQ(row["label"], "운영 Ops");
    EXPECT_EQ(row["value"], "22222222222222222222222222222222");
    EXPECT_EQ(row["parent"], "11111111111111111111111111111111");
    EXPECT_TRUE(get("/api/v1/search?q=*&facets=container&facet_q=" +
                    http::percent_encode("정산"))["facets"]["container"]["values"]
                    .empty());
    // A new name is shown with the next answer: what is remembered of it was forgotten when it was written.
    post("[" + proposal_text(schema, "containerProperties", R"({"customProperties":{},"name":"정산"})") +
         "]");
    EXPECT_EQ(get("/api/v1/search?q=*&facets=container&facet_q=" +
                  http::percent_encode("정산"))["facets"]["container"]["values"][0]["label"],
              "정산");
}

TEST_F(SearchApiTest, ABodySaysWhatAnAddressIsTooShortFor)
{
    const auto ask = [&](const std::string& body) {
        return send({.method = http::Method::post, .target = "/api/v1/search", .body = body});
    };
    const auto response =
        ask(R"({"q":"예약","type":["dataset","tag"],"limit":1,"facets":["type","platform"],)"
            R"("fields":"name","removed":false,"cursor":null})");
    ASSERT_EQ(response.status, 200) << response.body;
    const auto page = nlohmann::json::parse(response.body);
    EXPECT_EQ(page["total"], 2);
    EXPECT_EQ(page["hits"].size(), 1);
    EXPECT_EQ(page["facets"].size(), 2);
    EXPECT_TRUE(page.contains("next"));
    const std::pair<const char*, const char*> refusals[] = {
        {R"({"platfrom":"mysql"})", "did you mean"}, {R"({"limit":1.5})", "whole number"},
        {R"({"q":{"text":"a"}})", "must be a text"}, {R"({"limit":0})", "from 1 to 1000"},
        {R"({"q":"a","q":"b"})", "more than once"},  {R"(["예약"])", "a query is an object"},
        {R"({"type":[["a"]]})", "must be a text"},   {R"({"q":)", "JSON"}};
    for (const auto& [body, words] : refusals) {
        const auto refused = ask(body);
        EXPECT_EQ(refused.status, 400) << body;
        EXPECT_NE(refused.body.find(words), std::string::npos) << body << refused.body;
    }
}

TEST_F(SearchApiTest, ABatchAnswersEachQueryInItsPlace)
{
    const auto ask = [&](const std::string& body) {
        return send({.method = http::Method::post, .target = "/api/v1/search/batch", .body = body});
    };
    const auto response = ask(R"({"queries":[{"q":"vehicle","facets":"none"},{"q":"(예약"},{"nmae":"x"},)"
                              R"({"q":"없는것"},{"q":"reservation","cursor":"forged"}]})");
    ASSERT_EQ(response.status, 200) << response.body;
    const auto answers = nlohmann::json::parse(response.body)["answers"];
    ASSERT_EQ(answers.size(), 5);
    EXPECT_EQ(answers[0]["hits"][0]["name"], "vehicle");
    EXPECT_EQ(answers[1]["status"], 400);
    EXPECT_TRUE(answers[1]["path"].get<std::string>().starts_with("q:"));
    EXPECT_EQ(answers[2]["status"], 400);
    EXPECT_EQ(answers[2]["path"], "nmae");
    EXPECT_EQ(answers[3]["total"], 0);
    EXPECT_EQ(answers[4]["path"], "cursor");

    std::string many = R"({"queries":[{"limit":41})";
    for (int i = 1; i < 50; ++i)
        many += R"(,{"limit":40})";
    const auto too_much = ask(many + "]}");
    EXPECT_EQ(too_much.status, 413); // 2001 hits
    EXPECT_NE(too_much.body.find("2001"), std::string::npos);
    EXPECT_EQ(ask(many + ",{}]}").status, 413); // 51 queries
    EXPECT_EQ(ask(R"({"query":[]})").status, 400);
    EXPECT_EQ(ask(R"({"queries":[]})").status, 200);
}

TEST_F(SearchApiTest, ASyntaxErrorPointsAtTheCharacter)
{
    const auto response = send({.target = "/api/v1/search?q=" + http::percent_encode("예약 (vehicle")});
    EXPECT_EQ(response.status, 400);
    EXPECT_NE(nlohmann::json::parse(response.body)["path"].get<std::string>().find("q:"), std::string::npos);
}

TEST_F(SearchApiTest, SuggestsByGroups)
{
    post("[" + proposal_text("urn:li:tag:reserved", "tagProperties", R"({"name":"reserved 예약됨"})") + "]");
    const auto answer = get("/api/v1/suggest?q=reser&limit=1&group_limit=1");
    EXPECT_EQ(answer["suggestions"].size(), 1);
    ASSERT_EQ(answer["groups"].size(), 2) << answer;
    EXPECT_EQ(answer["groups"][0]["group"], "names");
    EXPECT_EQ(answer["groups"][0]["suggestions"][0]["text"], "reservation");
    EXPECT_EQ(answer["groups"][0]["suggestions"][0]["highlight"], nlohmann::json::parse("[[0,5]]"));
    EXPECT_EQ(answer["groups"][1]["group"], "tags");
    EXPECT_EQ(get("/api/v1/suggest?q=reser&group_limit=20")["groups"].size(), 2);
    EXPECT_EQ(send({.target = "/api/v1/suggest?q=a&group_limit=21"}).status, 400);
}

TEST_F(SearchApiTest, SuggestsCompletions)
{
    const auto answer = get("/api/v1/suggest?q=reser");
    ASSERT_FALSE(answer["suggestions"].empty());
    EXPECT_EQ(answer["suggestions"][0]["text"], "reservation");
    EXPECT_EQ(answer["suggestions"][0]["field"], "name");
}

} // namespace
} // namespace colophon::api
