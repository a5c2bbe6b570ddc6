// SPDX-License-Identifier: Apache-2.0
#include "http/backoff.hpp"
#include "http/client.hpp"

#include <algorithm>
#include <array>
#include <colophon/http_source.hpp>
#include <condition_variable>
#include <mutex>
#include <random>
#include <strings.h>

namespace colophon {
namespace {

constexpr std::size_t longest_answer = 64u << 20;
constexpr std::size_t longest_excerpt = 300;

struct Refusal {
    int status;
    Errc code;
    std::string_view message;
};
constexpr std::array<Refusal, 4> refusals{{
    {401, Errc::unauthenticated, "the source does not know the credentials"},
    {403, Errc::forbidden, "the account may not ask this of the source"},
    {404, Errc::not_found, "the source has nothing there"},
    {413, Errc::too_large, "the source finds the request too large"},
}};

bool is_temporary(int status)
{
    return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

Error error_of(const http::Response& answer, const std::string& target)
{
    const auto* known = std::find_if(refusals.begin(), refusals.end(),
                                     [&](const Refusal& row) { return row.status == answer.status; });
    const std::string place = target.substr(0, target.find('?'));
    const std::string said = answer.body.substr(0, longest_excerpt);
    const std::string tail = ": " + place + " (" + std::to_string(answer.status) + ") " + said;
    if (known != refusals.end())
        return {known->code, std::string(known->message) + tail};
    if (is_temporary(answer.status))
        return {Errc::unavailable, "the source is busy or failing, try again later" + tail};
    return {Errc::invalid_argument, "the source refuses a request" + tail};
}

std::optional<http::Milliseconds> asked_pause(const http::Response& answer)
{
    for (const auto& [name, value] : answer.headers)
        if (::strcasecmp(name.c_str(), "Retry-After") == 0)
            return http::parse_retry_after(value, std::chrono::system_clock::now());
    return std::nullopt;
}

/// Sleeps unless and until the run is stopped.
bool really_wait(http::Milliseconds time, const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    changed.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

http::ClientOptions client_options(const HttpSourceOptions& options)
{
    http::ClientOptions client;
    client.base_url = options.base_url;
    client.token = options.token.reveal();
    client.ca_file = options.ca_file;
    client.request_time = options.request_time;
    client.max_answer_bytes = longest_answer;
    return client;
}

} // namespace

struct HttpSource::State {
    explicit State(HttpSourceOptions given)
        : options(std::move(given)), client(client_options(options)), backoff(std::random_device{}())
    {
    }

    std::string ask(const http::Client::Call& call, const std::stop_token& stop)
    {
        for (unsigned attempt = 0;; ++attempt) {
            if (stop.stop_requested())
                throw Error(Errc::unavailable, "the run was interrupted");
            std::optional<http::Milliseconds> asked;
            std::optional<Error> trouble;
            try {
                http::Response answer = client.send(call);
                if (answer.status >= 200 && answer.status < 300)
                    return std::move(answer.body);
                trouble = error_of(answer, call.target);
                asked = asked_pause(answer);
            } catch (const Error& error) {
                trouble = error;
            }
            const bool hopeless = trouble->code() != Errc::unavailable || attempt >= options.max_retries ||
                                  (asked && *asked > http::Backoff::longest_asked);
            if (hopeless || !wait(backoff.next(attempt, asked), stop))
                throw *trouble;
        }
    }

    bool wait(http::Milliseconds time, const std::stop_token& stop) const
    {
        return options.wait ? options.wait(time) : really_wait(time, stop);
    }

    HttpSourceOptions options;
    http::Client client;
    http::Backoff backoff;
};

HttpSource::HttpSource(HttpSourceOptions options) : state_(std::make_unique<State>(std::move(options))) {}
HttpSource::~HttpSource() = default;
HttpSource::HttpSource(HttpSource&&) noexcept = default;
HttpSource& HttpSource::operator=(HttpSource&&) noexcept = default;

std::string HttpSource::get(const std::string& target, const std::stop_token& stop)
{
    return state_->ask({http::Method::get, target}, stop);
}

std::string HttpSource::post(const std::string& target, std::string json, const std::stop_token& stop)
{
    return state_->ask({http::Method::post, target, std::move(json)}, stop);
}

void HttpSource::pages(std::string target,
                       const std::function<std::optional<std::string>(std::string_view page)>& visit,
                       const std::stop_token& stop)
{
    for (std::uint64_t page = 0; page < most_pages; ++page) {
        auto next = visit(get(target, stop));
        if (!next)
            return;
        if (*next == target)
            throw Error(Errc::invalid_argument, "a page of the source leads to itself: " + target);
        target = *std::move(next);
    }
    throw Error(Errc::too_large, "the source's list does not end, pages read: " + std::to_string(most_pages));
}

} // namespace colophon
