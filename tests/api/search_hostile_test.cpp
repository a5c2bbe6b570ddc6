// SPDX-License-Identifier: Apache-2.0

// What anybody may ask of /search and /suggest: an answer or a problem that names the parameter, both of them
// JSON and short.

#include "api/api_fixture.hpp"
#include "search/hostile_queries.hpp"

#include <gtest/gtest.h>

namespace colophon::api {
namespace {

class HostileSearchApiTest : public testing::Test, protected ApiFixture {
protected:
    HostileSearchApiTest()
    {
        for (const auto* name : {"예약", "vehicle", "trip"}) {
            const auto urn =
                "urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops." + std::string(name) + ",PROD)";
            post("[" +
                 proposal_text(urn, "datasetProperties",
                               std::string(R"({"customProperties":{},"name":")") + name +
                                   R"(","description":"차량 예약"})") +
                 "]");
        }
    }

    struct Answer {
        int status = 0;
        nlohmann::json body;
    };
    /// What does not even reach the router, as NUL does not, is the server's refusal.
    Answer ask(const std::string& target)
    {
        http::Response response;
        try {
            response = send({.target = target});
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), Errc::invalid_argument);
            return {400, nlohmann::json::object()};
        }
        EXPECT_LT(response.body.size(), std::size_t{64} << 10U);
        const auto body = nlohmann::json::parse(response.body, nullptr, false);
        EXPECT_FALSE(body.is_discarded()) << response.body.substr(0, 500);
        return {response.status, body};
    }

    /// A problem that says which parameter it is about, and does not repeat it at length.
    void expect_problem(const std::string& target, std::string_view path)
    {
        const Answer answer = ask(target);
        EXPECT_EQ(answer.status, 400) << target.substr(0, 200);
        EXPECT_EQ(answer.body.value("path", "").substr(0, path.size()), path) << answer.body;
        EXPECT_GT(answer.body.value("detail", "").size(), 10U) << answer.body;
        EXPECT_LT(answer.body.dump().size(), 2000U);
    }

    static std::string search_for(const std::string& text)
    {
        return "/api/v1/search?q=" + http::percent_encode(text);
    }
};

TEST_F(HostileSearchApiTest, AnswersWhateverIsTyped)
{
    for (const auto& hostile : search::intricate_queries()) {
        SCOPED_TRACE(hostile.what);
        const Answer answer = ask(search_for(hostile.text));
        EXPECT_TRUE(answer.status == 200 || answer.status == 400) << answer.status;
        if (answer.status == 400 && hostile.text.find('\0') == std::string::npos) {
            EXPECT_EQ(answer.body.value("path", "").substr(0, 2), "q:") << answer.body;
        }
        const Answer suggestions = ask("/api/v1/suggest?q=" + http::percent_encode(hostile.text));
        EXPECT_TRUE(suggestions.status == 200 || suggestions.status == 400) << suggestions.status;
    }
}

TEST_F(HostileSearchApiTest, SaysWhereAQueryIsTooLong)
{
    for (const auto& hostile : search::oversized_queries()) {
        SCOPED_TRACE(hostile.what);
        expect_problem(search_for(hostile.text), "q:1024");
        const Answer suggestions = ask("/api/v1/suggest?q=" + http::percent_encode(hostile.text));
        EXPECT_TRUE(suggestions.status == 200 || suggestions.status == 400) << suggestions.status;
    }
}

TEST_F(HostileSearchApiTest, RefusesWhatIsNotUtf8)
{
    for (const auto& hostile : search::unreadable_queries()) {
        SCOPED_TRACE(hostile.what);
        EXPECT_EQ(ask(search_for(hostile.text)).status, 400);
        ask("/api/v1/suggest?q=" + http::percent_encode(hostile.text));
        EXPECT_EQ(ask("/api/v1/search?cursor=" + http::percent_encode(hostile.text)).status, 400);
        ask("/api/v1/search?owner=" + http::percent_encode(hostile.text));
        EXPECT_EQ(ask("/api/v1/search?" + http::percent_encode(hostile.text) + "=1").status, 400);
        EXPECT_EQ(ask("/api/v1/search?facets=" + http::percent_encode(hostile.text)).status, 400);
    }
}

