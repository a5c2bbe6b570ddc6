// SPDX-License-Identifier: Apache-2.0
#include "backup/s3_client.hpp"

#include "backup/manifest.hpp"
#include "core/printable.hpp"
#include "core/sha256.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <random>
#include <thread>

namespace colophon::backup {
namespace {

constexpr std::size_t largest_answer = 64u << 20;
constexpr std::size_t longest_excerpt = 300;
constexpr const char* content_type = "application/octet-stream";

/// What a code of S3 tells a person; codes are from its documentation of errors.
struct Advice {
    std::string_view code;
    Errc kind;
    std::string_view text;
};
constexpr std::array<Advice, 8> advices{{
    {"NoSuchBucket", Errc::invalid_argument, "there is no such bucket, make it"},
    {"InvalidAccessKeyId", Errc::forbidden, "the storage does not know the key, check AWS_ACCESS_KEY_ID"},
    {"SignatureDoesNotMatch", Errc::forbidden,
     "the storage refuses the signature, check AWS_SECRET_ACCESS_KEY and AWS_REGION"},
    {"ExpiredToken", Errc::forbidden, "the session's token has expired, get a new one"},
    {"AccessDenied", Errc::forbidden, "the key may not do this, give it the right on the bucket"},
    {"RequestTimeTooSkewed", Errc::forbidden,
     "this machine's clock and the storage's differ too much, set the clock"},
    {"AuthorizationHeaderMalformed", Errc::invalid_argument,
     "the bucket is in another region, check AWS_REGION"},
    {"PermanentRedirect", Errc::invalid_argument,
     "the bucket is at another endpoint, check AWS_REGION and --s3-endpoint"},
}};

bool is_temporary(int status)
{
    return status == 408 || status == 429 || status >= 500;
}

std::string endpoint_of(const S3Options& options, bool bucket_in_path)
{
    if (!options.endpoint.empty())
        return options.endpoint;
    return "https://" + (bucket_in_path ? "" : options.bucket + ".") + "s3." + options.region +
           ".amazonaws.com";
}

http::ClientOptions client_options(const S3Options& options, const std::string& endpoint)
{
    http::ClientOptions client;
    client.base_url = endpoint;
    client.ca_file = options.ca_file;
    client.request_time = options.request_time;
    client.max_answer_bytes = largest_answer;
    return client;
}

Error error_of(const http::Response& answer, const S3Options& options)
{
    const std::string code = xml_text(answer.body, "Code");
    const auto* known =
        std::find_if(advices.begin(), advices.end(), [&](const Advice& row) { return row.code == code; });
    std::string tail = ": s3://" + options.bucket + ": status " + std::to_string(answer.status);
    if (!code.empty())
        tail += ", " + code + ": " + xml_text(answer.body, "Message");
    tail = printable(truncate_utf8(tail, longest_excerpt));
    if (code == "RequestTimeTooSkewed")
        tail += "; here " + utc_text(std::time(nullptr)) + ", there " + printable(header_of(answer, "Date"));
    if (known != advices.end())
        return {known->kind, std::string(known->text) + tail};
    if (answer.status == 401 || answer.status == 403)
        return {Errc::forbidden, "the storage refuses, check the credentials and their rights" + tail};
    if (is_temporary(answer.status))
        return {Errc::unavailable, "the storage is busy or failing, try again later" + tail};
    return {Errc::invalid_argument, "the storage refuses" + tail};
}

bool is_for_the_caller(const http::Response& answer, const S3Client::Ask& ask)
{
    if (answer.status == 412 || answer.status == 416)
        return true;
    return answer.status == 404 && !ask.key.empty() && xml_text(answer.body, "Code") != "NoSuchBucket";
}

std::string resolved(std::string_view text)
{
    constexpr std::array<std::pair<std::string_view, char>, 6> entities{
        {{"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#34;", '"'}, {"&apos;", '\''}, {"&amp;", '&'}}};
    std::string out;
    while (!text.empty()) {
        const auto* entity = std::find_if(entities.begin(), entities.end(),
                                          [&](const auto& row) { return text.starts_with(row.first); });
        out += entity != entities.end() ? entity->second : text.front();
        text.remove_prefix(entity != entities.end() ? entity->first.size() : 1);
    }
    return out;
}

} // namespace

S3Client::S3Client(S3Options options)
    : options_(std::move(options)),
      // A bucket's dots would be more labels of the host than Amazon's certificate covers.
      bucket_in_path_(!options_.endpoint.empty() || options_.bucket.find('.') != std::string::npos),
      client_(client_options(options_, endpoint_of(options_, bucket_in_path_))),
      backoff_(std::random_device{}())
{
    url_ = value_or_throw(http::parse_url(endpoint_of(options_, bucket_in_path_)));
}

http::Response S3Client::send_once(const Ask& ask)
{
    Sha256 digest;
    digest.add(ask.body);
    S3Request request;
    request.method = http::method_name(ask.method);
    request.payload = digest.finish();
    request.path = url_.path + (bucket_in_path_ ? "/" + options_.bucket : "") + "/" + ask.key;
    request.query = ask.query;
    const std::string date = utc_text(std::time(nullptr));
    request.headers = ask.headers;
    if (!ask.body.empty())
        request.headers.emplace_back("content-type", content_type);
    request.headers.emplace_back("host", url_.authority());
    request.headers.emplace_back("x-amz-content-sha256", request.payload);
    request.headers.emplace_back("x-amz-date", date);
    if (!options_.credentials.session_token.empty())
        request.headers.emplace_back("x-amz-security-token", options_.credentials.session_token.reveal());
    http::Client::Call call;
    call.method = ask.method;
    call.target = s3_target(request).substr(url_.path.size()); // the client puts its own path before it
    call.body = ask.body;
    call.content_type = content_type;
    for (const auto& header : request.headers)
        if (header.first != "host" && header.first != "content-type") // the client's own to send
            call.headers.push_back(header);
    call.headers.emplace_back("Authorization",
                              s3_authorization(request, options_.credentials, options_.region, date));
    return client_.send(call);
}

http::Response S3Client::send(const Ask& ask)
{
    for (unsigned attempt = 0;; ++attempt) {
        std::optional<Error> trouble;
        try {
            auto answer = send_once(ask);
            if (answer.status < 300 || is_for_the_caller(answer, ask))
                return answer;
            trouble = error_of(answer, options_);
            if (!is_temporary(answer.status))
                throw *trouble;
        } catch (const Error& error) {
            if (error.code() != Errc::unavailable)
                throw;
            trouble = error;
        }
        if (attempt >= options_.most_retries)
            throw *trouble;
        const auto pause = backoff_.next(attempt, std::nullopt);
        options_.wait ? options_.wait(pause) : std::this_thread::sleep_for(pause);
    }
}

std::string xml_text(std::string_view xml, std::string_view element)
{
    const auto all = xml_texts(xml, element);
    return all.empty() ? std::string() : all.front();
}

std::vector<std::string> xml_texts(std::string_view xml, std::string_view element)
{
    const std::string begin = "<" + std::string(element) + ">";
    const std::string end = "</" + std::string(element) + ">";
    std::vector<std::string> texts;
    for (auto at = xml.find(begin); at != std::string_view::npos; at = xml.find(begin, at)) {
        at += begin.size();
        const auto stop = xml.find(end, at);
        if (stop == std::string_view::npos)
            break;
        texts.push_back(resolved(xml.substr(at, stop - at)));
        at = stop;
    }
    return texts;
}

std::string header_of(const http::Response& answer, std::string_view name)
{
    for (const auto& [key, value] : answer.headers)
        if (lower(key) == lower(name))
            return value;
    return {};
}

} // namespace colophon::backup
