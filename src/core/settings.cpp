// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"
#include "core/nearest.hpp"
#include "core/redactor.hpp"
#include "core/setting_value.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace colophon {

using nlohmann::json;

Secret::Secret(std::string text) : text_(std::move(text))
{
    remember_secret(text_);
}

struct Settings::State {
    struct Entry {
        SettingValue value;
        bool given = false;
    };
    std::map<std::string, Entry, std::less<>> entries;
    std::vector<std::string> warnings;

    const Entry& entry(std::string_view name) const
    {
        const auto found = entries.find(name);
        if (found == entries.end())
            throw std::logic_error("no such option: " + std::string(name));
        return found->second;
    }

    template <class T> const T& value(std::string_view name) const
    {
        if (const T* value = std::get_if<T>(&entry(name).value))
            return *value;
        throw std::logic_error("option is of another type: " + std::string(name));
    }
};

namespace {

/// Holds a document against its rows. `Entries` is State's map.
class Reader {
public:
    Reader(std::span<const Option> options, std::string_view where) : options_(options), where_(where) {}

    /// Reads the members of an object whose names begin with `prefix` (empty, or ending in a dot).
    Result<> read(const json& object, const std::string& prefix)
    {
        for (const auto& [name, value] : object.items()) {
            if (value.is_null())
                continue;
            const std::string full = prefix + name;
            if (name.find('.') == std::string::npos && has_members(full) && value.is_object()) {
                if (auto read_members = read(value, full + '.'); !read_members)
                    return read_members;
                continue;
            }
            const Option* option = name.find('.') == std::string::npos ? find(full) : nullptr;
            auto done = option != nullptr ? take(*option, value) : unknown(name, prefix);
            if (!done)
                return done;
        }
        return {};
    }

    /// After read(): what nobody gave.
    Result<> complete()
    {
        for (const Option& option : options_) {
            if (values.contains(std::string(option.name)))
                continue;
            if (option.required)
                return failure(Errc::invalid_argument, "required setting is missing: " + path(option.name),
                               path(option.name));
            defaults.emplace_back(std::string(option.name), fallback(option));
        }
        return {};
    }

    std::map<std::string, SettingValue> values;
    std::vector<std::pair<std::string, SettingValue>> defaults;
    std::vector<std::string> warnings;

private:
    std::string path(std::string_view name) const
    {
        return where_.empty() ? std::string(name) : where_ + '.' + std::string(name);
    }

    const Option* find(std::string_view name) const
    {
        const auto found = std::find_if(options_.begin(), options_.end(),
                                        [name](const Option& option) { return option.name == name; });
        return found == options_.end() ? nullptr : &*found;
    }

    bool has_members(const std::string& name) const
    {
        return std::any_of(options_.begin(), options_.end(),
                           [&](const Option& option) { return option.name.starts_with(name + '.'); });
    }

    Result<> unknown(const std::string& name, const std::string& prefix) const
    {
        std::vector<std::string_view> known;
        for (const Option& option : options_)
            if (option.name.starts_with(prefix)) {
                const std::string_view rest = option.name.substr(prefix.size());
                known.push_back(rest.substr(0, rest.find('.')));
            }
        const std::string at = path(prefix + name);
        if (std::find(known.begin(), known.end(), name) != known.end())
            return failure(Errc::invalid_argument, "must be a map: " + at, at);
        return failure(Errc::invalid_argument, "unknown setting: " + at + did_you_mean(name, known), at);
    }

    Result<> take(const Option& option, const json& value)
    {
        const std::string at = path(option.name);
        if (option.standing == Option::Standing::ineffective) {
            warnings.push_back("setting has no effect, " + std::string(option.help) + ": " + at);
            return {};
        }
        if (option.standing == Option::Standing::refused && !asks_for_fallback(option, value))
            return failure(Errc::invalid_argument,
                           "setting is not supported, " + std::string(option.help) + ": " + at, at);
        auto read = setting_from_json(option, value, at);
        if (!read)
            return tl::unexpected(read.error());
        values.insert_or_assign(std::string(option.name), std::move(*read));
        return {};
    }

