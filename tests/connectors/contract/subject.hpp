// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connectors/contract/cutting_proxy.hpp"

#include <colophon/connector.hpp>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::contract {

/// A right that the account should not have, and the finding that must name it.
struct Excess {
    std::string code;
    std::string sql; ///< run as the administrator
};

/// What the account got when it tried something by itself.
struct Attempt {
    bool refused = false; ///< for lack of a right, not because the statement is wrong
    std::string output;
};

/// One connector beside a real server, as the contract needs it. Everything that start() makes goes with the
/// object. Names of tables are plain words or worse (see hostile_names()); the subject puts them into the
/// namespace of the fixture. Failures of its own are test failures.
class ContractSubject {
public:
    virtual ~ContractSubject() = default;

    /// Makes a database of its own with the connector's fixture in it, and the account as `grants` makes it.
    /// Says why that cannot be here (the test is skipped), or nothing.
    virtual std::string start() = 0;

    virtual const ConnectorSpec& spec() const = 0;
    virtual Endpoint server() const = 0;
    /// Reads the fixture's database with the account. `more` are members of `source.config`, as in
    /// `"include_views":false`.
    virtual std::unique_ptr<Connector> connector(const Endpoint& through, const std::string& more) const = 0;

    /// Runs statements as the administrator, in the fixture's database.
    virtual void execute(const std::string& sql) const = 0;
    /// Runs what an audit's findings say, with the engine's own client.
    virtual void mend(const std::vector<std::string>& statements) const = 0;
    /// Tries a statement as the account.
    virtual Attempt attempt(const std::string& sql) const = 0;

    /// The table as SQL writes it, namespace and quotes included.
    virtual std::string table(std::string_view name) const = 0;
    /// A name as SQL writes it.
    virtual std::string quoted(std::string_view name) const = 0;
    /// The table as URNs and patterns have it, `database.schema.table`.
    virtual std::string full_name(std::string_view name) const = 0;
    /// Whether the engine takes this as the name of a table and of a column.
    virtual bool takes_name(std::string_view name) const = 0;

    /// Each alone lets the account at rows, or nearly; after mend() nothing of it is left.
    virtual std::vector<Excess> excesses() const = 0;
    /// Statements by which the account might come by a row that holds the word `canary`.
    virtual std::vector<std::string> thefts() const = 0;

    /// From here on the engine logs what the account says. Tells why it cannot, or nothing.
    virtual std::string start_log() = 0;
    /// What it logged: every statement of the account, whole.
    virtual std::vector<std::string> logged_statements() const = 0;
    /// And the engine's refusals of them for lack of a right.
    virtual std::vector<std::string> logged_refusals() const = 0;
    /// The objects of the engine's catalogs that a statement names, as permissions.yaml spells them.
    virtual std::set<std::string> catalog_objects(const std::string& statement) const = 0;
    /// Those that the connector reads of other engines or versions only.
    virtual std::set<std::string> read_elsewhere() const { return {}; }
};

} // namespace colophon::contract
