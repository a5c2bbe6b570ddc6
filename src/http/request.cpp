// SPDX-License-Identifier: Apache-2.0
#include "http/request.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <random>

namespace colophon::http {

namespace {

constexpr std::size_t longest_id = 128;

bool is_sane_id(std::string_view id)
{
    return !id.empty() && id.size() <= longest_id && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
               c == '_' || c == '-';
    });
}

std::string hex(std::uint64_t number)
{
    std::array<char, 16> digits{};
    auto [end, trouble] = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16);
    return {digits.data(), end};
}

std::string allow_value(std::vector<Method> methods)
{
    if (std::find(methods.begin(), methods.end(), Method::get) != methods.end())
        methods.push_back(Method::head);
    methods.push_back(Method::options);
    std::sort(methods.begin(), methods.end());
    methods.erase(std::unique(methods.begin(), methods.end()), methods.end());
    std::string value;
    for (Method method : methods)
        value.append(value.empty() ? "" : ", ").append(method_name(method));
    return value;
}

std::optional<Response> unmatched(const Head& head, const Router::Found& found)
{
    if (head.path == "*")
        return Response{204, {}, {}, {}};
    if (found.allowed.empty())
        return problem(404, "there is nothing at this path");
    bool asks = head.method == Method::options;
    Response response =
        asks ? Response{204, {}, {}, {}} : problem(405, "this path has other methods, see Allow");
    response.headers.emplace_back("Allow", allow_value(found.allowed));
    return response;
}

} // namespace

RequestIds::RequestIds() : prefix_(hex(std::random_device{}()) + "-") {}

std::string RequestIds::next(const Fields& headers)
{
    if (auto id = headers.find("X-Request-Id"); id && is_sane_id(*id))
        return std::string(*id);
    return prefix_ + hex(++count_);
}

std::optional<TraceContext> trace_of(const Fields& headers)
{
    const auto parents = headers.all("traceparent");
    const auto parent = parents.size() == 1 ? parse_traceparent(parents.front()) : std::nullopt;
    return parent ? std::optional(child_of(*parent)) : std::nullopt;
}

Request make_request(const Head& head)
{
    Request request;
    request.method = head.method;
    request.target = head.target;
    request.path = head.path;
    request.headers = head.headers;
    request.trace = trace_of(head.headers);
    return request;
}

std::optional<Response> early_answer(const Head& head, const Router::Found& found)
{
    if (found.handler == nullptr)
        return unmatched(head, found);
    bool body = head.framing == Framing::chunked || head.length > 0;
    if (body && found.body.max_bytes == 0 && !found.body.stream)
        return problem(400, "this path takes no body");
    return std::nullopt;
}

bool is_streamed(const Request& request, const BodyPolicy& policy)
{
    if (!policy.stream)
        return false;
    std::string type = lower(request.headers.find("Content-Type").value_or(""));
    std::string_view essence = std::string_view(type).substr(0, type.find(';'));
    return essence.substr(0, essence.find_last_not_of(" \t") + 1) == "application/x-ndjson";
}

} // namespace colophon::http
