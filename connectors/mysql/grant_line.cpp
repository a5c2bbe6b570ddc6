// SPDX-License-Identifier: Apache-2.0
#include "grant_line.hpp"

#include "sql_tokens.hpp"

#include <algorithm>

namespace colophon::mysql {
namespace {

std::string capitals(std::string_view text)
{
    std::string upper(text);
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return upper;
}

bool is_name(const SqlToken& token)
{
    return token.kind == SqlToken::Kind::identifier || token.kind == SqlToken::Kind::text ||
           token.kind == SqlToken::Kind::word;
}

/// MariaDB puts single quotes around the names of a PROXY line, whatever they hold; of other quotes the inner
/// ones are doubled.
std::string without_quotes(std::string_view quoted)
{
    const bool bare = quoted.size() >= 2 && quoted.front() == '\'' && quoted.back() == '\'';
    return bare ? std::string(quoted.substr(1, quoted.size() - 2)) : unquoted(quoted);
}

/// `'user'@'host'`, in which no quote can be relied on.
Grantee loose_grantee(std::string_view text)
{
    const std::size_t at = std::min(text.rfind('@'), text.size());
    Grantee who{without_quotes(text.substr(0, at)), std::nullopt, false};
    if (at < text.size())
        who.host = without_quotes(text.substr(at + 1));
    return who;
}

std::optional<GrantLine> parse_proxy_line(std::string_view line)
{
    constexpr std::string_view begin = "GRANT PROXY ON ";
    constexpr std::string_view to = " TO ";
    constexpr std::string_view option = " WITH GRANT OPTION";
    const std::size_t middle = line.rfind(to);
    if (!line.starts_with(begin) || middle == std::string_view::npos || middle < begin.size())
        return std::nullopt;
    GrantLine parsed;
    parsed.kind = GrantLine::Kind::proxy;
    parsed.privileges = {{"PROXY", {}}};
    parsed.may_pass_on = line.ends_with(option);
    if (parsed.may_pass_on)
        line.remove_suffix(option.size());
    parsed.roles = {loose_grantee(line.substr(begin.size(), middle - begin.size()))};
    parsed.grantee = loose_grantee(line.substr(middle + to.size()));
    return parsed;
}

/// Goes on over what it cannot follow, so that each function reads as the grammar does; the line is then
/// none.
class GrantParser {
public:
    explicit GrantParser(std::string_view line) : tokens_(line) { advance(); }

    std::optional<GrantLine> parse()
    {
        if (take("set"))
            parse_default_role();
        else
            parse_grant();
        return readable_ ? std::optional(std::move(line_)) : std::nullopt;
    }

private:
    void parse_grant()
    {
        line_.revoked = take("revoke");
        expect(line_.revoked || take("grant"));
        if (is_name(token_) && token_.kind != SqlToken::Kind::word)
            parse_roles();
        else
            parse_privileges();
        expect(take("to") || take("from"));
        line_.grantee = grantee();
        parse_rest();
    }

    void expect(bool held) { readable_ = readable_ && held; }

    void advance() { token_ = tokens_.next(); }

    bool take(std::string_view word)
    {
        const bool held = token_.is(word);
        if (held)
            advance();
        return held;
    }

    bool take(char symbol)
    {
        const bool held = token_.is(symbol);
        if (held)
            advance();
        return held;
    }

    std::string name()
    {
        if (!is_name(token_)) {
            readable_ = false;
            return {};
        }
        std::string text =
            token_.kind == SqlToken::Kind::word ? std::string(token_.raw) : unquoted(token_.raw);
        advance();
        return text;
    }

    /// Which role one has at login is no right.
    void parse_default_role()
    {
        expect(take("default") && take("role"));
        line_.kind = GrantLine::Kind::default_role;
    }

    Grantee grantee()
    {
        const bool everybody = token_.is("public");
        Grantee who{name(), std::nullopt, everybody};
        if (take('@'))
            who.host = name();
        return who;
    }

