// SPDX-License-Identifier: Apache-2.0
#include "core/setting_value.hpp"

#include "core/json.hpp"
#include "core/nearest.hpp"
#include "core/text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace colophon {
namespace {

using nlohmann::json;
using Strings = std::vector<std::string>;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr double longest_duration = 10.0 * 365 * 24 * 3600;

tl::unexpected<Error> refuse(const std::string& what, const std::string& where)
{
    return failure(Errc::invalid_argument, what + ": " + where, where);
}

Result<std::string> read_text(const json& value, const std::string& where)
{
    if (value.is_number() || value.is_boolean())
        return refuse("must be text, put it in quotes", where);
    if (!value.is_string())
        return refuse("must be text", where);
    const auto& text = value.get_ref<const std::string&>();
    if (text.find('\0') != std::string::npos)
        return refuse("must not hold a zero byte", where);
    return text;
}

template <class Number> std::optional<Number> read_number(std::string_view text)
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

Result<SettingValue> read_integer(const json& value, const std::string& where)
{
    if (value.is_number_unsigned() && value.get<std::uint64_t>() > std::uint64_t{INT64_MAX})
        return refuse("must be an integer of 64 bits", where);
    if (value.is_number_integer())
        return value.get<std::int64_t>();
    if (value.is_string())
        if (const auto number = read_number<std::int64_t>(value.get_ref<const std::string&>()))
            return *number;
    return refuse("must be an integer", where);
}

Result<SettingValue> read_boolean(const json& value, const std::string& where)
{
    struct Word {
        std::string_view word;
        bool meaning;
    };
    static constexpr std::array<Word, 8> words{{{"true", true},
                                                {"yes", true},
                                                {"on", true},
                                                {"1", true},
                                                {"false", false},
                                                {"no", false},
                                                {"off", false},
                                                {"0", false}}};
    if (value.is_boolean())
        return value.get<bool>();
    if (value.is_string()) {
        const std::string text = lower(value.get_ref<const std::string&>());
        for (const Word& row : words)
            if (text == row.word)
                return row.meaning;
    }
    return refuse("must be true or false", where);
}

std::optional<double> read_seconds(std::string_view text)
{
    struct Unit {
        std::string_view suffix;
        double seconds;
    };
    static constexpr std::array<Unit, 5> units{{{"ms", 0.001}, {"s", 1}, {"m", 60}, {"h", 3600}, {"", 1}}};
    for (const Unit& unit : units)
        if (text.ends_with(unit.suffix)) {
            const auto number = read_number<double>(text.substr(0, text.size() - unit.suffix.size()));
            return number ? std::optional(*number * unit.seconds) : std::nullopt;
        }
    return std::nullopt;
}

Result<SettingValue> read_duration(const json& value, const std::string& where)
{
    std::optional<double> seconds;
    if (value.is_number())
        seconds = value.get<double>();
    else if (value.is_string())
        seconds = read_seconds(value.get_ref<const std::string&>());
    if (!seconds || !std::isfinite(*seconds) || *seconds < 0 || *seconds > longest_duration)
        return refuse("must be a duration, as in 30, 30s, 5m, 2h", where);
    return *seconds;
}

Result<Strings> read_strings(const json& value, const std::string& where)
{
    if (!value.is_array())
        return refuse("must be a list of texts", where);
    Strings list;
    for (const json& element : value) {
        auto text = read_text(element, where + '[' + std::to_string(list.size()) + ']');
        if (!text)
            return tl::unexpected(text.error());
        list.push_back(std::move(*text));
    }
    return list;
}

Result<SettingValue> read_map(const json& value, const std::string& where)
{
    if (!value.is_object())
        return refuse("must be a map of names to texts", where);
    Pairs pairs;
    for (const auto& [name, content] : value.items()) {
        if (content.is_structured())
            return refuse("must be a text", where + '.' + name);
        if (!content.is_null())
            pairs.emplace_back(name, content.is_string() ? content.get<std::string>() : content.dump());
    }
    return pairs;
}

Result<SettingValue> read_choice(const Option& option, const json& value, const std::string& where)
{
    std::vector<std::string_view> words;
    for (std::string_view rest = option.choices; !rest.empty();) {
        const std::size_t bar = std::min(rest.find('|'), rest.size());
        words.push_back(rest.substr(0, bar));
        rest.remove_prefix(std::min(bar + 1, rest.size()));
    }
    const std::string text = value.is_string() ? value.get<std::string>() : std::string();
    for (const std::string_view word : words)
        if (lower(word) == lower(text))
            return std::string(word);
    return refuse("must be one of " + std::string(option.choices) + did_you_mean(text, words), where);
}

Result<SettingValue> read_pattern(const json& value, const std::string& where)
{
    static constexpr std::array<std::string_view, 3> members{"allow", "deny", "ignoreCase"};
    if (!value.is_object())
        return refuse("must be a pattern with the members allow, deny, ignoreCase", where);
    Strings allow{".*"};
    Strings deny;
    bool ignore_case = true;
    for (const auto& [name, content] : value.items()) {
        const std::string place = where + '.' + name;
        if (content.is_null())
            continue;
        if (name == "allow" || name == "deny") {
            auto list = read_strings(content, place);
            if (!list)
                return tl::unexpected(list.error());
            (name == "allow" ? allow : deny) = std::move(*list);
        } else if (name == "ignoreCase") {
            auto flag = read_boolean(content, place);
            if (!flag)
                return flag;
            ignore_case = std::get<bool>(*flag);
        } else {
            return refuse("unknown member of a pattern" + did_you_mean(name, members), place);
        }
    }
    auto set = PatternSet::make(allow, deny, ignore_case);
    if (!set)
        return refuse(set.error().what(), where + '.' + set.error().path());
    return std::move(*set);
}

/// Remembered before it is checked: what is refused must not be shown either.
Result<SettingValue> read_secret(const json& value, const std::string& where)
{
    if (value.is_number())
        (void)Secret(value.dump());
    auto text = read_text(value, where);
    if (!text)
        return tl::unexpected(text.error());
    return Secret(std::move(*text));
}

} // namespace

