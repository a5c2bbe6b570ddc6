// SPDX-License-Identifier: Apache-2.0
#include "http/client.hpp"

#include "http/proxy.hpp"
#include "http/wire.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/parser.hpp>
#include <colophon/error.hpp>

namespace colophon::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using Clock = Wire::Clock;
using Code = Wire::Code;
template <class T> using Async = asio::awaitable<T>;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t read_bytes = 64u << 10;
constexpr std::uint32_t most_head_bytes = 64u << 10;

/// Beast's own string body, but that no room is made for what a peer merely announces, and that what has
/// arrived may be taken out meanwhile.
struct PieceBody {
    using value_type = std::string;
    struct reader { // NOLINT(readability-identifier-naming): Beast asks for the name
        template <bool isRequest, class Fields>
        reader(beast::http::header<isRequest, Fields>&, value_type& body) : body_(body)
        {
        }
        void init(const boost::optional<std::uint64_t>&, Code& code) { code = {}; }
        template <class Buffers> std::size_t put(const Buffers& buffers, Code& code)
        {
            code = {};
            std::size_t count = 0;
            for (const auto buffer : beast::buffers_range_ref(buffers)) {
                body_.append(static_cast<const char*>(buffer.data()), buffer.size());
                count += buffer.size();
            }
            return count;
        }
        void finish(Code& code) { code = {}; }

    private:
        value_type& body_;
    };
};

using Parser = beast::http::response_parser<PieceBody>;

/// Where the body of a success goes as it arrives.
struct Receiver {
    const Client::Sink& sink;
    const std::function<void(const Response&)>& head;
};

std::string_view view(boost::string_view text)
{
    return {text.data(), text.size()};
}

std::string milliseconds_text(std::chrono::milliseconds time)
{
    return std::to_string(time.count()) + " ms";
}

bool may_repeat(Method method)
{
    return method != Method::post && method != Method::patch;
}

/// Methods for which servers want a length even when it is 0.
bool has_body_by_nature(Method method)
{
    return method == Method::post || method == Method::put || method == Method::patch;
}

void append_header(std::string& head, std::string_view name, std::string_view value)
{
    // A value that could end its line would let whoever made it write headers of their own.
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos)
        throw Error(Errc::invalid_argument,
                    "a header value must not hold a line break: " + std::string(name));
    head.append(name).append(": ").append(value).append("\r\n");
}

enum class BodyExpected { yes, no };

} // namespace

/// The connection and what it is for. A call is a coroutine that send() runs to its end.
struct Client::State {
    explicit State(const ClientOptions& wanted);

    Response send(const Call& call, const Receiver* receiver = nullptr);

    ClientOptions options;
    Url url;
    std::optional<Url> proxy;
    TlsContext trust;
    asio::io_context io{1};
    std::unique_ptr<Wire> wire;
    std::string in; ///< arrived and not used yet

private:
    /// How one attempt went; without trouble there is a response.
    struct Attempt {
        Response response;
        std::string trouble;    ///< a message for people
        bool closed = false;    ///< the peer hung up, rather than being late, wrong or unwilling
        bool silent = true;     ///< not a byte was answered
        bool reusable = false;  ///< the connection is good for another call
        bool handed_on = false; ///< a receiver has had of it
    };

    /// Lets go of a connection that an exception left in the middle of something.
    struct Care {
        std::unique_ptr<Wire>& wire;
        bool done = false;
        ~Care()
        {
            if (!done)
                wire.reset();
        }
    };

    void run(Async<void> work);
    Async<void> attempt(const Call& call, const Receiver* receiver, Attempt& result);
    Async<std::string> connect();
    Async<Code> connect_any(const Url& peer, std::string& trouble);
    Async<std::string> open_tunnel();
    Async<std::string> secure();
    Async<void> exchange(std::string head, std::string_view body, BodyExpected expected, Attempt& result);
    Async<void> receive(Parser& parser, Attempt& result);
    std::string request_head(const Call& call) const;
    std::string trouble_of(Code code) const;
    void take_answer(Parser& parser, Attempt& result) const;
    void hand_on(Parser& parser, Attempt& result);
    Clock::time_point limit(std::chrono::milliseconds time) const
    {
        return std::min(Clock::now() + time, deadline_);
    }

    Clock::time_point deadline_;
    const Receiver* receiver_ = nullptr; ///< of the call at hand
};

Client::State::State(const ClientOptions& wanted)
    : options(wanted), url(value_or_throw(parse_url(wanted.base_url)))
{
    if (!url.user.empty())
        throw Error(Errc::invalid_argument,
                    "the server's URL must not hold a user, use --token: " + url.host_port());
    // A file or a Secret that an editor made ends its only line, and a header cannot hold that.
    options.token.erase(options.token.find_last_not_of(" \t\r\n") + 1);
    proxy = value_or_throw(choose_proxy(url, proxy_settings_from_environment()));
    if (url.tls())
        trust = client_context(options.ca_file);
}

