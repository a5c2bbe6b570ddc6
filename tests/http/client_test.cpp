// SPDX-License-Identifier: Apache-2.0
#include "http/certificate.hpp"
#include "http/client.hpp"
#include "http/scripted_server.hpp"
#include "http/test_server.hpp"
#include "support/temp_dir.hpp"

#include <cstdlib>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace colophon::http::testing {

namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n안녕";

ClientOptions client_of(const std::string& url)
{
    ClientOptions options;
    options.base_url = url;
    return options;
}

std::string trouble(Client& client, const Client::Call& call = {Method::get, "/"})
{
    try {
        client.send(call);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::unavailable);
        return error.what();
    }
    return {};
}

TEST(Client, SaysWhatItWasGiven)
{
    ScriptedServer server(Scripts{{ok}});
    ClientOptions options = client_of(server.url() + "/prefix/");
    options.token = "비밀번호\r\n"; // as a file ends
    Client client(options);
    Response answer = client.send(
        {.method = Method::post, .target = "/api?q=1", .body = "{}", .headers = {{"X-Run", "7"}}});
    EXPECT_EQ(answer.body, "안녕");
    std::string head = server.heads().front();
    EXPECT_THAT(head, StartsWith("POST /prefix/api?q=1 HTTP/1.1\r\nHost: 127.0.0.1:"));
    EXPECT_THAT(head, HasSubstr("Authorization: Bearer 비밀번호\r\n"));
    EXPECT_THAT(head, HasSubstr("Content-Type: application/json\r\nContent-Length: 2\r\nX-Run: 7\r\n"));
}

TEST(Client, ReadsChunksInterimAnswersAndAnswersThatEndWithTheConnection)
{
    ScriptedServer server(Scripts{
        {"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
         "3\r\n예\r\n3;x\r\n약\r\n0\r\nSum: 1\r\n\r\n",
         "HTTP/1.1 404 Not Found\r\n\r\n없음"}});
    Client client(client_of(server.url()));
    EXPECT_EQ(client.send({Method::get, "/"}).body, "예약");
    Response ended = client.send({Method::get, "/"});
    EXPECT_EQ(ended.status, 404);
    EXPECT_EQ(ended.body, "없음");
}

TEST(Client, OpensAgainAConnectionThatTheServerClosedMeanwhile)
{
    for (Method method : {Method::get, Method::delete_, Method::post}) {
        ScriptedServer server(Scripts{{ok}, {ok}});
        Client client(client_of(server.url()));
        client.send({Method::get, "/"});
        EXPECT_EQ(client.send({method, "/예약"}).body, "안녕");
        EXPECT_EQ(server.heads().size(), 2u);
    }
}

TEST(Client, DoesNotRepeatAPostThatWasAnsweredInPart)
{
    const std::string cut = "HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n안녕";
    ScriptedServer server(Scripts{{ok, cut}});
    Client client(client_of(server.url()));
    client.send({Method::get, "/"});
    EXPECT_THAT(trouble(client, {Method::post, "/", "{}"}), HasSubstr("cut"));
    EXPECT_EQ(server.heads().size(), 2u);
}

TEST(Client, DoesNotRepeatTheFirstCallOfAConnection)
{
    ScriptedServer server(Scripts{{""}});
    Client client(client_of(server.url()));
    EXPECT_THAT(trouble(client), HasSubstr("cut"));
    EXPECT_EQ(server.heads().size(), 1u);
}

TEST(Client, SaysWhereNobodyListens)
{
    std::uint16_t port = Server({}, echo_routes()).port();
    Client client(client_of("http://127.0.0.1:" + std::to_string(port)));
    EXPECT_THAT(trouble(client), HasSubstr("is the server running at 127.0.0.1:" + std::to_string(port)));
    Client nowhere(client_of("http://catalog.invalid"));
    EXPECT_THAT(trouble(nowhere), HasSubstr("unknown host"));
}

