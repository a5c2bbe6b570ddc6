// SPDX-License-Identifier: Apache-2.0
#include "ingest/expansion.hpp"

#include "core/redactor.hpp"
#include "core/text.hpp"
#include "ingest/text_file.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

constexpr std::size_t longest_file = 1u << 20;
constexpr std::string_view file_prefix = "file:";

bool is_name(std::string_view text)
{
    static constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
    return !text.empty() && (text[0] < '0' || text[0] > '9') &&
           text.find_first_not_of(letters) == std::string_view::npos;
}

/// Whether a variable's name says that its value must not be shown, wherever in the recipe it lands.
bool speaks_of_a_secret(std::string_view name)
{
    static constexpr std::array<std::string_view, 7> words{"pass",   "pwd",  "secret",    "token",
                                                           "apikey", "_key", "credential"};
    const std::string folded = lower(name);
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return folded.find(word) != std::string::npos; });
}

/// Expands the strings of one document.
class Expander {
public:
    Expander(const Environment& environment, std::vector<std::string>& warnings)
        : environment_(environment), warnings_(warnings)
    {
    }

    template <class Json> void expand(Json& value, const std::string& path)
    {
        if (value.is_object()) {
            for (const auto& [name, member] : value.items())
                expand(member, path.empty() ? name : path + '.' + name);
        } else if (value.is_array()) {
            for (std::size_t i = 0; i < value.size(); ++i)
                expand(value[i], path + '[' + std::to_string(i) + ']');
        } else if (value.is_string()) {
            value = text(value.template get_ref<const std::string&>(), path);
        }
    }

private:
    [[noreturn]] static void refuse(const std::string& what, const std::string& path)
    {
        throw Error(Errc::invalid_argument, what + ": " + path, path);
    }

    std::string text(const std::string& raw, const std::string& path)
    {
        if (raw.size() > 1 && raw[0] == '$' && is_name(std::string_view(raw).substr(1)))
            warnings_.push_back("value is taken as it stands, only ${NAME} is replaced: " + path);
        std::string out;
        std::size_t at = 0;
        while (at < raw.size()) {
            const std::size_t next = raw.find("${", at);
            if (next == std::string::npos)
                break;
            if (next > at && raw[next - 1] == '$') {
                out.append(raw, at, next - 1 - at).append("${");
                at = next + 2;
                continue;
            }
            const std::size_t end = raw.find('}', next);
            if (end == std::string::npos)
                refuse("${ has no closing brace, write $${ for the two characters", path);
            out.append(raw, at, next - at);
            out += value_of(std::string_view(raw).substr(next + 2, end - next - 2), path);
            at = end + 1;
        }
        return out.append(raw, at, std::string::npos);
    }

    std::string value_of(std::string_view reference, const std::string& path)
    {
        if (reference.starts_with(file_prefix))
            return file(std::filesystem::path(reference.substr(file_prefix.size())), path);
        const std::size_t colon = reference.find(":-");
        const std::string_view name = reference.substr(0, colon);
        if (!is_name(name) || reference.find("${") != std::string_view::npos)
            refuse("only ${NAME}, ${NAME:-default} and ${file:/path} are replaced", path);
        std::optional<std::string> value = environment_(name);
        if (colon != std::string_view::npos && (!value || value->empty()))
            value = std::string(reference.substr(colon + 2));
        if (!value)
            refuse("environment variable is not set, " + std::string(name), path);
        if (!is_utf8(*value))
            refuse("environment variable is not UTF-8, " + std::string(name), path);
        if (speaks_of_a_secret(name))
            remember_secret(*value);
        return *value;
    }

    static std::string file(const std::filesystem::path& name, const std::string& path)
    {
        auto read = read_text_file(name, longest_file);
        if (!read)
            refuse("file cannot be read or is longer than 1 MiB, " + name.string(), path);
        std::string& content = *read;
        remember_secret(content);
        if (content.ends_with('\n'))
            content.pop_back();
        if (content.ends_with('\r'))
            content.pop_back();
        remember_secret(content);
        if (!is_utf8(content))
            refuse("file is not UTF-8, " + name.string(), path);
        return content;
    }

    const Environment& environment_;
    std::vector<std::string>& warnings_;
};

template <class Json>
Result<> expand_document(Json& document, const Environment& environment, std::vector<std::string>& warnings)
{
    try {
        Expander(environment, warnings).expand(document, {});
        return {};
    } catch (Error& error) {
        return tl::unexpected(std::move(error));
    }
}

} // namespace

Environment process_environment()
{
    return [](std::string_view name) -> std::optional<std::string> {
        const char* value = std::getenv(std::string(name).c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    };
}

Result<> expand(nlohmann::json& document, const Environment& environment, std::vector<std::string>& warnings)
{
    return expand_document(document, environment, warnings);
}

Result<> expand(nlohmann::ordered_json& document, const Environment& environment,
                std::vector<std::string>& warnings)
{
    return expand_document(document, environment, warnings);
}

} // namespace colophon::ingest