Response Client::State::send(const Call& call, const Receiver* receiver)
{
    deadline_ = Clock::now() + options.request_time;
    for (bool again = false;; again = true) {
        bool reused = wire != nullptr;
        Attempt result;
        {
            Care care{wire};
            run(attempt(call, receiver, result));
            care.done = true;
        }
        if (!result.reusable)
            wire.reset();
        if (result.trouble.empty())
            return std::move(result.response);
        if (!again && reused && result.closed && !result.handed_on &&
            (may_repeat(call.method) || result.silent))
            continue;
        throw Error(Errc::unavailable, result.trouble);
    }
}

void Client::State::run(Async<void> work)
{
    bool done = false;
    std::exception_ptr escaped;
    asio::co_spawn(io, std::move(work), [&](std::exception_ptr trouble) {
        escaped = trouble;
        done = true;
    });
    // Not until all is done: the connection's alarm stays set between calls.
    io.restart();
    while (!done)
        io.run_one();
    if (escaped)
        std::rethrow_exception(escaped);
}

Async<void> Client::State::attempt(const Call& call, const Receiver* receiver, Attempt& result)
{
    receiver_ = nullptr; // a tunnel's answer is not the call's
    if (wire == nullptr)
        result.trouble = co_await connect();
    if (!result.trouble.empty())
        co_return;
    wire->expires_at(deadline_);
    receiver_ = receiver;
    BodyExpected expected = call.method == Method::head ? BodyExpected::no : BodyExpected::yes;
    co_await exchange(request_head(call), call.body, expected, result);
}

Async<std::string> Client::State::connect()
{
    in.clear();
    std::string trouble;
    if (Code code = co_await connect_any(proxy ? *proxy : url, trouble); code)
        co_return trouble;
    if (!url.tls())
        co_return std::string();
    if (proxy)
        trouble = co_await open_tunnel();
    if (trouble.empty())
        trouble = co_await secure();
    co_return trouble;
}

Async<Code> Client::State::connect_any(const Url& peer, std::string& trouble)
{
    tcp::resolver resolver(io);
    auto [code, found] = co_await resolver.async_resolve(peer.host, std::to_string(peer.port), as_result);
    if (code) {
        trouble = "unknown host, check its name: " + peer.host;
        co_return code;
    }
    for (const auto& entry : found) {
        wire = std::make_unique<Wire>(tcp::socket(io));
        wire->expires_at(limit(options.connect_time));
        code = co_await wire->connect(entry.endpoint());
        if (!code)
            co_return code;
    }
    if (code == asio::error::connection_refused)
        trouble = "connection refused, is the server running at " + peer.host_port();
    else if (code == asio::error::timed_out)
        trouble = "no connection within " + milliseconds_text(options.connect_time) +
                  ", check address and firewall: " + peer.host_port();
    else
        trouble = "cannot connect: " + peer.host_port() + ": " + code.message();
    co_return code;
}

Async<std::string> Client::State::open_tunnel()
{
    std::string head = "CONNECT " + url.host_port() + " HTTP/1.1\r\n";
    append_header(head, "Host", url.host_port());
    if (!proxy->user.empty())
        append_header(head, "Proxy-Authorization", basic_credentials(proxy->user));
    Attempt result;
    wire->expires_at(limit(options.connect_time));
    // A tunnel has no body, whatever its answer's head says.
    co_await exchange(head + "\r\n", {}, BodyExpected::no, result);
    if (!result.trouble.empty())
        co_return "no tunnel through the proxy " + proxy->host_port() + ": " + result.trouble;
    if (result.response.status / 100 != 2)
        co_return "the proxy refused the tunnel, check HTTPS_PROXY and NO_PROXY: " + proxy->host_port() +
            ": status " + std::to_string(result.response.status);
    co_return std::string();
}

Async<std::string> Client::State::secure()
{
    wire->expires_at(limit(options.connect_time));
    Code code = co_await wire->connect_tls(trust, url.host);
    if (!code)
        co_return std::string();
    if (std::string trouble = certificate_trouble(wire->tls_session()); !trouble.empty())
        co_return trouble + ": " + url.host_port();
    co_return "TLS failed, does the server speak it (or is it http://)?: " + url.host_port() + ": " +
        code.message();
}

