// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/error.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace colophon {

/// A regular expression of a recipe and what stands in the place of each match, as Python's `re.sub` has it:
/// `\1` and `\g<1>` are groups. Linear in the text, whatever the pattern. Safe to use from many threads.
class Substitution {
public:
    /// Refuses (invalid_argument; the path is `pattern` or `replacement`).
    static Result<Substitution> make(std::string_view pattern, std::string_view replacement);
    std::string operator()(std::string text) const;

private:
    struct State;
    std::shared_ptr<const State> state_;
};

/// What the first group of a regular expression catches where it first matches, anywhere in the text.
class Extraction {
public:
    /// Refuses (invalid_argument) a pattern without a group.
    static Result<Extraction> make(std::string_view pattern);
    std::optional<std::string> operator()(std::string_view text) const;

private:
    struct State;
    std::shared_ptr<const State> state_;
};

} // namespace colophon
