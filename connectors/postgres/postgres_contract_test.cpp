// SPDX-License-Identifier: Apache-2.0
#include "connectors/contract/contract.hpp"
#include "connectors/contract/sql_words.hpp"
#include "postgres_database.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

namespace colophon::contract {
namespace {

using postgres::quote_identifier;
using postgres::quote_literal;

/// Functions that the server calls stable although they look nothing up.
constexpr std::array<std::string_view, 4> mere_functions{"concat_ws", "format", "set_config", "count"};

class PostgresSubject : public ContractSubject {
public:
    ~PostgresSubject() override
    {
        if (!log_.empty())
            database_.psql(database_.for_account("ALTER ROLE @ RESET log_statement"));
        if (grouped_)
            database_.psql(database_.for_account("DROP OWNED BY @; DROP OWNED BY ") + group() +
                           "; DROP ROLE " + group());
    }

    std::string start() override
    {
        if (std::string why = database_.start(); !why.empty())
            return why;
        database_.load("fixture.sql");
        database_.make_account();
        return {};
    }

    const ConnectorSpec& spec() const override { return postgres::spec; }

    Endpoint server() const override
    {
        return {"127.0.0.1", static_cast<std::uint16_t>(std::stoi(database_.port()))};
    }

    std::unique_ptr<Connector> connector(const Endpoint& through, const std::string& more) const override
    {
        return database_.connector(more, postgres::PostgresDatabase::secret,
                                   through.host + ':' + std::to_string(through.port));
    }

    void execute(const std::string& sql) const override { database_.psql(sql); }

    void mend(const std::vector<std::string>& statements) const override
    {
        std::string sql;
        for (const std::string& statement : statements)
            sql += statement + '\n';
        database_.psql(sql, "postgres");
    }

    Attempt attempt(const std::string& sql) const override
    {
        const auto output = database_.try_psql(sql, database_.name(), database_.role());
        return {output.status != 0 && (output.text.find("permission denied") != std::string::npos ||
                                       output.text.find("read-only transaction") != std::string::npos),
                output.text};
    }

    std::string table(std::string_view name) const override { return "shop." + quoted(name); }
    std::string quoted(std::string_view name) const override { return quote_identifier(name); }
    std::string full_name(std::string_view name) const override
    {
        return database_.name() + ".shop." + std::string(name);
    }
    bool takes_name(std::string_view name) const override { return name.size() <= 63; }

    std::vector<Excess> excesses() const override;
    std::vector<std::string> thefts() const override;

    std::string start_log() override;
    std::vector<std::string> logged_statements() const override;
    std::vector<std::string> logged_refusals() const override;
    std::set<std::string> catalog_objects(const std::string& statement) const override;

private:
    /// One entry of the log, what belongs to it on following lines included.
    std::vector<std::string> logged(std::string_view kind) const;
    std::string group() const { return quote_identifier(database_.role() + "_g"); }

