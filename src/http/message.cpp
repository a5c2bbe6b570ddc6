// SPDX-License-Identifier: Apache-2.0
#include "http/message.hpp"

#include "core/json_writer.hpp"
#include "core/text.hpp"
#include "http/status.hpp"

#include <algorithm>
#include <array>

namespace colophon::http {

namespace {

char folded(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool same(std::string_view left, std::string_view right, bool fold_case)
{
    if (!fold_case)
        return left == right;
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return folded(a) == folded(b); });
}

/// Details and paths quote what came over the wire. So much tells anybody what is meant.
constexpr std::size_t most_detail = 1'200;
constexpr std::size_t most_path = 300;

/// A JSON text must be UTF-8.
std::string shown(std::string_view text, std::size_t most)
{
    std::string out(text);
    if (!is_utf8(out))
        std::replace_if(
            out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) > 0x7f; }, '?');
    return out.size() <= most ? out : std::string(truncate_utf8(out, most)) + "…";
}

} // namespace

std::string_view method_name(Method method)
{
    constexpr std::array<std::string_view, 7> names{"GET",   "HEAD",   "POST",   "PUT",
                                                    "PATCH", "DELETE", "OPTIONS"};
    return names[static_cast<std::size_t>(method)];
}

std::optional<std::string_view> Fields::find(std::string_view name) const
{
    for (const auto& [key, value] : rows_)
        if (same(key, name, fold_))
            return value;
    return std::nullopt;
}

std::vector<std::string_view> Fields::all(std::string_view name) const
{
    std::vector<std::string_view> found;
    for (const auto& [key, value] : rows_)
        if (same(key, name, fold_))
            found.push_back(value);
    return found;
}

Response problem(int status, std::string_view detail, std::string_view path)
{
    Response response{status, {}, "application/problem+json", {}};
    JsonWriter json(response.body);
    json.begin_object()
        .member("type", "about:blank")
        .member("title", status_title(status))
        .member("status", status);
    if (!detail.empty())
        json.member("detail", shown(detail, most_detail));
    if (!path.empty())
        json.member("path", shown(path, most_path));
    json.end_object();
    return response;
}

} // namespace colophon::http