Result<SettingValue> setting_from_json(const Option& option, const json& value, const std::string& where)
{
    const auto as_value = [](auto&& content) {
        return SettingValue(std::forward<decltype(content)>(content));
    };
    switch (option.type) {
    case Option::Type::text:
        return read_text(value, where).map(as_value);
    case Option::Type::integer:
        return read_integer(value, where);
    case Option::Type::boolean:
        return read_boolean(value, where);
    case Option::Type::duration:
        return read_duration(value, where);
    case Option::Type::list:
        return read_strings(value, where).map(as_value);
    case Option::Type::secret:
        return read_secret(value, where);
    case Option::Type::pattern:
        return read_pattern(value, where);
    case Option::Type::choice:
        return read_choice(option, value, where);
    case Option::Type::map:
        return read_map(value, where);
    }
    return refuse("unknown type of setting", where);
}

json setting_document(const Option& option, std::string_view text)
{
    switch (option.type) {
    case Option::Type::list: {
        json list = json::array();
        for (std::string_view rest = text; !rest.empty();) {
            const std::size_t comma = std::min(rest.find(','), rest.size());
            list.push_back(rest.substr(0, comma));
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
        return list;
    }
    case Option::Type::map: {
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos)
            return text;
        return json{{std::string(text.substr(0, equals)), text.substr(equals + 1)}};
    }
    case Option::Type::pattern:
        if (text.starts_with('{'))
            return parse_json(text).value_or(json());
        return json{{"allow", json::array({text})}};
    default:
        return text;
    }
}

SettingValue empty_setting(Option::Type type)
{
    switch (type) {
    case Option::Type::integer:
        return std::int64_t{0};
    case Option::Type::boolean:
        return false;
    case Option::Type::duration:
        return 0.0;
    case Option::Type::list:
        return Strings{};
    case Option::Type::secret:
        return Secret();
    case Option::Type::pattern:
        return PatternSet();
    case Option::Type::map:
        return Pairs{};
    default:
        return std::string();
    }
}

} // namespace colophon
