// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/connector.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a connector asks of its source, as data: a folder's `permissions.yaml`. The statements of `grants`,
/// those that mend an audit's findings, the tables of the documentation and the published permissions.json
/// are made from it; connectors/README.md describes its members.
namespace colophon {

/// How the engine writes names and texts in a statement. The closing mark is doubled inside.
struct Quoting {
    enum class Backslash {
        plain,        ///< a backslash in a text is one
        doubled,      ///< it escapes, so it is doubled
        escape_string ///< a text that holds one becomes `E'…'` with it doubled
    };
    char open = '"';
    char close = '"';
    char text = '\'';
    Backslash backslash = Backslash::plain;
};

/// Values of placeholders, by name.
using PlaceholderValues = std::map<std::string, std::string, std::less<>>;

/// A statement with placeholders in the place of names: `{role}` is written as a name of the engine,
/// `{role:text}` as a text, `{role:pattern}` as a name in which `_` and `%` are escaped, `{role:raw}` as it
/// is (for what the engine itself spelt). What does not look like a placeholder is left alone.
std::string fill(const Quoting& quoting, std::string_view statement, const PlaceholderValues& values);

/// One statement, or a few, that make the account or give a feature what it needs.
struct GrantStatement {
    std::string note; ///< a comment before it; holds no placeholders
    std::string run;  ///< empty where there is a note only
    bool for_each_database = false;
    std::string otherwise; ///< in its place where no database is named
};

/// A text in the languages of the documentation, by `en`, `ko`.
using Translated = std::map<std::string, std::string, std::less<>>;

struct Feature {
    std::string name;  ///< stable word
    std::string level; ///< `L0` nothing but names and types, `L1` texts with literals, `L2` history
    Translated what;   ///< what it brings into the catalog
    std::vector<std::string> needs; ///< rights in words; empty where the login itself is enough
    std::vector<GrantStatement> grants;
    Translated without;             ///< what is lost when it lacks them; empty where it needs none
    std::vector<std::string> reads; ///< objects of the engine's catalogs, functions with `()`
};

/// A kind of finding that the connector's audit knows.
struct FindingKind {
    std::string code;
    AuditFinding::Severity severity = AuditFinding::Severity::info;
    bool in_database = false; ///< its statements are to be run in the database where it was found
    std::string explanation;
    std::map<std::string, std::string, std::less<>>
        mend; ///< statements by the way in which the right was come by
};

struct Engine {
    std::string name;
    std::string versions;            ///< those the connector is written for
    std::vector<std::string> tested; ///< those its suites ran on; empty: none
};

/// Immutable once read; safe to use from many threads.
struct Permissions {
    std::string connector;
    std::string title;  ///< the product's name
    std::string client; ///< the program that runs the statements
    std::vector<Engine> engines;
    Quoting quoting;
    std::string role;     ///< the account's name where none is given
    std::string database; ///< stands for any in the documentation
    std::vector<GrantStatement> statements;
    std::vector<std::string> never; ///< rights that are never granted, in words
    std::vector<Feature> features;
    std::vector<FindingKind> findings;

    /// Refuses (invalid_argument, with the path of the member) what is missing, unknown or not of its type,
    /// and placeholders that nothing fills.
    static Result<Permissions> parse(std::string_view yaml);

    /// Throws std::logic_error for a code that is not among the findings: a bug, not input.
    const FindingKind& finding(std::string_view code) const;

    /// Everything that the account needs, ready for the engine's own client.
    std::string grants(const GrantRequest& request) const;
};

} // namespace colophon