std::string Client::State::request_head(const Call& call) const
{
    std::string target = url.path + call.target;
    bool through_proxy = proxy && !url.tls();
    if (through_proxy)
        target.insert(0, "http://" + url.authority());
    std::string head(method_name(call.method));
    head.append(" ").append(target).append(" HTTP/1.1\r\n");
    append_header(head, "Host", url.authority());
    append_header(head, "User-Agent", "colophon");
    append_header(head, "Accept", "*/*");
    if (options.traced && process_trace())
        append_header(head, "traceparent", child_of(*process_trace()).text());
    if (through_proxy && !proxy->user.empty())
        append_header(head, "Proxy-Authorization", basic_credentials(proxy->user));
    if (!options.token.empty())
        append_header(head, "Authorization", "Bearer " + options.token);
    if (!call.body.empty())
        append_header(head, "Content-Type", call.content_type);
    if (!call.body.empty() || has_body_by_nature(call.method))
        append_header(head, "Content-Length", std::to_string(call.body.size()));
    for (const auto& [name, value] : call.headers)
        append_header(head, name, value);
    return head + "\r\n";
}

Async<void> Client::State::exchange(std::string head, std::string_view body, BodyExpected expected,
                                    Attempt& result)
{
    Code written = co_await wire->write(std::move(head), body);
    // A server that refuses a body answers before it has read it all, so the answer counts even then.
    for (bool interim = true; interim;) {
        Parser parser;
        parser.header_limit(most_head_bytes);
        if (receiver_ == nullptr || expected == BodyExpected::no)
            parser.body_limit(options.max_answer_bytes);
        else
            parser.body_limit(boost::none);
        parser.eager(true);
        parser.skip(expected == BodyExpected::no);
        co_await receive(parser, result);
        interim = result.trouble.empty() && parser.get().result_int() / 100 == 1;
        if (!interim && result.trouble.empty())
            take_answer(parser, result);
    }
    result.reusable = result.reusable && !written;
    if (written && !result.trouble.empty())
        result.trouble = trouble_of(written);
}

Async<void> Client::State::receive(Parser& parser, Attempt& result)
{
    for (;;) {
        Code code;
        if (!in.empty()) {
            result.silent = false;
            in.erase(0, parser.put(asio::buffer(in), code));
            if (receiver_ != nullptr && parser.is_header_done())
                hand_on(parser, result);
        }
        if (code && code != beast::http::error::need_more) {
            result.trouble = trouble_of(code);
            co_return;
        }
        if (parser.is_done())
            co_return;
        code = co_await wire->read_some(in, read_bytes);
        if (!code)
            continue;
        // An answer without a length ends with the connection.
        Code early = code;
        if (code == asio::error::eof && parser.got_some())
            parser.put_eof(early);
        if (!early && parser.is_done())
            co_return;
        result.trouble = trouble_of(code);
        result.closed = code != asio::error::timed_out;
        co_return;
    }
}

/// What has arrived of a success goes on at once, and time begins anew. Other answers are kept, up to the
/// limit.
void Client::State::hand_on(Parser& parser, Attempt& result)
{
    std::string& body = parser.get().body();
    if (parser.get().result_int() / 100 != 2) {
        if (body.size() > options.max_answer_bytes)
            throw Error(Errc::unavailable, "the answer is larger than " +
                                               std::to_string(options.max_answer_bytes) +
                                               " bytes: " + url.host_port());
        return;
    }
    if (!result.handed_on && receiver_->head) {
        Response head;
        head.status = static_cast<int>(parser.get().result_int());
        for (const auto& field : parser.get())
            head.headers.emplace_back(view(field.name_string()), view(field.value()));
        receiver_->head(head);
    }
    result.handed_on = true;
    if (!body.empty())
        receiver_->sink(body);
    body.clear();
    wire->expires_after(options.request_time);
}

void Client::State::take_answer(Parser& parser, Attempt& result) const
{
    result.reusable = parser.keep_alive();
    auto message = parser.release();
    result.response.status = static_cast<int>(message.result_int());
    result.response.content_type.clear();
    for (const auto& field : message) {
        if (field.name() == beast::http::field::content_type)
            result.response.content_type = view(field.value());
        result.response.headers.emplace_back(view(field.name_string()), view(field.value()));
    }
    result.response.body = std::move(message.body());
}

std::string Client::State::trouble_of(Code code) const
{
    if (code == asio::error::timed_out)
        return "no complete answer within " + milliseconds_text(options.request_time) + ": " +
               url.host_port();
    if (code == beast::http::error::body_limit)
        return "the answer is larger than " + std::to_string(options.max_answer_bytes) +
               " bytes: " + url.host_port();
    if (code.category() == beast::http::make_error_code(beast::http::error::partial_message).category())
        return "the answer is not HTTP, is this the right port?: " + url.host_port() + ": " + code.message();
    return "the connection was cut before the answer, try again: " + url.host_port() + ": " + code.message();
}

Client::Client(const ClientOptions& options) : state_(std::make_unique<State>(options)) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

Response Client::send(const Call& call)
{
    return state_->send(call);
}

Response Client::receive(const Call& call, const Sink& sink, const std::function<void(const Response&)>& head)
{
    const Receiver receiver{sink, head};
    return state_->send(call, &receiver);
}

} // namespace colophon::http
