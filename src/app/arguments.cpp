// SPDX-License-Identifier: Apache-2.0
#include "app/command.hpp"
#include "core/nearest.hpp"
#include "ingest/exit_code.hpp"

#include <algorithm>

namespace colophon::app {
namespace {

using Texts = std::vector<std::pair<std::string, std::string>>;

struct ShortFlag {
    std::string_view text;
    std::string_view name;
};
constexpr ShortFlag short_flags[] = {{"-c", "config"}, {"-n", "limit"}};

const Option* find_flag(const Command& command, std::string_view name)
{
    for (const auto& option : command.flags)
        if (option.name == name)
            return &option;
    return nullptr;
}

tl::unexpected<Error> unknown_flag(const Command& command, std::string_view text)
{
    std::vector<std::string_view> known;
    for (const auto& option : command.flags)
        known.push_back(option.name);
    const auto name = text.substr(std::min(text.find_first_not_of('-'), text.size()));
    const auto nearest_name = nearest(name, known);
    return failure(
        Errc::invalid_argument,
        "unknown flag: " + std::string(text) +
            (nearest_name.empty() ? std::string() : "; did you mean --" + std::string(nearest_name) + "?"));
}

/// Reads one argument after the other.
class Reader {
public:
    Reader(const Command& command, std::span<const std::string_view> texts) : command_(command), texts_(texts)
    {
    }

    Result<> read()
    {
        while (next_ < texts_.size()) {
            const auto text = texts_[next_++];
            if (text == "--")
                return take_words();
            if (text.size() < 2 || text.front() != '-')
                words.emplace_back(text);
            else if (auto taken = take_flag(text); !taken)
                return taken;
        }
        return {};
    }

    std::vector<std::string> words;
    Texts flags;

private:
    Result<> take_words()
    {
        while (next_ < texts_.size())
            words.emplace_back(texts_[next_++]);
        return {};
    }

    Result<> take_flag(std::string_view text)
    {
        const auto equals = text.starts_with("--") ? text.find('=') : std::string_view::npos;
        const auto* option = find_flag(command_, name_of(text.substr(0, equals)));
        if (option == nullptr)
            return unknown_flag(command_, text.substr(0, equals));
        if (equals != std::string_view::npos)
            return keep(*option, text.substr(equals + 1));
        if (option->type == Option::Type::boolean)
            return keep(*option, "true");
        if (next_ == texts_.size())
            return failure(Errc::invalid_argument, "flag needs a value: " + std::string(text));
        return keep(*option, texts_[next_++]);
    }

    static std::string_view name_of(std::string_view text)
    {
        for (const auto& row : short_flags)
            if (row.text == text)
                return row.name;
        return text.starts_with("--") ? text.substr(2) : std::string_view();
    }

    Result<> keep(const Option& option, std::string_view value)
    {
        flags.emplace_back(option.name, value);
        return {};
    }

    const Command& command_;
    std::span<const std::string_view> texts_;
    std::size_t next_ = 0;
};

std::string value_name(const Option& option)
{
    switch (option.type) {
    case Option::Type::boolean:
        return "";
    case Option::Type::integer:
        return " N";
    case Option::Type::duration:
        return " TIME";
    case Option::Type::choice:
        return " " + std::string(option.choices);
    default:
        return " TEXT";
    }
}

} // namespace

Result<Arguments> read_arguments(const Command& command, std::span<const std::string_view> texts)
{
    Reader reader(command, texts);
    if (auto done = reader.read(); !done)
        return tl::unexpected(done.error());
    if (reader.words.size() < command.least_words || reader.words.size() > command.most_words)
        return failure(Errc::invalid_argument,
                       "usage: colophon " + std::string(command.name) + " " + std::string(command.words));
    auto flags = Settings::of_texts(command.flags, reader.flags);
    if (!flags)
        return tl::unexpected(flags.error());
    return Arguments{*std::move(flags), std::move(reader.words)};
}

std::string help_of(const Command& command)
{
    std::string text = std::string(command.summary) + "\n\nUsage: colophon " + std::string(command.name);
    if (!command.words.empty())
        text.append(" ").append(command.words);
    text += " [FLAGS]\n\nFlags:\n";
    for (const auto& option : command.flags) {
        std::string row = "  --" + std::string(option.name) + value_name(option);
        row.resize(std::max<std::size_t>(row.size() + 2, 34), ' ');
        row += option.help;
        if (option.required)
            row += " (required)";
        else if (!option.fallback.empty() && option.type != Option::Type::boolean)
            row += " (" + std::string(option.fallback) + ")";
        text += row + "\n";
    }
    text +=
        "  --help                          This text.\n\nExample:\n  " + std::string(command.example) + "\n";
    return text;
}

std::string help_of_all()
{
    std::string text =
        "Colophon, a metadata catalog: reads what tables and columns there are with accounts that cannot\n"
        "read the data, and answers search in milliseconds.\n\nUsage: colophon COMMAND "
        "[FLAGS]\n\nCommands:\n";
    for (const auto& command : commands()) {
        std::string row = "  " + std::string(command.name);
        row.resize(14, ' ');
        text += row + std::string(command.summary) + "\n";
    }
    text += "\nEvery command has --help with an example. Exit codes: 0 ok, 10 warnings under --strict, 20 "
            "partial,\n"
            "64 bad flags, 69 unreachable, 70 internal error, 75 try again, 77 not permitted or "
            "over-privileged,\n"
            "78 bad recipe, 80 a person must look, 99 another run is at work, 130/143 interrupted.\n";
    return text;
}

int exit_code_of(Errc code)
{
    switch (code) {
    case Errc::invalid_argument:
    case Errc::too_large:
        return exit_bad_flags;
    case Errc::not_found:
        return exit_partial;
    default:
        return ingest::exit_code(code);
    }
}

} // namespace colophon::app