TEST(Client, GivesUpWhenTheAnswerTakesTooLong)
{
    std::promise<void> done;
    Router router;
    router.add(Method::get, "/", {}, [&](const Request&) {
        done.get_future().wait();
        return Response{};
    });
    Server server({}, std::move(router));
    ClientOptions options = client_of("http://" + server.address());
    options.request_time = std::chrono::milliseconds(50);
    Client client(options);
    EXPECT_THAT(trouble(client), HasSubstr("no complete answer within 50 ms"));
    done.set_value();
}

TEST(Client, RefusesAnswersThatAreTooLargeOrNoHttp)
{
    ScriptedServer server(
        Scripts{{ok},
                {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n안녕\r\n0\r\n\r\n"},
                {"220 smtp\r\n"}});
    ClientOptions options = client_of(server.url());
    options.max_answer_bytes = 5;
    Client client(options);
    EXPECT_THAT(trouble(client), HasSubstr("larger than 5 bytes"));
    EXPECT_THAT(trouble(client), HasSubstr("larger than 5 bytes"));
    EXPECT_THAT(trouble(client), HasSubstr("not HTTP"));
}

TEST(Client, RefusesToSendHeadersThatWouldBecomeTwo)
{
    ClientOptions options = client_of("http://127.0.0.1:1");
    options.token = "a\r\nX-Evil: 1";
    Server server({}, echo_routes());
    options.base_url = "http://" + server.address();
    EXPECT_THROW(Client(options).send({Method::get, "/"}), Error);
    EXPECT_THROW(Client(client_of("http://user@x")), Error);
    EXPECT_THROW(Client(client_of("예약")), Error);
}

TEST(Client, GoesThroughAProxyWithItsCredentials)
{
    ScriptedServer proxy(Scripts{{ok}});
    ::setenv("http_proxy", ("http://me:p%40ss@127.0.0.1:" + std::to_string(proxy.port())).c_str(), 1);
    Client client(client_of("http://catalog.example/prefix"));
    EXPECT_EQ(client.send({Method::get, "/x"}).body, "안녕");
    ::unsetenv("http_proxy");
    std::string head = proxy.heads().front();
    EXPECT_THAT(head,
                StartsWith("GET http://catalog.example/prefix/x HTTP/1.1\r\nHost: catalog.example\r\n"));
    EXPECT_THAT(head, HasSubstr("Proxy-Authorization: Basic bWU6cEBzcw==\r\n"));
}

TEST(Client, TunnelsTlsThroughAProxyAndStillChecksTheHost)
{
    TempDir dir;
    write_certificate(dir / "cert.pem", dir / "key.pem", "catalog.example");
    ServerOptions server_options;
    server_options.tls_certificate = dir / "cert.pem";
    server_options.tls_key = dir / "key.pem";
    Server server(server_options, echo_routes());
    for (std::string host : {"catalog.example", "other.example"}) {
        ScriptedProxy proxy(server.port(), "HTTP/1.0 200 Connection established\r\n\r\n");
        ::setenv("https_proxy", ("me:pass@127.0.0.1:" + std::to_string(proxy.port())).c_str(), 1);
        ClientOptions options = client_of("https://" + host);
        options.ca_file = dir / "cert.pem";
        options.token = "비밀";
        {
            Client client(options);
            if (host == "catalog.example")
                EXPECT_EQ(client.send({Method::get, "/hello"}).body, "안녕");
            else
                EXPECT_THAT(trouble(client), HasSubstr("another host"));
        }
        EXPECT_THAT(proxy.head(), StartsWith("CONNECT " + host + ":443 HTTP/1.1\r\nHost: " + host +
                                             ":443\r\nProxy-Authorization: Basic "));
        EXPECT_THAT(proxy.head(), Not(HasSubstr("비밀")));
    }
    ::unsetenv("https_proxy");
}

TEST(Client, SaysThatTheProxyRefused)
{
    ScriptedServer proxy(
        Scripts{{"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 3\r\n\r\nno!"}});
    ::setenv("https_proxy", proxy.url().c_str(), 1);
    Client client(client_of("https://catalog.example"));
    ::unsetenv("https_proxy");
    EXPECT_THAT(trouble(client), HasSubstr("proxy refused the tunnel, check HTTPS_PROXY"));
}

} // namespace

} // namespace colophon::http::testing
