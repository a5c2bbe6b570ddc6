// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/error.hpp>
#include <colophon/pattern.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace colophon {

/// A string that must never be shown. It has no stream operator; `reveal()` is the one way out, and whatever
/// it held is registered with the redactor, so that logs, reports and errors print `***` in its place.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text);
    const std::string& reveal() const { return text_; }
    bool empty() const { return text_.empty(); }

private:
    std::string text_;
};

/// One setting, declared once: parsing, `--help`, the README's table and error messages follow from the row.
struct Option {
    enum class Type { text, integer, boolean, duration, list, secret, pattern, choice, map };
    /// What happens when the setting is given.
    enum class Standing {
        obeyed,
        ineffective, ///< DataHub knows it; here it has no effect and a warning says why (`help` is the
                     ///< reason)
        refused      ///< DataHub knows it; here it is an error, `help` is the reason; the value that
                     ///< `fallback` names and an empty list or map pass: they ask for what happens anyway
    };

    std::string_view name; ///< DataHub's spelling where DataHub has it; dots name nested members
    Type type = Type::text;
    std::string_view fallback = {}; ///< used when not given; for `choice` also the first choice
    std::string_view help = {};
    bool required = false;
    std::string_view choices = {}; ///< for `choice`: `a|b|c`
    Standing standing = Standing::obeyed;
};

/// Values checked against their Option rows. Immutable; cheap to move.
class Settings {
public:
    /// `document` is a JSON object (what YAML was turned into). Refuses (invalid_argument, with the path)
    /// unknown names (naming the nearest known one), wrong types, missing required settings and refused ones.
    /// Warnings for ineffective settings are kept in `warnings()`. `where` begins every path, as in
    /// `source.config`.
    static Result<Settings> parse(std::span<const Option> options, std::string_view document,
                                  std::string_view where);

    /// The same from texts, as the command line has them: `true` for a boolean, `a,b` or the name repeated
    /// for a list, `name=value` for a map, a regular expression or `{"allow": […]}` for a pattern. Errors
    /// carry the bare name as their path.
    static Result<Settings> of_texts(std::span<const Option> options,
                                     std::span<const std::pair<std::string, std::string>> texts);

    Settings();
    ~Settings();
    Settings(Settings&&) noexcept;
    Settings& operator=(Settings&&) noexcept;

    /// All of these throw std::logic_error for a name that is not among the options: a bug, not input.
    bool given(std::string_view name) const;
    std::string text(std::string_view name) const;
    std::int64_t integer(std::string_view name) const;
    bool boolean(std::string_view name) const;
    /// Seconds; written as `30`, `30s`, `5m`, `2h`.
    double seconds(std::string_view name) const;
    std::vector<std::string> list(std::string_view name) const;
    Secret secret(std::string_view name) const;
    PatternSet pattern(std::string_view name) const;
    /// A map of strings, in the order of the names.
    std::vector<std::pair<std::string, std::string>> map(std::string_view name) const;
    const std::vector<std::string>& warnings() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Checks one text against its row, without the value ever standing in the error's message.
Result<> check_setting(const Option& option, std::string_view text);

} // namespace colophon
