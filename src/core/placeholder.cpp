// SPDX-License-Identifier: Apache-2.0
#include "core/placeholder.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace colophon {
namespace {

constexpr std::array<std::pair<std::string_view, Placeholder::Form>, 4> forms{
    {{"", Placeholder::Form::name},
     {":text", Placeholder::Form::text},
     {":pattern", Placeholder::Form::pattern},
     {":raw", Placeholder::Form::raw}}};

/// `content` stood between braces.
std::optional<Placeholder> read(std::string_view content)
{
    const std::size_t colon = std::min(content.find(':'), content.size());
    const std::string_view name = content.substr(0, colon);
    const auto* form = std::ranges::find(forms, content.substr(colon), &decltype(forms)::value_type::first);
    if (name.empty() || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") != std::string_view::npos ||
        form == forms.end())
        return std::nullopt;
    return Placeholder{.name = name, .form = form->second};
}

} // namespace

std::vector<Placeholder> placeholders(std::string_view statement)
{
    std::vector<Placeholder> found;
    for (std::size_t at = statement.find('{'); at != std::string_view::npos;
         at = statement.find('{', at + 1)) {
        const std::size_t close = statement.find('}', at);
        if (close == std::string_view::npos)
            break;
        if (auto placeholder = read(statement.substr(at + 1, close - at - 1))) {
            placeholder->begin = at;
            placeholder->end = close + 1;
            found.push_back(*placeholder);
        }
    }
    return found;
}

} // namespace colophon
