// SPDX-License-Identifier: Apache-2.0
#include "http/raw_connection.hpp"
#include "http/server.hpp"
#include "http/test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace colophon::http::testing {

namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Server, AnswersOnAConnectionThatStaysOpen)
{
    Server server({}, echo_routes());
    Client client(client_of(server));
    for (int i = 0; i < 3; ++i) {
        Response answer = client.send({Method::get, "/hello"});
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, "안녕");
        EXPECT_EQ(answer.content_type, "text/plain");
    }
}

TEST(Server, GivesBodiesAndDecodedNamesToHandlers)
{
    Server server({}, echo_routes());
    Client client(client_of(server));
    Response answer = client.send({Method::get, "/entities/" + percent_encode("urn:li:tag:예약/취소") +
                                                    "?q=" + percent_encode("예약 id") + "&q=a+b"});
    EXPECT_EQ(answer.body, "urn:li:tag:예약/취소|q=예약 id|q=a b");
    EXPECT_EQ(client.send({Method::post, "/echo", "본문"}).body, "본문");
}

TEST(Server, StreamsBodiesOfAnyLength)
{
    Server server({}, echo_routes());
    Client client(client_of(server));
    std::string body(20u << 20, 'x');
    Response answer = client.send({Method::post, "/count", body, "application/x-ndjson"});
    EXPECT_EQ(answer.body, std::to_string(body.size()));
}

TEST(Server, AnswersPipelinedRequestsInTheirOrder)
{
    Server server({}, echo_routes());
    RawConnection raw(server.port());
    raw.say("GET /entities/1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: "
            "3\r\n\r\nabc"
            "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(raw.answer(), HasSubstr("\r\n\r\n1"));
    EXPECT_THAT(raw.answer(), HasSubstr("\r\n\r\nabc"));
    EXPECT_THAT(raw.rest(), HasSubstr("안녕"));
}

TEST(Server, RefusesWhatIsNoHttp)
{
    Server server({}, echo_routes());
    RawConnection raw(server.port());
    raw.say("GET / HTTP/1.1\nHost: x\n\n");
    EXPECT_THAT(raw.rest(), StartsWith("HTTP/1.1 400 "));
}

} // namespace

} // namespace colophon::http::testing
