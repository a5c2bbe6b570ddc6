// SPDX-License-Identifier: Apache-2.0
#include "grants.hpp"

#include "sql_tokens.hpp"

#include <algorithm>

namespace colophon::mysql {
namespace {

constexpr std::string_view any_host = "'%'";

std::string with_host(std::string statement, const std::string& host)
{
    const std::string quoted = fill(permissions().quoting, "{host:text}", {{"host", host}});
    for (std::size_t at = statement.find(any_host); at != std::string::npos;
         at = statement.find(any_host, at + quoted.size()))
        statement.replace(at, any_host.size(), quoted);
    return statement;
}

void set_host(std::vector<GrantStatement>& statements, const std::string& host)
{
    for (GrantStatement& statement : statements) {
        statement.run = with_host(statement.run, host);
        statement.otherwise = with_host(statement.otherwise, host);
    }
}

/// What `/*M! … */` or `/*!80000 … */` holds for this engine.
std::string_view for_engine(std::string_view comment, bool mariadb)
{
    const std::string_view mark = mariadb ? "/*M!" : "/*!";
    if (!comment.starts_with(mark) || !comment.ends_with("*/"))
        return {};
    comment.remove_prefix(mark.size());
    comment.remove_suffix(2);
    return comment.substr(std::min(comment.find_first_not_of("0123456789"), comment.size()));
}

/// The words of a statement without regard to blanks, with those comments resolved that only one engine runs.
std::string words_of(std::string_view sql, bool mariadb)
{
    std::string words;
    SqlTokens tokens(sql);
    for (SqlToken token = tokens.next(); token.kind != SqlToken::Kind::end; token = tokens.next())
        words += token.kind == SqlToken::Kind::comment ? words_of(for_engine(token.raw, mariadb), mariadb)
                                                       : std::string(token.raw) + ' ';
    return words;
}

/// Between what declares the procedure and the end of its statement; empty for one that is none of ours.
std::string_view body_in(std::string_view script, const std::string& procedure)
{
    constexpr std::string_view last_clause = "READS SQL DATA";
    const std::size_t name = script.find("PROCEDURE catalog_meta." + procedure + '\n');
    const std::size_t spaced = script.find("PROCEDURE catalog_meta." + procedure + ' ');
    const std::size_t clause = script.find(last_clause, std::min(name, spaced));
    if (clause == std::string_view::npos)
        return {};
    script.remove_prefix(clause + last_clause.size());
    return script.substr(0, script.find(";\n"));
}

} // namespace

const Permissions& permissions()
{
    static const Permissions read = value_or_throw(Permissions::parse(permissions_yaml));
    return read;
}

std::string grants(const GrantRequest& request)
{
    const std::size_t at = request.role.rfind('@');
    if (at == std::string::npos)
        return permissions().grants(request);
    Permissions for_host = permissions();
    set_host(for_host.statements, request.role.substr(at + 1));
    for (Feature& feature : for_host.features)
        set_host(feature.grants, request.role.substr(at + 1));
    return for_host.grants({request.role.substr(0, at), request.databases});
}

bool is_helper_body(std::string_view procedure, std::string_view body, bool mariadb)
{
    for (const Feature& feature : permissions().features)
        for (const GrantStatement& statement : feature.grants)
            if (const auto ours = body_in(statement.run, std::string(procedure)); !ours.empty())
                return words_of(ours, mariadb) == words_of(body, mariadb);
    return false;
}

} // namespace colophon::mysql
