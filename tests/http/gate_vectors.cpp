// SPDX-License-Identifier: Apache-2.0
#include "http/gate_vectors.hpp"

namespace colophon::http::testing {

namespace {

using namespace std::string_literals;

std::string repeated(const std::string& text, int times)
{
    std::string out;
    for (int i = 0; i < times; ++i)
        out += text;
    return out;
}

/// A POST whose head is whole but for the lines that matter.
std::string post(const std::string& lines)
{
    return "POST /echo HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n";
}

std::string get(const std::string& lines)
{
    return "GET /hello HTTP/1.1\r\n" + lines + "\r\n";
}

std::string line(const std::string& request_line)
{
    return request_line + "\r\nHost: x\r\n\r\n";
}

std::vector<Vector> framing()
{
    return {
        {"another coding, then a length", post("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n"), 400},
        {"a length, then another coding", post("Content-Length: 5\r\nTransfer-Encoding: gzip\r\n"), 400},
        {"a length, then chunks", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400},
        {"chunks, then a length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400},
        {"a length and chunks in other case", post("content-length: 5\r\ntransfer-ENCODING: Chunked\r\n"),
         400},
        {"two different lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n"), 400},
        {"two equal lengths", post("Content-Length: 5\r\nContent-Length: 5\r\n"), 400},
        {"a list of lengths", post("Content-Length: 5, 5\r\n"), 400},
        {"a length with a plus", post("Content-Length: +5\r\n"), 400},
        {"a negative length", post("Content-Length: -5\r\n"), 400},
        {"a length in hex", post("Content-Length: 0x5\r\n"), 400},
        {"a length with a fraction", post("Content-Length: 5.0\r\n"), 400},
        {"a length with a space inside", post("Content-Length: 1 2\r\n"), 400},
        {"an empty length", post("Content-Length:\r\n"), 400},
        {"a length in quotes", post("Content-Length: \"5\"\r\n"), 400},
        {"a length in Arabic digits", post("Content-Length: \u0665\r\n"), 400},
        {"a length over 64 bits", post("Content-Length: 18446744073709551621\r\n"), 400},
        {"a length of a hundred digits", post("Content-Length: " + repeated("9", 100) + "\r\n"), 400},
        {"an unknown coding", post("Transfer-Encoding: xchunked\r\n"), 501},
        {"a coding before chunked", post("Transfer-Encoding: gzip, chunked\r\n"), 501},
        {"a coding after chunked", post("Transfer-Encoding: chunked, gzip\r\n"), 501},
        {"chunked with a parameter", post("Transfer-Encoding: chunked;q=1\r\n"), 501},
        {"chunked with a comma", post("Transfer-Encoding: chunked,\r\n"), 501},
        {"identity coding", post("Transfer-Encoding: identity\r\n"), 501},
        {"chunked twice in a list", post("Transfer-Encoding: chunked, chunked\r\n"), 501},
        {"chunked twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
        {"chunked, then identity", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"),
         400},
        {"an empty coding", post("Transfer-Encoding:\r\n"), 400},
        {"chunked in HTTP/1.0", "POST /echo HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"GET with a body", get("Host: x\r\nContent-Length: 5\r\n"), 400},
        {"GET with chunks", get("Host: x\r\nTransfer-Encoding: chunked\r\n"), 400},
        {"HEAD with a body", "HEAD /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n", 400},
        {"an unknown expectation", post("Content-Length: 5\r\nExpect: 200-ok\r\n"), 417},
        {"two expectations", post("Content-Length: 5\r\nExpect: 100-continue\r\nExpect: x\r\n"), 417},
    };
}

std::vector<Vector> lines()
{
    return {
        {"a space before the colon", post("Content-Length : 5\r\n"), 400},
        {"a tab before the colon", post("Transfer-Encoding\t: chunked\r\n"), 400},
        {"a folded value", post("X-Note: 하나\r\n 둘\r\n"), 400},
        {"a folded coding", post("Transfer-Encoding:\r\n chunked\r\n"), 400},
        {"a first header that is folded", "GET /hello HTTP/1.1\r\n Host: x\r\n\r\n", 400},
        {"a bare line feed after a header", "GET /hello HTTP/1.1\r\nHost: x\nX: y\r\n\r\n", 400},
        {"bare line feeds only", "GET /hello HTTP/1.1\nHost: x\n\n", 400},
        {"a bare line feed at the end of the head", "GET /hello HTTP/1.1\r\nHost: x\r\n\n", 400},
        {"a bare carriage return in a value", get("Host: x\r\nX-Note: a\rb\r\n"), 400},
        {"a carriage return too many", get("Host: x\r\nX-Note: a\r\r\n"), 400},
        {"NUL in a value", get("Host: x\r\nX-Note: a\0b\r\n"s), 400},
        {"NUL in a name", get("Host: x\r\nX-\0Note: a\r\n"s), 400},
        {"a bell in a value", get("Host: x\r\nX-Note: \a\r\n"), 400},
        {"delete in a value", get("Host: x\r\nX-Note: \x7f\r\n"), 400},
        {"a line without a colon", get("Host: x\r\nX-Note\r\n"), 400},
        {"a header without a name", get("Host: x\r\n: a\r\n"), 400},
        {"brackets in a name", get("Host: x\r\nX(Note): a\r\n"), 400},
        {"Hangul in a name", get("Host: x\r\n메모: a\r\n"), 400},
        {"a leading empty line", "\r\nGET /hello HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        {"a leading space", " GET /hello HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        {"a TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400},
    };
}

std::vector<Vector> hosts()
{
    return {
        {"no Host", get(""), 400},
        {"two Hosts", get("Host: x\r\nHost: y\r\n"), 400},
        {"two equal Hosts", get("Host: x\r\nhost: x\r\n"), 400},
        {"an empty Host", get("Host:\r\n"), 400},
        {"a Host with a user", get("Host: user@x\r\n"), 400},
        {"a Host with a path", get("Host: x/hello\r\n"), 400},
        {"a list of Hosts", get("Host: x y\r\n"), 400},
        {"a Host with a port that is none", get("Host: x:eighty\r\n"), 400},
        {"a Host with a port beyond 65535", get("Host: x:65536\r\n"), 400},
        {"a Host with an open bracket", get("Host: [::1\r\n"), 400},
        {"a Host in Hangul", get("Host: 예약\r\n"), 400},
        {"a target with a user", line("GET http://user@x/hello HTTP/1.1"), 400},
        {"a target with a user and a password", line("GET http://a:b@x/hello HTTP/1.1"), 400},
        {"a target with another host than Host", line("GET http://y/hello HTTP/1.1"), 400},
        {"a target with an empty host", line("GET http:///hello HTTP/1.1"), 400},
        {"a target with another scheme", line("GET ftp://x/hello HTTP/1.1"), 400},
        {"a target that is an authority", line("GET x:80 HTTP/1.1"), 400},
    };
}

std::vector<Vector> request_lines()
{
    return {
        {"a target without a slash", line("GET hello HTTP/1.1"), 400},
        {"a star for GET", line("GET * HTTP/1.1"), 400},
        {"a fragment", line("GET /hello#top HTTP/1.1"), 400},
        {"a space in the target", line("GET /hel lo HTTP/1.1"), 400},
        {"a tab in the request line", line("GET\t/hello\tHTTP/1.1"), 400},
        {"two spaces", line("GET  /hello HTTP/1.1"), 400},
        {"a target that is not UTF-8", line("GET /\xc0\xaf HTTP/1.1"), 400},
        {"NUL in the target", line("GET /\0 HTTP/1.1"s), 400},
        {"no version", line("GET /hello"), 400},
        {"a version in lower case", line("GET /hello http/1.1"), 400},
        {"a version with a letter", line("GET /hello HTTP/1.x"), 400},
        {"a version with two digits", line("GET /hello HTTP/1.10"), 400},
        {"HTTP/0.9", line("GET /hello HTTP/0.9"), 505},
        {"HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"HTTP/1.2", line("GET /hello HTTP/1.2"), 505},
        {"an unknown method", line("BREW /pot HTTP/1.1"), 501},
        {"a method in lower case", line("get /hello HTTP/1.1"), 501},
        {"TRACE", line("TRACE /hello HTTP/1.1"), 501},
        {"CONNECT", line("CONNECT x:443 HTTP/1.1"), 501},
        {"a method with brackets", line("G(ET /hello HTTP/1.1"), 400},
    };
}

std::vector<Vector> sizes()
{
    return {
        {"101 headers", get("Host: x\r\n" + repeated("a: b\r\n", 100)), 431},
        {"1,500 tiny headers", get("Host: x\r\n" + repeated("a:\r\n", 1500)), 431},
        {"a header of 20 KB", get("Host: x\r\nX-Note: " + repeated("a", 20'000) + "\r\n"), 431},
        {"a header that never ends", "GET / HTTP/1.1\r\nX: " + repeated("a", 17'000), 431},
        {"a target of 9 KB", line("GET /" + repeated("가", 3'000) + " HTTP/1.1"), 414},
        {"a request line that never ends", "GET /" + repeated("a", 9'000), 414},
    };
}

} // namespace

std::vector<Vector> refused_heads()
{
    std::vector<Vector> all;
    for (const auto& part : {framing(), lines(), hosts(), request_lines(), sizes()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

} // namespace colophon::http::testing