    /// Whether a refused setting only says what happens without it.
    static bool asks_for_fallback(const Option& option, const json& value)
    {
        if (value.is_structured())
            return value.empty() && setting_from_json(option, value, {});
        if (option.fallback.empty())
            return false;
        const auto asked = setting_from_json(option, value, {});
        const SettingValue usual = fallback(option);
        return asked && asked->index() == usual.index() &&
               ((std::holds_alternative<bool>(usual) && std::get<bool>(*asked) == std::get<bool>(usual)) ||
                (std::holds_alternative<std::string>(usual) &&
                 std::get<std::string>(*asked) == std::get<std::string>(usual)));
    }

    static SettingValue fallback(const Option& option)
    {
        if (option.fallback.empty())
            return empty_setting(option.type);
        auto value = setting_from_json(option, setting_document(option, option.fallback), {});
        if (!value)
            throw std::logic_error("fallback is not of the option's type: " + std::string(option.name));
        return std::move(*value);
    }

    std::span<const Option> options_;
    std::string where_;
};

/// A name repeated joins lists and maps; of anything else the last one counts.
void merge(json& document, const Option* option, const std::string& name, const std::string& text)
{
    json value = option != nullptr ? setting_document(*option, text) : json(text);
    json* place = &document;
    std::string_view rest = name;
    for (std::size_t dot = rest.find('.'); option != nullptr && dot != std::string_view::npos;
         dot = rest.find('.')) {
        place = &(*place)[std::string(rest.substr(0, dot))];
        rest.remove_prefix(dot + 1);
    }
    json& member = (*place)[std::string(rest)];
    if (member.is_array() && value.is_array())
        member.insert(member.end(), value.begin(), value.end());
    else if (member.is_object() && value.is_object())
        member.update(value);
    else
        member = std::move(value);
}

} // namespace

Settings::Settings() : state_(std::make_unique<State>()) {}
Settings::~Settings() = default;
Settings::Settings(Settings&&) noexcept = default;
Settings& Settings::operator=(Settings&&) noexcept = default;

Result<Settings> Settings::parse(std::span<const Option> options, std::string_view document,
                                 std::string_view where)
{
    const auto root = parse_json(document);
    if (!root)
        return tl::unexpected(root.error());
    if (!root->is_object() && !root->is_null())
        return failure(Errc::invalid_argument, "must be a map of settings: " + std::string(where),
                       std::string(where));
    Reader reader(options, where);
    if (const auto done = reader.read(*root, {}).and_then([&] { return reader.complete(); }); !done)
        return tl::unexpected(done.error());
    Settings settings;
    for (auto& [name, value] : reader.values)
        settings.state_->entries.insert_or_assign(name, State::Entry{std::move(value), true});
    for (auto& [name, value] : reader.defaults)
        settings.state_->entries.insert_or_assign(name, State::Entry{std::move(value), false});
    settings.state_->warnings = std::move(reader.warnings);
    return settings;
}

Result<Settings> Settings::of_texts(std::span<const Option> options,
                                    std::span<const std::pair<std::string, std::string>> texts)
{
    json document = json::object();
    for (const auto& given : texts) {
        const auto option = std::find_if(options.begin(), options.end(),
                                         [&](const Option& row) { return row.name == given.first; });
        merge(document, option == options.end() ? nullptr : &*option, given.first, given.second);
    }
    return parse(options, document.dump(-1, ' ', false, json::error_handler_t::replace), {});
}

Result<> check_setting(const Option& option, std::string_view text)
{
    auto value = setting_from_json(option, setting_document(option, text), std::string(option.name));
    if (!value)
        return tl::unexpected(value.error());
    return {};
}

bool Settings::given(std::string_view name) const
{
    return state_->entry(name).given;
}

std::string Settings::text(std::string_view name) const
{
    return state_->value<std::string>(name);
}

std::int64_t Settings::integer(std::string_view name) const
{
    return state_->value<std::int64_t>(name);
}

bool Settings::boolean(std::string_view name) const
{
    return state_->value<bool>(name);
}

double Settings::seconds(std::string_view name) const
{
    return state_->value<double>(name);
}

std::vector<std::string> Settings::list(std::string_view name) const
{
    return state_->value<std::vector<std::string>>(name);
}

Secret Settings::secret(std::string_view name) const
{
    return state_->value<Secret>(name);
}

PatternSet Settings::pattern(std::string_view name) const
{
    return state_->value<PatternSet>(name);
}

std::vector<std::pair<std::string, std::string>> Settings::map(std::string_view name) const
{
    return state_->value<std::vector<std::pair<std::string, std::string>>>(name);
}

const std::vector<std::string>& Settings::warnings() const
{
    return state_->warnings;
}

} // namespace colophon
