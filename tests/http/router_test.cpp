// SPDX-License-Identifier: Apache-2.0
#include "http/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace colophon::http::testing {

namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Handler naming(const std::string& name)
{
    return [name](const Request&) { return Response{200, name, {}, {}}; };
}

Router routes()
{
    Router router;
    router.add(Method::get, "/", {}, naming("root"));
    router.add(Method::get, "/entities/{urn}", {}, naming("entity"));
    router.add(Method::delete_, "/entities/{urn}", {}, naming("delete"));
    router.add(Method::get, "/entities/{urn}/{aspect}", {}, naming("aspect"));
    router.add(Method::get, "/entities/{urn}/relationships", {}, naming("relationships"));
    return router;
}

std::string handler_of(const Router& router, std::string_view path, Method method = Method::get)
{
    Router::Found found = value_or_throw(router.find(method, path));
    return found.handler == nullptr ? "none" : (*found.handler)(Request{}).body;
}

TEST(Router, DecodesEachSegmentOnceAndKeepsAnEncodedSlashInside)
{
    Router router = routes();
    auto found = value_or_throw(router.find(Method::get, "/entities/urn%3Ali%3Atag%3A%EC%98%88%2F%252F"));
    EXPECT_EQ(found.params.find("urn"), "urn:li:tag:예/%2F");
    EXPECT_EQ(found.pattern, "/entities/{urn}");
}

TEST(Router, PrefersLiteralSegments)
{
    Router router = routes();
    EXPECT_EQ(handler_of(router, "/entities/a/relationships"), "relationships");
    EXPECT_EQ(handler_of(router, "/entities/a/schemaMetadata"), "aspect");
    EXPECT_EQ(handler_of(router, "/entities/{urn}"), "entity");
}

TEST(Router, IgnoresEmptySegmentsAndTheSlashAtTheEnd)
{
    Router router = routes();
    EXPECT_EQ(handler_of(router, "//entities///예약/"), "entity");
    EXPECT_EQ(handler_of(router, "/"), "root");
    EXPECT_EQ(handler_of(router, "/entities"), "none");
}

TEST(Router, NamesTheMethodsThatExistForAPath)
{
    Router router = routes();
    auto found = value_or_throw(router.find(Method::post, "/entities/a"));
    EXPECT_EQ(found.handler, nullptr);
    EXPECT_THAT(found.allowed, ::testing::ElementsAre(Method::get, Method::delete_));
    EXPECT_EQ(handler_of(router, "/entities/a", Method::head), "entity");
}

TEST(Router, RefusesPathsThatAreNoText)
{
    Router router = routes();
    for (std::string_view bad : {"/entities/%", "/entities/%00", "/entities/%ff", "/%c0%af", "/entities/%zz"})
        EXPECT_EQ(router.find(Method::get, bad).error().code(), Errc::invalid_argument) << bad;
}

Response handled(Handler handler)
{
    Router router;
    router.add(Method::get, "/", {}, std::move(handler));
    Request request;
    request.request_id = "번호-7";
    return router.handle(value_or_throw(router.find(Method::get, "/")), request);
}

TEST(Router, TurnsErrorsIntoProblems)
{
    const std::pair<Errc, int> table[] = {
        {Errc::invalid_argument, 400}, {Errc::not_found, 404},    {Errc::conflict, 409},
        {Errc::unauthenticated, 401},  {Errc::forbidden, 403},    {Errc::too_large, 413},
        {Errc::unavailable, 503},      {Errc::storage_full, 507}, {Errc::internal, 500}};
    for (auto [code, status] : table) {
        Response answer =
            handled([code = code](const Request&) -> Response { throw Error(code, "이유", "fields[3]"); });
        EXPECT_EQ(answer.status, status);
        EXPECT_EQ(answer.content_type, "application/problem+json");
    }
}

TEST(Router, SaysHowToGoOn)
{
    Response asked =
        handled([](const Request&) -> Response { throw Error(Errc::unauthenticated, "no token"); });
    EXPECT_THAT(asked.headers,
                ::testing::Contains(std::pair<std::string, std::string>("WWW-Authenticate", "Bearer")));
    Response busy = handled([](const Request&) -> Response { throw Error(Errc::unavailable, "busy"); });
    EXPECT_THAT(busy.headers, ::testing::Contains(std::pair<std::string, std::string>("Retry-After", "1")));
}

TEST(Router, TellsNothingOfUnexpectedErrorsButWhereToLook)
{
    for (const Handler& handler :
         std::vector<Handler>{[](const Request&) -> Response { throw std::runtime_error("비밀"); },
                              [](const Request&) -> Response { throw Error(Errc::internal, "비밀"); },
                              [](const Request&) -> Response { throw 7; }}) {
        Response answer = handled(handler);
        EXPECT_EQ(answer.status, 500);
        EXPECT_THAT(answer.body, Not(HasSubstr("비밀")));
        EXPECT_THAT(answer.body, HasSubstr("번호-7"));
    }
}

TEST(Problem, IsAnRfc9457Document)
{
    Response answer = problem(422, "모두 거절됨: \"a\"", "fields[3].type");
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.body, R"({"type":"about:blank","title":"Unprocessable Content","status":422,)"
                           R"("detail":"모두 거절됨: \"a\"","path":"fields[3].type"})");
    EXPECT_EQ(problem(404, {}).body, R"({"type":"about:blank","title":"Not Found","status":404})");
    EXPECT_THAT(problem(400, "\xff").body, HasSubstr("\"?\""));
}

} // namespace

} // namespace colophon::http::testing
