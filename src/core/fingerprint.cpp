// SPDX-License-Identifier: Apache-2.0
#include "core/fingerprint.hpp"

#include "core/sha256.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace colophon {
namespace {

/// A profile is read from the engine's statistics anew at each run: it says how large a table is, not that
/// anything happened.
constexpr std::array<std::string_view, 1> gauges{"datasetProfile"};

constexpr std::size_t kept_digits = 32;

/// Behind the string or container that begins at `at` in a well-formed document.
std::size_t skip_string(std::string_view json, std::size_t at)
{
    for (++at; json[at] != '"'; ++at)
        if (json[at] == '\\')
            ++at;
    return at + 1;
}

/// Behind the value at `at`: at the `,` or `}` that follows it.
std::size_t skip_value(std::string_view json, std::size_t at)
{
    int depth = 0;
    while (at < json.size()) {
        const char c = json[at];
        if (c == '"') {
            at = skip_string(json, at);
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}'))
            return at;
        depth += (c == '{' || c == '[') ? 1 : (c == '}' || c == ']') ? -1 : 0;
        ++at;
    }
    return at;
}

} // namespace

std::string fingerprint(std::span<const Aspect> aspects)
{
    std::vector<const Aspect*> sorted;
    for (const Aspect& aspect : aspects)
        sorted.push_back(&aspect);
    std::sort(sorted.begin(), sorted.end(), [](auto* a, auto* b) { return a->name < b->name; });
    Sha256 digest;
    constexpr std::string_view end("\0", 1); // in no name, and in no JSON text
    for (const Aspect* aspect : sorted) {
        digest.add(aspect->name);
        digest.add(end);
        digest.add(is_gauge(aspect->name) ? without_timestamp(aspect->json) : aspect->json);
        digest.add(end);
    }
    return digest.finish().substr(0, kept_digits);
}

std::string fingerprint(std::string_view text)
{
    Sha256 digest;
    digest.add(text);
    return digest.finish().substr(0, kept_digits);
}

bool is_gauge(std::string_view aspect)
{
    return std::find(gauges.begin(), gauges.end(), aspect) != gauges.end();
}

std::string without_timestamp(std::string_view json)
{
    constexpr std::string_view member = "\"timestampMillis\":";
    for (std::size_t at = 1; at < json.size() && json[at] == '"';) {
        const std::size_t value = skip_string(json, at) + 1;
        const std::size_t next = skip_value(json, value);
        if (json.substr(at, value - at) == member) {
            const bool last = json[next] == '}';
            const std::size_t from = last && at > 1 ? at - 1 : at;
            return std::string(json.substr(0, from)).append(json.substr(last ? next : next + 1));
        }
        at = next + 1;
    }
    return std::string(json);
}

} // namespace colophon
