// SPDX-License-Identifier: Apache-2.0
#include "http/router.hpp"

#include "core/log.hpp"
#include "http/uri.hpp"

#include <algorithm>
#include <cassert>

namespace colophon::http {

namespace {

using Segments = std::vector<std::string>;

/// Split before decoding, so that an encoded slash stays inside its segment. Empty segments fall away: `//`
/// is `/`, and a slash at the end means nothing.
Result<Segments> decoded_segments(std::string_view path)
{
    Segments segments;
    while (!path.empty()) {
        std::size_t end = std::min(path.find('/'), path.size());
        if (end > 0) {
            Result<std::string> segment = decode_text(path.substr(0, end));
            if (!segment)
                return tl::unexpected(segment.error());
            segments.push_back(std::move(*segment));
        }
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return segments;
}

bool is_parameter(std::string_view segment)
{
    return segment.starts_with('{') && segment.ends_with('}');
}

Response problem_of(const Error& error, const Request& request, std::string_view route)
{
    if (error.code() == Errc::internal) {
        log::error(error.what(), {{"route", std::string(route)}});
        return problem(500, "internal error, the server's log has it under request " + request.request_id);
    }
    Response response = problem(status_of(error.code()), error.what(), error.path());
    if (error.code() == Errc::unauthenticated)
        response.headers.emplace_back("WWW-Authenticate", "Bearer");
    if (error.code() == Errc::unavailable)
        response.headers.emplace_back("Retry-After", "1");
    return response;
}

} // namespace

struct Router::Row {
    Method method;
    std::string pattern;
    Segments segments;
    BodyPolicy body;
    Handler handler;
    Runs runs;

    bool matches(const Segments& path) const
    {
        return std::equal(segments.begin(), segments.end(), path.begin(), path.end(),
                          [](const std::string& own, const std::string& asked) {
                              return is_parameter(own) || own == asked;
                          });
    }

    /// A literal segment is a better match than a parameter; the first that differs decides.
    bool is_closer_than(const Row& other) const
    {
        for (std::size_t i = 0; i < segments.size(); ++i)
            if (is_parameter(segments[i]) != is_parameter(other.segments[i]))
                return is_parameter(other.segments[i]);
        return false;
    }

    Fields params(const Segments& path) const
    {
        Fields fields;
        for (std::size_t i = 0; i < segments.size(); ++i)
            if (is_parameter(segments[i]))
                fields.add(segments[i].substr(1, segments[i].size() - 2), path[i]);
        return fields;
    }
};

void Router::add(Method method, std::string pattern, BodyPolicy body, Handler handler, Runs runs)
{
    Result<Segments> segments = decoded_segments(pattern);
    assert(segments && pattern.starts_with('/') && handler);
    assert(method != Method::head); // answered by GET's handler, without the body
    assert(std::none_of(rows_.begin(), rows_.end(), [&](const auto& row) {
        return row->method == method && row->segments == *segments;
    }));
    rows_.push_back(std::make_shared<const Row>(
        Row{method, std::move(pattern), std::move(*segments), body, std::move(handler), runs}));
}

Result<Router::Found> Router::find(Method method, std::string_view path) const
{
    Result<Segments> segments = decoded_segments(path);
    if (!segments)
        return tl::unexpected(segments.error());
    Method asked = method == Method::head ? Method::get : method;
    Found found;
    const Row* best = nullptr;
    std::size_t route = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const Row& row = *rows_[i];
        if (!row.matches(*segments))
            continue;
        found.allowed.push_back(row.method);
        if (row.method == asked && (best == nullptr || row.is_closer_than(*best))) {
            best = &row;
            route = i;
        }
    }
    if (best == nullptr)
        return found;
    return Found{&best->handler, best->body, best->params(*segments), best->pattern, {}, best->runs, route};
}

std::vector<std::pair<Method, std::string>> Router::patterns() const
{
    std::vector<std::pair<Method, std::string>> all;
    for (const auto& row : rows_)
        all.emplace_back(row->method, row->pattern);
    return all;
}

Response Router::handle(const Found& found, const Request& request) const noexcept
{
    try {
        return (*found.handler)(request);
    } catch (const Error& error) {
        return problem_of(error, request, found.pattern);
    } catch (const std::exception& error) {
        return problem_of(Error(Errc::internal, std::string("unexpected error: ") + error.what()), request,
                          found.pattern);
    } catch (...) {
        return problem_of(Error(Errc::internal, "unexpected error of unknown type"), request, found.pattern);
    }
}

bool Router::next_piece(BodySource& source, std::string& out) noexcept
{
    try {
        const std::size_t before = out.size();
        source.read(out);
        return out.size() > before;
    } catch (const std::exception& error) {
        log::error("an answer broke off", {{"why", error.what()}});
        return false;
    }
}

int status_of(Errc code)
{
    switch (code) {
    case Errc::invalid_argument:
        return 400;
    case Errc::not_found:
        return 404;
    case Errc::conflict:
        return 409;
    case Errc::unauthenticated:
        return 401;
    case Errc::forbidden:
        return 403;
    case Errc::too_large:
        return 413;
    case Errc::unavailable:
        return 503;
    case Errc::storage_full:
        return 507;
    case Errc::internal:
        break;
    }
    return 500;
}

} // namespace colophon::http
