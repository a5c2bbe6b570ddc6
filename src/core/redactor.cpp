// SPDX-License-Identifier: Apache-2.0
#include "core/redactor.hpp"

#include "core/json_writer.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <vector>

namespace colophon {
namespace {

constexpr std::size_t shortest_secret = 4;
/// A piece of base64 shorter than this stands in too many harmless texts.
constexpr std::size_t shortest_base64 = 5;

struct Memory {
    std::shared_mutex mutex;
    std::vector<std::string> forms; ///< longest first, so that no form leaves the tail of a longer one
};

Memory& memory()
{
    static Memory instance;
    return instance;
}

std::string percent_encoded(std::string_view text, std::string_view digits)
{
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || c == '-' || c == '.' || c == '_' || c == '~') {
            out += c;
            continue;
        }
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

std::string base64(std::string_view bytes, std::string_view last_two)
{
    static constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    std::string out;
    std::uint32_t bits = 0;
    int held = 0;
    const auto put = [&](std::uint32_t six) { out += six < 62 ? letters[six] : last_two[six - 62]; };
    for (const char c : bytes) {
        bits = bits << 8 | static_cast<unsigned char>(c);
        for (held += 8; held >= 6; held -= 6)
            put(bits >> (held - 6) & 63);
    }
    if (held > 0)
        put(bits << (6 - held) & 63);
    return out;
}

/// What stays the same of the secret's base64 wherever it begins inside a longer text, as the password does
/// in `user:password` of a Basic header: the characters that hold bits of a neighbour are left off.
std::string base64_core(std::string_view secret, std::size_t bytes_before, std::string_view last_two)
{
    static constexpr std::array<std::size_t, 3> shared_with_before{0, 2, 3};
    const std::string text = base64(std::string(bytes_before, '\0') + std::string(secret), last_two);
    const std::size_t begin = shared_with_before[bytes_before];
    const std::size_t end = (bytes_before + secret.size()) % 3 == 0 ? text.size() : text.size() - 1;
    return end > begin ? text.substr(begin, end - begin) : std::string();
}

std::vector<std::string> forms_of(std::string_view secret)
{
    std::vector<std::string> forms{std::string(secret), percent_encoded(secret, "0123456789ABCDEF"),
                                   percent_encoded(secret, "0123456789abcdef")};
    std::string quoted;
    append_json_string(quoted, secret);
    forms.push_back(quoted.substr(1, quoted.size() - 2));
    for (const std::string_view last_two : {"+/", "-_"})
        for (std::size_t before = 0; before < 3; ++before)
            if (std::string core = base64_core(secret, before, last_two); core.size() >= shortest_base64)
                forms.push_back(std::move(core));
    return forms;
}

bool longer_first(const std::string& a, const std::string& b)
{
    return a.size() != b.size() ? a.size() > b.size() : a < b;
}

void replace_all(std::string& text, const std::string& needle)
{
    for (std::size_t at = text.find(needle); at != std::string::npos; at = text.find(needle, at + 3))
        text.replace(at, needle.size(), "***");
}

} // namespace

void remember_secret(std::string_view secret)
{
    if (secret.size() < shortest_secret)
        return;
    std::vector<std::string> forms = forms_of(secret);
    Memory& kept = memory();
    const std::unique_lock lock(kept.mutex);
    for (std::string& form : forms) {
        const auto place = std::lower_bound(kept.forms.begin(), kept.forms.end(), form, longer_first);
        if (place == kept.forms.end() || *place != form)
            kept.forms.insert(place, std::move(form));
    }
}

std::string redact(std::string_view text)
{
    std::string out(text);
    Memory& kept = memory();
    const std::shared_lock lock(kept.mutex);
    for (const std::string& form : kept.forms)
        replace_all(out, form);
    return out;
}

} // namespace colophon
