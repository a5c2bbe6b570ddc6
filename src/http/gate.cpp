// SPDX-License-Identifier: Apache-2.0
#include "http/gate.hpp"

#include "core/text.hpp"
#include "http/uri.hpp"

#include <algorithm>
#include <optional>

namespace colophon::http {

namespace {

using Verdict = std::optional<Refusal>;

constexpr std::string_view line_end = "\r\n";

bool is_token_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_token(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

/// Visible characters, space, tab, and bytes above ASCII.
bool is_value_char(char c)
{
    return (c >= ' ' && c != 0x7f) || c == '\t' || static_cast<unsigned char>(c) > 0x7f;
}

/// Bytes above ASCII are let through, since people type Hangul into command lines; they must be UTF-8.
bool is_target(std::string_view text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) {
                           return (c > ' ' && c < 0x7f && c != '#') || static_cast<unsigned char>(c) > 0x7f;
                       }) &&
           is_utf8(text);
}

std::string_view trimmed(std::string_view text)
{
    std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Takes the next line off `text`, without its end.
std::string_view next_line(std::string_view& text)
{
    std::size_t end = text.find(line_end);
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end + line_end.size());
    return line;
}

std::optional<Method> parse_method(std::string_view name)
{
    for (Method method : {Method::get, Method::head, Method::post, Method::put, Method::patch,
                          Method::delete_, Method::options})
        if (name == method_name(method))
            return method;
    return std::nullopt;
}

struct RequestLine {
    std::string_view method;
    std::string_view target;
    std::string_view version;
};

std::optional<RequestLine> split_request_line(std::string_view line)
{
    std::size_t first = line.find(' ');
    std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last)
        return std::nullopt;
    return RequestLine{line.substr(0, first), line.substr(first + 1, last - first - 1),
                       line.substr(last + 1)};
}

bool is_version(std::string_view text)
{
    auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return text.size() == 8 && text.starts_with("HTTP/") && digit(text[5]) && text[6] == '.' &&
           digit(text[7]);
}

/// One head on its way through the gate; a step each, in the order in which they are asked.
class HeadReader {
public:
    HeadReader(std::string_view text, const Limits& limits) : rest_(text), limits_(limits) {}

    tl::expected<Head, Refusal> read()
    {
        using Step = Verdict (HeadReader::*)();
        constexpr Step steps[] = {&HeadReader::request_line, &HeadReader::headers,
                                  &HeadReader::target,       &HeadReader::host,
                                  &HeadReader::framing,      &HeadReader::body_allowed,
                                  &HeadReader::expectation,  &HeadReader::connection};
        for (Step step : steps)
            if (Verdict refusal = (this->*step)())
                return tl::unexpected(*refusal);
        return std::move(head_);
    }

private:
    Verdict request_line();
    Verdict headers();
    Verdict header(std::string_view line);
    Verdict target();
    Verdict absolute_target();
    Verdict host();
    Verdict framing();
    Verdict content_length(std::string_view value);
    Verdict transfer_encoding();
    Verdict body_allowed();
    Verdict expectation();
    Verdict connection();

    std::string_view rest_;
    const Limits& limits_;
    Head head_;
    std::string target_authority_; ///< of an absolute target; must equal Host
    bool version_1_0_ = false;
};

Verdict HeadReader::request_line()
{
    std::optional<RequestLine> line = split_request_line(next_line(rest_));
    if (!line || !is_token(line->method) || !is_version(line->version))
        return Refusal{400, "the request line is not METHOD TARGET HTTP/1.1"};
    if (line->version != "HTTP/1.1" && line->version != "HTTP/1.0")
        return Refusal{505, "this server speaks HTTP/1.1"};
    if (line->target.empty() || !is_target(line->target))
        return Refusal{400, "the request target holds a character that must be percent-encoded"};
    std::optional<Method> method = parse_method(line->method);
    if (!method)
        return Refusal{501, "unknown method, use GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS"};
    head_.method = *method;
    head_.target = line->target;
    version_1_0_ = line->version == "HTTP/1.0";
    return std::nullopt;
}

Verdict HeadReader::headers()
{
    for (std::size_t count = 0;; ++count) {
        std::string_view line = next_line(rest_);
        if (line.empty())
            return std::nullopt;
        if (count == limits_.header_count)
            return Refusal{431, "too many header fields"};
        if (Verdict refusal = header(line))
            return refusal;
    }
}

Verdict HeadReader::header(std::string_view line)
{
    if (line.front() == ' ' || line.front() == '\t')
        return Refusal{400, "a header field is folded over two lines"};
    std::size_t colon = line.find(':');
    if (colon == std::string_view::npos)
        return Refusal{400, "a header line has no colon"};
    std::string_view name = line.substr(0, colon);
    std::string_view value = trimmed(line.substr(colon + 1));
    if (!is_token(name))
        return Refusal{400, "a header name holds a character that no name has"};
    if (!std::all_of(value.begin(), value.end(), is_value_char))
        return Refusal{400, "a header value holds a control character"};
    head_.headers.add(std::string(name), std::string(value));
    return std::nullopt;
}

Verdict HeadReader::target()
{
    if (head_.target == "*") {
        if (head_.method != Method::options)
            return Refusal{400, "the target * is for OPTIONS only"};
        head_.path = "*";
        return std::nullopt;
    }
    head_.path = head_.target;
    if (head_.path.front() != '/')
        if (Verdict refusal = absolute_target())
            return refusal;
    std::size_t question = head_.path.find('?');
    if (question != std::string::npos) {
        head_.query = head_.path.substr(question + 1);
        head_.path.resize(question);
    }
    return std::nullopt;
}

