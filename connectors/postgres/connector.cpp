// SPDX-License-Identifier: Apache-2.0
#include "audit.hpp"
#include "extraction.hpp"
#include "grants.hpp"
#include "options.hpp"
#include "reader.hpp"

#include <algorithm>
#include <array>
#include <colophon/connector.hpp>
#include <optional>

namespace colophon::postgres {
namespace {

/// Templates, and what cloud providers keep for themselves and let nobody into.
constexpr std::array<std::string_view, 7> system_databases{
    "template0", "template1", "rdsadmin", "cloudsqladmin", "alloydbadmin", "azure_maintenance", "azure_sys"};

bool is_system(const std::string& name)
{
    return std::find(system_databases.begin(), system_databases.end(), name) != system_databases.end();
}

/// Why a database that should be read cannot be; empty where it can. Leaving it out in silence would look as
/// if it had been dropped.
std::string_view obstacle(const DatabaseEntry& database)
{
    if (!database.takes_connections)
        return "the database takes no connections (ALLOW_CONNECTIONS is false), let it or leave it out with "
               "database_pattern";
    if (!database.may_connect)
        return "the account may not connect to this database, run what 'colophon grants postgres' prints or "
               "leave it out with database_pattern";
    return {};
}

class PostgresConnector : public Connector {
public:
    explicit PostgresConnector(const Settings& settings) : request_(read_request(settings)) {}

    AuditReport audit() override
    {
        AuditReport report;
        const auto databases = allowed_databases();
        for (const DatabaseEntry& database : databases) {
            if (!obstacle(database).empty())
                continue;
            auto connection = connect(database.name);
            audit_database(connection, report, databases.size() > 1);
        }
        report.scope = scope(databases);
        conclude(report);
        return report;
    }

    void extract(Emitter& out, std::stop_token stop) override
    {
        for (const DatabaseEntry& database : allowed_databases()) {
            if (stop.stop_requested())
                return;
            if (const std::string_view why = obstacle(database); !why.empty())
                out.fail(database.name, why);
            else if (auto connection = enter(database.name, out))
                Extraction(request_, *connection, out, stop).run();
        }
    }

private:
    /// Since the databases were listed, one may have been dropped or closed: the others are read. The one
    /// that the recipe names is the whole source.
    std::optional<Connection> enter(const std::string& database, Emitter& out) const
    {
        try {
            return connect(database);
        } catch (const DatabaseError& error) {
            if (error.connection_lost() || !request_.database.empty())
                throw;
            out.fail(database, error.what());
            return std::nullopt;
        }
    }

    Connection connect(const std::string& database) const
    {
        ConnectionParameters parameters = request_.connection;
        parameters.emplace_back("dbname", database);
        return Connection(parameters);
    }

    /// A database that was dropped is no right lost, so rights are not listed one a database: where the
    /// recipe does not name its database, there is one line for all of them.
    std::vector<std::string> scope(const std::vector<DatabaseEntry>& databases) const
    {
        if (!request_.database.empty())
            return {"CONNECT ON DATABASE " + request_.database};
        if (std::all_of(databases.begin(), databases.end(),
                        [](const DatabaseEntry& database) { return obstacle(database).empty(); }))
            return {"CONNECT ON EVERY DATABASE that database_pattern allows"};
        return {};
    }

    /// By name. A recipe that names one database gets it, or the error that connecting to it makes.
    std::vector<DatabaseEntry> allowed_databases() const
    {
        if (!request_.database.empty())
            return {{request_.database, true, true}};
        auto connection = connect(request_.initial_database);
        auto databases = read_databases(connection);
        std::erase_if(databases, [this](const DatabaseEntry& database) {
            return is_system(database.name) || (database.is_template && !database.takes_connections) ||
                   !request_.databases.allows(database.name);
        });
        if (databases.empty())
            throw Error(Errc::invalid_argument,
                        "no database of the server is allowed, check database_pattern", "database_pattern");
        return databases;
    }

    Request request_;
};

std::unique_ptr<Connector> make(Settings settings)
{
    return std::make_unique<PostgresConnector>(settings);
}

} // namespace

extern const ConnectorSpec spec;
const ConnectorSpec spec{
    .name = "postgres",
    .summary = "PostgreSQL 10 and newer: databases, schemas, tables, views, what views read",
    .options = options(),
    .make = make,
    .grants = grants,
    .permissions = permissions_yaml,
};

} // namespace colophon::postgres
