// SPDX-License-Identifier: Apache-2.0
#include "api/v1/query.hpp"

#include "core/nearest.hpp"

#include <algorithm>
#include <charconv>

namespace colophon::api {

std::string text_parameter(const http::Fields& given, std::string_view name, std::string_view fallback)
{
    return std::string(given.find(name).value_or(fallback));
}

std::uint64_t integer_parameter(const http::Fields& given, std::string_view name, std::uint64_t fallback,
                                std::uint64_t least, std::uint64_t most)
{
    const auto text = given.find(name);
    if (!text)
        return fallback;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc{} || end != text->data() + text->size() || number < least || number > most)
        throw Error(Errc::invalid_argument,
                    std::string(name) + " must be a whole number from " + std::to_string(least) + " to " +
                        std::to_string(most) + ": \"" + std::string(*text) + "\"",
                    std::string(name));
    return number;
}

bool boolean_parameter(const http::Fields& given, std::string_view name)
{
    const auto text = given.find(name).value_or("false");
    if (text != "true" && text != "false")
        throw Error(Errc::invalid_argument,
                    std::string(name) + " must be true or false: \"" + std::string(text) + "\"",
                    std::string(name));
    return text == "true";
}

std::vector<std::string> list_parameter(const http::Fields& given, std::string_view name)
{
    std::vector<std::string> values;
    for (const auto value : given.all(name))
        values.emplace_back(value);
    return values;
}

void check_parameters(const http::Fields& given, std::span<const Parameter> known)
{
    for (const auto& entry : given.rows()) {
        const auto& name = entry.first;
        const auto row = std::find_if(known.begin(), known.end(),
                                      [&](const Parameter& parameter) { return parameter.name == name; });
        if (row == known.end()) {
            std::vector<std::string_view> names;
            for (const auto& parameter : known)
                names.push_back(parameter.name);
            throw Error(Errc::invalid_argument,
                        "unknown parameter: \"" + name + "\"" + did_you_mean(name, names), name);
        }
        if (!row->repeated && given.all(name).size() > 1)
            throw Error(Errc::invalid_argument, "given more than once: \"" + name + "\"", name);
    }
}

Urn urn_of(const http::Request& request)
{
    auto urn = Urn::parse(request.params.find("urn").value_or(""));
    if (!urn)
        throw Error(Errc::invalid_argument, urn.error().what(), "urn");
    return *std::move(urn);
}

void check_name(std::string_view text, std::string path)
{
    constexpr std::size_t max_bytes = 500;
    bool control = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        control = control || byte < 0x20 || byte == 0x7F || (byte == 0xC2 && next < 0xA0); // C0, DEL, C1
    }
    if (text.empty() || text.size() > max_bytes || control)
        throw Error(Errc::invalid_argument, "must have 1 to 500 bytes and no control characters",
                    std::move(path));
}

std::string pipeline_of(const http::Request& request)
{
    const auto name = request.params.find("name").value_or("");
    check_name(name, "name");
    return std::string(name);
}

std::string lease_of(const http::Request& request)
{
    const auto lease = request.query.find("lease");
    if (!lease)
        throw Error(Errc::invalid_argument, "the lease of the run is needed, take it first", "lease");
    return std::string(*lease);
}

} // namespace colophon::api