    void parse_roles()
    {
        line_.kind = GrantLine::Kind::roles;
        do
            line_.roles.push_back(grantee());
        while (take(','));
    }

    void parse_privileges()
    {
        do {
            GrantedPrivilege privilege{privilege_name(), columns()};
            if (privilege.name != "USAGE")
                line_.privileges.push_back(std::move(privilege));
        } while (take(','));
        expect(take("on"));
        parse_target();
    }

    /// One word or several: `SHOW VIEW`, `ALL PRIVILEGES`, `SYSTEM_VARIABLES_ADMIN`.
    std::string privilege_name()
    {
        std::string words;
        for (; token_.kind == SqlToken::Kind::word && !token_.is("on"); advance())
            words += (words.empty() ? "" : " ") + capitals(token_.raw);
        expect(!words.empty());
        return words;
    }

    std::vector<std::string> columns()
    {
        std::vector<std::string> names;
        if (!take('('))
            return names;
        do
            names.push_back(name());
        while (take(','));
        expect(take(')'));
        return names;
    }

    void parse_target()
    {
        for (const std::string_view kind : {"procedure", "function", "package"})
            if (take(kind))
                line_.target.routine_kind = capitals(kind) + (take("body") ? " BODY" : "");
        if (line_.target.routine_kind.empty())
            take("table");
        const bool any_database = take('*');
        if (!any_database)
            line_.target.database = name();
        expect(take('.'));
        if (take('*')) {
            line_.target.level = any_database ? GrantTarget::Level::server : GrantTarget::Level::database;
            return;
        }
        expect(!any_database);
        line_.target.level =
            line_.target.routine_kind.empty() ? GrantTarget::Level::table : GrantTarget::Level::routine;
        line_.target.object = name();
    }

    /// How the account logs in, its limits, and whether it may pass the right on. Of the first, texts may
    /// hold anything; of interest is only the last.
    void parse_rest()
    {
        for (bool opened = false; token_.kind != SqlToken::Kind::end; advance()) {
            line_.may_pass_on = line_.may_pass_on || (opened && token_.is("option"));
            opened = token_.is("grant") || token_.is("admin");
        }
    }

    SqlTokens tokens_;
    SqlToken token_;
    bool readable_ = true;
    GrantLine line_;
};

} // namespace

std::optional<GrantLine> parse_grant_line(std::string_view line)
{
    if (auto proxy = parse_proxy_line(line))
        return proxy;
    return GrantParser(line).parse();
}

std::string quote_name(std::string_view name)
{
    std::string quoted = "`";
    for (const char c : name)
        quoted.append(c == '`' ? 2 : 1, c);
    return quoted + '`';
}

std::string written(const Grantee& grantee)
{
    if (grantee.everybody)
        return "PUBLIC";
    return quote_name(grantee.name) + (grantee.host ? '@' + quote_name(*grantee.host) : "");
}

std::string written(const GrantTarget& target)
{
    switch (target.level) {
    case GrantTarget::Level::server:
        return "*.*";
    case GrantTarget::Level::database:
        return quote_name(target.database) + ".*";
    case GrantTarget::Level::table:
    case GrantTarget::Level::routine:
        break;
    }
    return (target.routine_kind.empty() ? "" : target.routine_kind + ' ') + quote_name(target.database) +
           '.' + quote_name(target.object);
}

std::optional<std::string> only_database(const GrantTarget& target)
{
    if (target.level != GrantTarget::Level::database)
        return target.level == GrantTarget::Level::server ? std::nullopt : std::optional(target.database);
    std::string name;
    for (std::size_t i = 0; i < target.database.size(); ++i) {
        const char c = target.database[i];
        if (c == '_' || c == '%')
            return std::nullopt;
        const bool escape = c == '\\' && i + 1 < target.database.size();
        name += escape ? target.database[++i] : c;
    }
    return name;
}

} // namespace colophon::mysql
