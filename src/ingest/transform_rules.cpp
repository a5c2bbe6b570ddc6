// SPDX-License-Identifier: Apache-2.0
#include "ingest/transform_rules.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

tl::unexpected<Error> refuse(const std::string& what, const std::string& path)
{
    return failure(Errc::invalid_argument, what + ": " + path, path);
}

} // namespace

Result<PatternRules> PatternRules::parse(const nlohmann::ordered_json& rules, const std::string& where)
{
    if (!rules.is_object())
        return refuse("must be a map of regular expressions to lists of texts", where);
    PatternRules made;
    for (const auto& [pattern, values] : rules.items()) {
        const std::string path = where + '.' + pattern;
        auto compiled = PatternSet::make({pattern}, {}, false);
        if (!compiled)
            return refuse(compiled.error().what(), path);
        if (!values.is_array())
            return refuse("must be a list of texts", path);
        Rule rule{std::move(*compiled), {}};
        for (const auto& value : values) {
            std::string at = path + '[' + std::to_string(rule.values.size()) + ']';
            if (!value.is_string())
                return refuse("must be text", at);
            rule.values.push_back({value.get<std::string>(), std::move(at)});
        }
        made.rules_.push_back(std::move(rule));
    }
    return made;
}

std::vector<std::string> PatternRules::values(std::string_view text) const
{
    std::vector<std::string> found;
    for (const Rule& rule : rules_) {
        if (!rule.pattern.allows(text))
            continue;
        for (const Value& value : rule.values)
            if (std::ranges::find(found, value.text) == found.end())
                found.push_back(value.text);
        if (!match_all_)
            break;
    }
    return found;
}

std::vector<PatternRules::Value> PatternRules::all_values() const
{
    std::vector<Value> all;
    for (const Rule& rule : rules_)
        all.insert(all.end(), rule.values.begin(), rule.values.end());
    return all;
}

} // namespace colophon::ingest
