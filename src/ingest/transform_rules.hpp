// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/error.hpp>
#include <colophon/pattern.hpp>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::ingest {

/// DataHub's `rules`: regular expressions and the values that each stands for, matched at the beginning of a
/// text, case and all, in the order in which the recipe has them.
class PatternRules {
public:
    PatternRules() = default;
    /// Refuses (invalid_argument) what is not a map of expressions to lists of texts; `where` begins the
    /// paths.
    static Result<PatternRules> parse(const nlohmann::ordered_json& rules, const std::string& where);

    /// The values of the first rule that matches, or of all that do, each once.
    std::vector<std::string> values(std::string_view text) const;
    void match_all(bool all) { match_all_ = all; }

    struct Value {
        std::string text;
        std::string path; ///< in the recipe
    };
    /// Every value of every rule, to be checked before anything is read.
    std::vector<Value> all_values() const;

private:
    struct Rule {
        PatternSet pattern;
        std::vector<Value> values;
    };
    std::vector<Rule> rules_;
    bool match_all_ = false;
};

} // namespace colophon::ingest