Verdict HeadReader::absolute_target()
{
    std::string scheme = lower(head_.path.substr(0, 8));
    if (!scheme.starts_with("http://") && scheme != "https://")
        return Refusal{400, "the request target is neither a path nor an http URL"};
    std::size_t begin = scheme == "https://" ? 8 : 7;
    std::size_t end = std::min(head_.path.find_first_of("/?", begin), head_.path.size());
    target_authority_ = head_.path.substr(begin, end - begin);
    // parse_authority() refuses an @, so user information ends here too.
    if (!parse_authority(target_authority_))
        return Refusal{400, "the host in the request target is malformed"};
    head_.path.erase(0, end);
    if (!head_.path.starts_with('/'))
        head_.path.insert(0, 1, '/');
    return std::nullopt;
}

Verdict HeadReader::host()
{
    std::vector<std::string_view> hosts = head_.headers.all("Host");
    // Load balancers ask for health in HTTP/1.0 without a Host.
    if (hosts.empty() && version_1_0_)
        return std::nullopt;
    if (hosts.size() != 1)
        return Refusal{400, "there must be exactly one Host header"};
    if (!parse_authority(hosts.front()))
        return Refusal{400, "the Host header is malformed"};
    if (!target_authority_.empty() && lower(target_authority_) != lower(hosts.front()))
        return Refusal{400, "the Host header differs from the host in the request target"};
    return std::nullopt;
}

Verdict HeadReader::framing()
{
    std::vector<std::string_view> lengths = head_.headers.all("Content-Length");
    bool coded = head_.headers.find("Transfer-Encoding").has_value();
    if (coded && !lengths.empty())
        return Refusal{400, "Transfer-Encoding and Content-Length exclude each other"};
    if (coded)
        return transfer_encoding();
    if (lengths.empty())
        return std::nullopt;
    if (lengths.size() > 1)
        return Refusal{400, "there is more than one Content-Length"};
    return content_length(lengths.front());
}

Verdict HeadReader::content_length(std::string_view value)
{
    constexpr std::size_t most_digits = 18; // fits 64 bits whatever the digits are
    bool digits = !value.empty() && value.size() <= most_digits &&
                  std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits)
        return Refusal{400, "Content-Length is not one plain number of at most 18 digits"};
    head_.framing = Framing::length;
    for (char c : value)
        head_.length = head_.length * 10 + static_cast<std::uint64_t>(c - '0');
    return std::nullopt;
}

Verdict HeadReader::transfer_encoding()
{
    std::vector<std::string_view> codings = head_.headers.all("Transfer-Encoding");
    if (version_1_0_)
        return Refusal{400, "HTTP/1.0 has no Transfer-Encoding"};
    if (codings.size() > 1 || codings.front().empty())
        return Refusal{400, "there must be one Transfer-Encoding, with a value"};
    if (lower(codings.front()) != "chunked")
        return Refusal{501, "the only Transfer-Encoding here is chunked"};
    head_.framing = Framing::chunked;
    return std::nullopt;
}

Verdict HeadReader::body_allowed()
{
    bool body = head_.framing == Framing::chunked || head_.length > 0;
    if (body && (head_.method == Method::get || head_.method == Method::head))
        return Refusal{400, "GET and HEAD take no body"};
    return std::nullopt;
}

Verdict HeadReader::expectation()
{
    std::vector<std::string_view> expectations = head_.headers.all("Expect");
    if (expectations.empty() || version_1_0_)
        return std::nullopt;
    if (expectations.size() > 1 || lower(expectations.front()) != "100-continue")
        return Refusal{417, "the only expectation here is 100-continue"};
    head_.expects_continue = head_.framing != Framing::none;
    return std::nullopt;
}

Verdict HeadReader::connection()
{
    head_.keep_alive = !version_1_0_;
    for (std::string_view value : head_.headers.all("Connection"))
        while (!value.empty()) {
            std::size_t comma = std::min(value.find(','), value.size());
            if (lower(trimmed(value.substr(0, comma))) == "close")
                head_.keep_alive = false;
            value.remove_prefix(std::min(comma + 1, value.size()));
        }
    return std::nullopt;
}

} // namespace

tl::expected<std::size_t, Refusal> head_size(std::string_view bytes, const Limits& limits)
{
    if (!bytes.empty() && !is_token_char(bytes.front()))
        return tl::unexpected(Refusal{400, "this is not HTTP; for TLS the server needs a certificate"});
    std::size_t line = 0;
    for (std::size_t end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n', line)) {
        if (line == 0 && end > limits.request_line_bytes)
            break;
        if (end == line || bytes[end - 1] != '\r')
            return tl::unexpected(Refusal{400, "a line ends without a carriage return"});
        if (end >= limits.header_bytes)
            return tl::unexpected(Refusal{431, "the head of the request is too long"});
        if (end - 1 == line)
            return end + 1;
        line = end + 1;
    }
    if (line == 0 && bytes.size() > limits.request_line_bytes)
        return tl::unexpected(
            Refusal{414, "the request line is too long; a long search goes as JSON to POST /api/v1/search"});
    if (bytes.size() >= limits.header_bytes)
        return tl::unexpected(Refusal{431, "the head of the request is too long"});
    return std::size_t{0};
}

tl::expected<Head, Refusal> read_head(std::string_view head, const Limits& limits)
{
    return HeadReader(head, limits).read();
}

} // namespace colophon::http
