// SPDX-License-Identifier: Apache-2.0
#include "core/substitution.hpp"

#include <algorithm>
#include <array>
#include <colophon/pattern.hpp>
#include <optional>
#include <re2/re2.h>

namespace colophon {
namespace {

/// What Python's `re` means by a class, which knows all of Unicode, where RE2 means ASCII only.
struct PythonClass {
    char letter;
    std::string_view outside; ///< alone
    std::string_view inside;  ///< between brackets; empty: stays as it is
};
constexpr std::array<PythonClass, 7> python_classes{{{'w', "[\\p{L}\\p{N}_]", "\\p{L}\\p{N}_"},
                                                     {'W', "[^\\p{L}\\p{N}_]", ""},
                                                     {'d', "\\p{Nd}", "\\p{Nd}"},
                                                     {'D', "\\P{Nd}", "\\P{Nd}"},
                                                     {'s', "[\\s\\v\\p{Z}]", "\\s\\v\\p{Z}"},
                                                     {'S', "[^\\s\\v\\p{Z}]", ""},
                                                     {'Z', "\\z", ""}}};

std::string_view translate(char letter, bool in_brackets)
{
    for (const PythonClass& row : python_classes)
        if (row.letter == letter)
            return in_brackets ? row.inside : row.outside;
    return {};
}

/// The same pattern in RE2's words.
std::string from_python(std::string_view pattern)
{
    std::string out;
    bool in_brackets = false;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        const char c = pattern[at];
        if (c == '\\' && at + 1 < pattern.size()) {
            const char letter = pattern[++at];
            const std::string_view other = translate(letter, in_brackets);
            out += other.empty() ? std::string{'\\', letter} : std::string(other);
            continue;
        }
        if (c == '[' && !in_brackets) {
            in_brackets = true;
            out += c;
            // A closing bracket in the first place stands for itself.
            for (const char literal : {'^', ']'})
                if (at + 1 < pattern.size() && pattern[at + 1] == literal) {
                    out += literal;
                    ++at;
                }
            continue;
        }
        if (c == ']')
            in_brackets = false;
        out += c;
    }
    return out;
}

using Expressions = std::vector<std::unique_ptr<RE2>>;

Result<std::unique_ptr<RE2>> compile_one(std::string_view pattern, bool ignore_case, const std::string& path)
{
    RE2::Options options;
    options.set_case_sensitive(!ignore_case);
    options.set_log_errors(false);
    auto expression = std::make_unique<RE2>(from_python(pattern), options);
    if (!expression->ok())
        return failure(Errc::invalid_argument,
                       "pattern cannot be used (look-around and back-references are refused, because "
                       "matching must take linear time): " +
                           expression->error() + ": " + std::string(pattern),
                       path);
    return expression;
}

std::optional<Error> compile(const std::vector<std::string>& patterns, std::string_view member,
                             bool ignore_case, Expressions& out)
{
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        auto expression =
            compile_one(patterns[i], ignore_case, std::string(member) + '[' + std::to_string(i) + ']');
        if (!expression)
            return expression.error();
        out.push_back(std::move(*expression));
    }
    return std::nullopt;
}

/// `\g<1>` and `\1` are the first group to Python, `\1` to RE2.
std::string rewrite_from_python(std::string_view replacement)
{
    std::string out;
    for (std::size_t at = 0; at < replacement.size(); ++at) {
        const std::string_view rest = replacement.substr(at);
        if (rest.starts_with("\\g<") && rest.size() > 4 && rest[4] == '>') {
            out.append({'\\', rest[3]});
            at += 4;
        } else {
            out += replacement[at];
        }
    }
    return out;
}

bool any_matches(const Expressions& expressions, std::string_view name)
{
    return std::any_of(expressions.begin(), expressions.end(), [name](const auto& expression) {
        return expression->Match(re2::StringPiece(name.data(), name.size()), 0, name.size(),
                                 RE2::ANCHOR_START, nullptr, 0);
    });
}

} // namespace

struct PatternSet::State {
    Expressions allow;
    Expressions deny;
};

PatternSet::PatternSet() = default;

Result<PatternSet> PatternSet::make(const std::vector<std::string>& allow,
                                    const std::vector<std::string>& deny, bool ignore_case)
{
    auto state = std::make_shared<State>();
    if (auto error = compile(allow, "allow", ignore_case, state->allow))
        return tl::unexpected(std::move(*error));
    if (auto error = compile(deny, "deny", ignore_case, state->deny))
        return tl::unexpected(std::move(*error));
    PatternSet set;
    set.state_ = std::move(state);
    return set;
}

bool PatternSet::allows(std::string_view name) const
{
    return !state_ || (any_matches(state_->allow, name) && !any_matches(state_->deny, name));
}

struct Substitution::State {
    std::unique_ptr<RE2> expression;
    std::string rewrite;
};

Result<Substitution> Substitution::make(std::string_view pattern, std::string_view replacement)
{
    auto expression = compile_one(pattern, false, "pattern");
    if (!expression)
        return tl::unexpected(expression.error());
    std::string rewrite = rewrite_from_python(replacement);
    if (std::string error; !(*expression)->CheckRewriteString(rewrite, &error))
        return failure(Errc::invalid_argument,
                       "replacement cannot be used, " + error + ": " + std::string(replacement),
                       "replacement");
    Substitution substitution;
    substitution.state_ = std::make_shared<const State>(State{std::move(*expression), std::move(rewrite)});
    return substitution;
}

std::string Substitution::operator()(std::string text) const
{
    RE2::GlobalReplace(&text, *state_->expression, state_->rewrite);
    return text;
}

struct Extraction::State {
    std::unique_ptr<RE2> expression;
};

Result<Extraction> Extraction::make(std::string_view pattern)
{
    auto expression = compile_one(pattern, false, "pattern");
    if (!expression)
        return tl::unexpected(expression.error());
    if ((*expression)->NumberOfCapturingGroups() < 1)
        return failure(Errc::invalid_argument,
                       "pattern needs a group in parentheses, which is what is taken: " +
                           std::string(pattern),
                       "pattern");
    Extraction extraction;
    extraction.state_ = std::make_shared<const State>(State{std::move(*expression)});
    return extraction;
}

std::optional<std::string> Extraction::operator()(std::string_view text) const
{
    std::array<re2::StringPiece, 2> found;
    if (!state_->expression->Match({text.data(), text.size()}, 0, text.size(), RE2::UNANCHORED, found.data(),
                                   static_cast<int>(found.size())) ||
        found[1].empty())
        return std::nullopt;
    return found[1].as_string();
}

} // namespace colophon