    postgres::PostgresDatabase database_;
    std::filesystem::path log_;
    std::uintmax_t log_begin_ = 0;
    mutable bool grouped_ = false;
};

std::vector<Excess> PostgresSubject::excesses() const
{
    grouped_ = true;
    database_.psql("CREATE ROLE " + group() + " NOINHERIT");
    struct Row {
        const char* code;
        std::string sql;
        int since = 0;
    };
    const std::vector<Row> all{
        {"readable-relation", "GRANT USAGE ON SCHEMA shop TO @; GRANT SELECT ON shop.customer TO @"},
        {"readable-relation", "GRANT SELECT (name) ON shop.customer TO @"},
        {"readable-relation",
         R"sql(GRANT USAGE ON SCHEMA "한국 매장" TO @; GRANT SELECT ON "한국 매장"."재고(수량)" TO PUBLIC)sql"},
        {"readable-relation", "GRANT SELECT ON shop.totals TO " + group() + "; GRANT " + group() + " TO @"},
        {"writable-relation", "GRANT DELETE ON shop.customer TO @"},
        {"writable-relation", "GRANT TRIGGER ON shop.customer TO @"},
        {"owns-relation", "ALTER TABLE shop.refund OWNER TO @"},
        {"sensitive-catalog", "GRANT SELECT ON pg_catalog.pg_statistic TO @"},
        {"file-function", "GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO @"},
        {"predefined-role", "GRANT pg_read_all_data TO @", 140000},
        {"predefined-role", "GRANT pg_read_server_files TO @"},
        {"role-attribute", "ALTER ROLE @ BYPASSRLS REPLICATION"},
        {"role-attribute", "ALTER ROLE @ SUPERUSER"},
    };
    std::vector<Excess> possible;
    for (const Row& row : all)
        if (database_.version() >= row.since)
            possible.push_back({row.code, database_.for_account(row.sql)});
    return possible;
}

std::vector<std::string> PostgresSubject::thefts() const
{
    return {"SELECT * FROM shop.customer",
            "SELECT count(*) FROM shop.customer",
            "TABLE shop.totals",
            "SELECT * FROM shop.open_orders",
            "SELECT * FROM shop.far_away",
            "COPY shop.customer TO STDOUT",
            "EXPLAIN SELECT * FROM shop.customer",
            "SELECT last_value FROM shop.orders_order_id_seq",
            "SELECT query_to_xml('SELECT * FROM shop.customer', true, true, '')",
            "SELECT * FROM pg_statistic",
            "SELECT * FROM pg_authid",
            "SELECT * FROM pg_user_mapping",
            "SELECT pg_read_file('PG_VERSION')",
            "SET ROLE postgres",
            "INSERT INTO shop.product DEFAULT VALUES",
            "CREATE TABLE public.t ()"};
}

/// scripts/with_postgres.sh keeps the log beside the data. Entries are told apart by the role at their
/// beginning.
std::string PostgresSubject::start_log()
{
    log_ = std::filesystem::path(database_.psql("SHOW data_directory")).parent_path() / "server.log";
    if (!std::ifstream(log_))
        return std::exchange(log_, {}).string() + " cannot be read, run beside scripts/with_postgres.sh";
    database_.psql("ALTER SYSTEM SET log_line_prefix = '%u|'", "postgres");
    database_.psql("SELECT pg_reload_conf()");
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (database_.psql("SHOW log_line_prefix") != "%u|")
        if (std::chrono::steady_clock::now() > deadline)
            return "the server does not take a new log_line_prefix";
    database_.psql(database_.for_account("ALTER ROLE @ SET log_statement = 'all'"));
    log_begin_ = std::filesystem::file_size(log_);
    return {};
}

std::vector<std::string> PostgresSubject::logged(std::string_view kind) const
{
    std::ifstream in(log_, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(log_begin_));
    const std::string begin = database_.role() + '|' + std::string(kind);
    std::vector<std::string> entries;
    bool ours = false;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with('\t')) {
            if (ours)
                entries.back() += '\n' + line;
            continue;
        }
        ours = line.starts_with(begin);
        if (ours)
            entries.push_back(line.substr(begin.size()));
    }
    return entries;
}

std::vector<std::string> PostgresSubject::logged_statements() const
{
    std::vector<std::string> statements;
    for (const std::string& entry : logged("LOG:  "))
        for (const std::string_view before : {"execute <unnamed>: ", "statement: "})
            if (entry.starts_with(before))
                statements.push_back(entry.substr(before.size()));
    return statements;
}

std::vector<std::string> PostgresSubject::logged_refusals() const
{
    return logged("ERROR:  permission denied");
}

std::set<std::string> PostgresSubject::catalog_objects(const std::string& statement) const
{
    std::string names;
    std::string calls;
    for (const SqlWord& word : sql_words(statement)) {
        const std::string name = word.text.starts_with("pg_catalog.") ? word.text.substr(11) : word.text;
        if (std::ranges::find(mere_functions, name) == mere_functions.end())
            (word.called ? calls : names) += ", " + quote_literal(name);
    }
    std::istringstream found(database_.psql(
        "SELECT relname FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relname IN (''" +
        names +
        ") UNION SELECT proname || '()' FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND "
        "provolatile <> 'i' AND proname IN (''" +
        calls + ")"));
    std::set<std::string> objects;
    for (std::string line; std::getline(found, line);)
        objects.insert(line);
    return objects;
}

std::unique_ptr<ContractSubject> make_subject()
{
    return std::make_unique<PostgresSubject>();
}

INSTANTIATE_TEST_SUITE_P(Postgres, ConnectorContract, testing::Values(make_subject),
                         [](const auto&) { return std::string("Server"); });

} // namespace
} // namespace colophon::contract