TEST_F(HostileSearchApiTest, KnowsNoOtherFacets)
{
    expect_problem("/api/v1/search?facets=platfrom", "facets");
    EXPECT_NE(ask("/api/v1/search?facets=platfrom").body.dump().find("platform"), std::string::npos);
    expect_problem("/api/v1/search?facets=type,,platform", "facets");
    expect_problem("/api/v1/search?facets=TYPE", "facets");
    expect_problem("/api/v1/search?facets=" + http::percent_encode("예약"), "facets");
    EXPECT_EQ(ask("/api/v1/search?facets=" + http::percent_encode(std::string(1, '\0'))).status, 400);
    expect_problem("/api/v1/search?facets=" + search::repeated("a", 100'000), "facets");
    expect_problem("/api/v1/search?facets=" + search::repeated("type,", 20'000) + "x", "facets");
    EXPECT_EQ(ask("/api/v1/search?column=id").status, 400) << "a field of queries is no facet";
    EXPECT_EQ(ask("/api/v1/search?" + http::percent_encode("예약") + "=1").status, 400);
    EXPECT_EQ(ask("/api/v1/search?" + std::string(100'000, 'a') + "=1").status, 400);
}

TEST_F(HostileSearchApiTest, CountsAFacetOnceHoweverOftenItIsNamed)
{
    const auto once = send({.target = "/api/v1/search?facets=type,platform"});
    const auto often = send({.target = "/api/v1/search?facets=" + search::repeated("type,platform,", 5000)});
    EXPECT_EQ(often.status, 200);
    EXPECT_LT(often.body.size(), once.body.size() + 100);
}

TEST_F(HostileSearchApiTest, TakesManyValuesOfAFilter)
{
    EXPECT_EQ(ask("/api/v1/search?platform=postgres" + search::repeated("&platform=x", 10'000)).body["total"],
              3);
    EXPECT_EQ(ask("/api/v1/search?platform=" + search::repeated("x", 100'000)).body["total"], 0);
    EXPECT_EQ(ask("/api/v1/search?platform=" + http::percent_encode(std::string("postgres\0", 9))).status,
              400);
    EXPECT_EQ(ask("/api/v1/search?platform=").body["total"], 0) << "an empty value is a value";
}

TEST_F(HostileSearchApiTest, RefusesForgedCursors)
{
    const auto first = get("/api/v1/search?limit=1");
    const auto cursor = first["next"].get<std::string>();
    for (const auto& forged :
         {std::string("A"), std::string("null"), std::string("../../etc/passwd"), std::string("예약"),
          cursor + "A", cursor.substr(1), std::string(100'000, 'A'), search::repeated(cursor, 500)})
        expect_problem("/api/v1/search?limit=1&cursor=" + http::percent_encode(forged), "cursor");
    expect_problem("/api/v1/search?limit=1&q=a&cursor=" + http::percent_encode(cursor), "cursor");
    expect_problem("/api/v1/search?limit=1&sort=name&cursor=" + http::percent_encode(cursor), "cursor");
    expect_problem("/api/v1/search?limit=1&platform=postgres&cursor=" + http::percent_encode(cursor),
                   "cursor");
    EXPECT_EQ(ask("/api/v1/search?limit=1&cursor=" + http::percent_encode(cursor)).status, 200);
    EXPECT_EQ(ask("/api/v1/search?limit=1&cursor=").status, 200) << "an empty cursor is the first page";
}

TEST_F(HostileSearchApiTest, RefusesNumbersThatAreNone)
{
    for (const char* number :
         {"-1", "0", "1001", "1e3", "0x10", "+5", " 5", "5 ", "", "٥", "99999999999999999999"}) {
        expect_problem("/api/v1/search?limit=" + http::percent_encode(number), "limit");
        expect_problem("/api/v1/search?facet_limit=" + http::percent_encode(number), "facet_limit");
        expect_problem("/api/v1/suggest?q=a&limit=" + http::percent_encode(number), "limit");
    }
    expect_problem("/api/v1/search?sort=" + std::string(100'000, 'n'), "sort");
    expect_problem("/api/v1/search?removed=" + http::percent_encode("참"), "removed");
    expect_problem("/api/v1/search?explain=1", "explain");
}

} // namespace
} // namespace colophon::api
