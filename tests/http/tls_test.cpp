// SPDX-License-Identifier: Apache-2.0
#include "http/certificate.hpp"
#include "http/raw_connection.hpp"
#include "http/server.hpp"
#include "http/test_server.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace colophon::http::testing {

namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class Tls : public ::testing::Test {
protected:
    Tls() { write_certificate(certificate, key, "127.0.0.1"); }

    ServerOptions server_options() const
    {
        ServerOptions options;
        options.tls_certificate = certificate;
        options.tls_key = key;
        return options;
    }

    ClientOptions trusting(const Server& server) const
    {
        ClientOptions options;
        options.base_url = "https://" + server.address();
        options.ca_file = certificate;
        return options;
    }

    TempDir dir;
    std::filesystem::path certificate = dir / "인증서.pem";
    std::filesystem::path key = dir / "key.pem";
};

/// What a client has to say about a server that it does not get along with.
std::string trouble(const ClientOptions& options)
{
    try {
        Client(options).send({Method::get, "/hello"});
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::unavailable);
        return error.what();
    }
    return {};
}

TEST_F(Tls, CarriesRequestsAndLargeBodiesBothWays)
{
    Router router = echo_routes();
    std::string large(5u << 20, 'x');
    router.add(Method::get, "/large", {}, [&](const Request&) {
        return Response{200, large, "text/plain", {}};
    });
    Server server(server_options(), std::move(router));
    Client client(trusting(server));
    Response answer = client.send({Method::get, "/hello"});
    EXPECT_EQ(answer.body, "안녕");
    EXPECT_THAT(answer.headers, ::testing::Contains(std::pair<std::string, std::string>(
                                    "Strict-Transport-Security", "max-age=31536000")));
    EXPECT_EQ(client.send({Method::get, "/large"}).body, large);
    EXPECT_EQ(client.send({Method::post, "/count", large, "application/x-ndjson"}).body,
              std::to_string(large.size()));
}

TEST_F(Tls, LetsRefusalsBeRead)
{
    Server server(server_options(), echo_routes());
    Client client(trusting(server));
    EXPECT_EQ(client.send({Method::post, "/echo", std::string(8'000'000, 'x')}).status, 413);
    EXPECT_EQ(client.send({Method::get, "/hello"}).status, 200);
}

TEST_F(Tls, IsRefusedByAClientThatDoesNotTrustTheCertificate)
{
    Server server(server_options(), echo_routes());
    ClientOptions options = trusting(server);
    options.ca_file.clear();
    EXPECT_THAT(trouble(options), HasSubstr("--ca-file"));
}

TEST_F(Tls, IsRefusedByAClientThatAskedForAnotherHost)
{
    write_certificate(certificate, key, "other.example");
    Server server(server_options(), echo_routes());
    EXPECT_THAT(trouble(trusting(server)), HasSubstr("certificate is for another host"));
}

TEST_F(Tls, ChecksNamesAsWellAsAddresses)
{
    write_certificate(certificate, key, "localhost");
    Server server(server_options(), echo_routes());
    ClientOptions options = trusting(server);
    options.base_url = "https://localhost:" + std::to_string(server.port());
    EXPECT_EQ(Client(options).send({Method::get, "/hello"}).status, 200);
}

TEST_F(Tls, TellsAPeerThatSpeaksPlainHttp)
{
    Server server(server_options(), echo_routes());
    RawConnection raw(server.port());
    raw.say("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    std::string answer = raw.rest();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(answer, HasSubstr("use https://"));
}

TEST_F(Tls, IsMissedByAClientWhoseServerIsPlain)
{
    Server server({}, echo_routes());
    EXPECT_THAT(trouble(trusting(server)), HasSubstr("http://"));
}

TEST_F(Tls, ClosesAHandshakeThatStalls)
{
    ServerOptions options = server_options();
    options.limits.header_time = std::chrono::milliseconds(50);
    Server server(options, echo_routes());
    RawConnection raw(server.port());
    raw.say("\x16\x03\x01");
    EXPECT_EQ(raw.rest(), "");
}

/// Whether a new connection to `server` is served with the certificate that `options` trusts.
bool serves(const ClientOptions& options)
{
    try {
        return Client(options).send({Method::get, "/hello"}).status == 200;
    } catch (const Error&) {
        return false;
    }
}

/// Tries new connections until one goes as wished; the server looks at its files once a second.
bool comes_to_serve(const ClientOptions& options)
{
    auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < patience)
        if (serves(options))
            return true;
    return false;
}

TEST_F(Tls, ShowsANewCertificateOnceItsFilesChanged)
{
    Server server(server_options(), echo_routes());
    ClientOptions before = trusting(server);
    std::filesystem::copy_file(certificate, dir / "old.pem");
    before.ca_file = dir / "old.pem";
    Client kept(before);
    EXPECT_EQ(kept.send({Method::get, "/hello"}).status, 200);
    write_certificate(certificate, key, "127.0.0.1");
    EXPECT_TRUE(comes_to_serve(trusting(server)));
    EXPECT_FALSE(serves(before));
    EXPECT_EQ(kept.send({Method::get, "/hello"}).status, 200);
}

TEST_F(Tls, KeepsTheOldCertificateWhileTheNewOneIsBroken)
{
    Server server(server_options(), echo_routes());
    ClientOptions before = trusting(server);
    std::filesystem::copy_file(certificate, dir / "old.pem");
    before.ca_file = dir / "old.pem";
    std::ofstream(certificate) << "이것은 인증서가 아니다";
    auto looked_again = std::chrono::steady_clock::now() + std::chrono::milliseconds(1200);
    while (std::chrono::steady_clock::now() < looked_again)
        ASSERT_TRUE(serves(before));
    write_certificate(certificate, key, "127.0.0.1");
    EXPECT_TRUE(comes_to_serve(trusting(server)));
}

TEST_F(Tls, DoesNotStartWithAPairThatDoesNotBelongTogether)
{
    write_certificate(dir / "other.pem", key, "127.0.0.1");
    EXPECT_THROW(Server(server_options(), echo_routes()), Error);
    std::filesystem::remove(certificate);
    EXPECT_THROW(Server(server_options(), echo_routes()), Error);
}

} // namespace

} // namespace colophon::http::testing
