// SPDX-License-Identifier: Apache-2.0
#include "core/placeholder.hpp"

#include <algorithm>
#include <colophon/permissions.hpp>

namespace colophon {
namespace {

/// The text between marks, the closing one doubled.
std::string enclosed(std::string_view text, char open, char close)
{
    std::string quoted(1, open);
    for (const char c : text)
        quoted.append(c == close ? 2 : 1, c);
    return quoted += close;
}

std::string escaped(std::string_view text, std::string_view special)
{
    std::string result;
    for (const char c : text) {
        if (special.find(c) != std::string_view::npos)
            result += '\\';
        result += c;
    }
    return result;
}

std::string quoted_text(const Quoting& quoting, std::string_view text)
{
    const bool special = text.find('\\') != std::string_view::npos;
    if (!special || quoting.backslash == Quoting::Backslash::plain)
        return enclosed(text, quoting.text, quoting.text);
    const char* prefix = quoting.backslash == Quoting::Backslash::escape_string ? "E" : "";
    return prefix + enclosed(escaped(text, "\\"), quoting.text, quoting.text);
}

std::string written(const Quoting& quoting, const Placeholder& placeholder, const std::string& value)
{
    switch (placeholder.form) {
    case Placeholder::Form::name:
        return enclosed(value, quoting.open, quoting.close);
    case Placeholder::Form::text:
        return quoted_text(quoting, value);
    case Placeholder::Form::pattern:
        return enclosed(escaped(value, "_%\\"), quoting.open, quoting.close);
    case Placeholder::Form::raw:
        return value;
    }
    return value;
}

/// Every line begins with the mark of a comment, whatever a name holds.
std::string commented(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
        out += "-- " + std::string(text.substr(0, end)) + '\n';
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string lines(std::string text)
{
    if (!text.empty() && text.back() != '\n')
        text += '\n';
    return text;
}

/// Writes the statements for one request.
class GrantWriter {
public:
    GrantWriter(const Permissions& permissions, const GrantRequest& request)
        : quoting_(permissions.quoting), databases_(request.databases)
    {
        values_["role"] = request.role.empty() ? permissions.role : request.role;
    }

    std::string write(const GrantStatement& statement) { return commented(statement.note) + body(statement); }

    /// What it brings stands before it; what is a door to more than names stays a comment.
    std::string write(const Feature& feature)
    {
        std::string text;
        for (const GrantStatement& statement : feature.grants)
            text += write(statement);
        if (text.empty())
            return text;
        const bool opt_in = feature.level == "L2";
        return commented((opt_in ? "Only if wanted: " : "For ") + feature.what.at("en") + ". Without it, " +
                         feature.without.at("en") + ".") +
               (opt_in ? commented(text) : text);
    }

private:
    std::string body(const GrantStatement& statement)
    {
        if (!statement.for_each_database)
            return lines(fill(quoting_, statement.run, values_));
        if (databases_.empty())
            return lines(fill(quoting_, statement.otherwise, values_));
        std::string text;
        for (const std::string& database : databases_) {
            values_["database"] = database;
            text += lines(fill(quoting_, statement.run, values_));
        }
        return text;
    }

    const Quoting& quoting_;
    const std::vector<std::string>& databases_;
    PlaceholderValues values_;
};

} // namespace

std::string fill(const Quoting& quoting, std::string_view statement, const PlaceholderValues& values)
{
    std::string filled;
    std::size_t from = 0;
    for (const Placeholder& placeholder : placeholders(statement)) {
        const auto value = values.find(placeholder.name);
        if (value == values.end())
            throw std::logic_error("no value for a placeholder: " + std::string(placeholder.name));
        filled += statement.substr(from, placeholder.begin - from);
        filled += written(quoting, placeholder, value->second);
        from = placeholder.end;
    }
    return filled += statement.substr(from);
}

const FindingKind& Permissions::finding(std::string_view code) const
{
    const auto found = std::find_if(findings.begin(), findings.end(),
                                    [&](const FindingKind& kind) { return kind.code == code; });
    if (found == findings.end())
        throw std::logic_error("no such finding in permissions.yaml: " + std::string(code));
    return *found;
}

std::string Permissions::grants(const GrantRequest& request) const
{
    GrantWriter writer(*this, request);
    std::string text;
    for (const GrantStatement& statement : statements)
        text += writer.write(statement);
    for (const Feature& feature : features)
        text += writer.write(feature);
    return text;
}

} // namespace colophon
