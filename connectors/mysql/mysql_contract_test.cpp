// SPDX-License-Identifier: Apache-2.0
#include "connectors/contract/contract.hpp"
#include "connectors/contract/sql_words.hpp"
#include "grant_line.hpp"
#include "mysql_database.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace colophon::contract {
namespace {

/// What only MySQL has, which this test never ran on.
const std::set<std::string> of_mysql{"information_schema.view_table_usage", "mysql.user"};

class MysqlSubject : public ContractSubject {
public:
    ~MysqlSubject() override
    {
        if (logging_)
            database_.sql("SET GLOBAL general_log = OFF; TRUNCATE mysql.general_log");
        if (grouped_)
            database_.sql("DROP ROLE IF EXISTS contract_role");
    }

    std::string start() override
    {
        if (std::string why = database_.start(); !why.empty())
            return why;
        database_.load();
        // No URN can hold its name; one failure of the fixture's would hide others.
        execute("DROP TABLE `" + database_.prefix() + "Odd.Names`.`line\nbreak\ttab \\\\ %`");
        database_.make_account();
        return {};
    }

    const ConnectorSpec& spec() const override { return mysql::spec; }

    Endpoint server() const override
    {
        const std::string where = database_.host_port();
        return {"127.0.0.1", static_cast<std::uint16_t>(std::stoi(where.substr(where.find(':') + 1)))};
    }

    std::unique_ptr<Connector> connector(const Endpoint& through, const std::string& more) const override
    {
        return database_.connector(more, mysql::MysqlDatabase::secret,
                                   through.host + ':' + std::to_string(through.port));
    }

    void execute(const std::string& sql) const override
    {
        database_.sql("SET SESSION innodb_strict_mode = OFF; USE " + database_.prefix() + "shop;\n" +
                      database_.for_test(sql));
    }

    void mend(const std::vector<std::string>& statements) const override
    {
        std::string sql;
        for (const std::string& statement : statements)
            sql += statement + '\n';
        database_.sql(sql);
    }

    Attempt attempt(const std::string& sql) const override
    {
        const auto output = database_.try_sql(database_.for_test(sql), true);
        return {output.status != 0 && output.text.find("denied") != std::string::npos, output.text};
    }

    std::string table(std::string_view name) const override
    {
        return quoted(database_.prefix() + "shop") + '.' + quoted(name);
    }
    std::string quoted(std::string_view name) const override { return mysql::quote_name(name); }
    std::string full_name(std::string_view name) const override
    {
        return database_.prefix() + "shop." + std::string(name);
    }
    /// Neither pictures nor, as any file name, more than 64 characters.
    bool takes_name(std::string_view name) const override
    {
        return name.size() <= 64 && std::none_of(name.begin(), name.end(), [](char c) {
                   return static_cast<unsigned char>(c) >= 0xF0;
               });
    }

    std::vector<Excess> excesses() const override;
    std::vector<std::string> thefts() const override;

    std::string start_log() override;
    std::vector<std::string> logged_statements() const override;
    std::vector<std::string> logged_refusals() const override;
    std::set<std::string> catalog_objects(const std::string& statement) const override;

private:
    int refusals() const
    {
        return std::stoi(database_.sql("SELECT variable_value FROM information_schema.global_status WHERE "
                                       "variable_name = 'ACCESS_DENIED_ERRORS'"));
    }

    mysql::MysqlDatabase database_;
    bool logging_ = false;
    int refusals_before_ = 0;
    mutable bool grouped_ = false;
};

std::vector<Excess> MysqlSubject::excesses() const
{
    grouped_ = true;
    database_.sql("CREATE OR REPLACE ROLE contract_role");
    struct Row {
        const char* code;
        const char* sql;
    };
    constexpr std::array all{
        Row{"reads-rows", "GRANT SELECT ON golden_shop.customer TO {}"},
        Row{"reads-rows", "GRANT SELECT ON `golden\\_shop`.* TO {}"},
        Row{"reads-rows", "GRANT SELECT (name, email) ON golden_shop.customer TO {}"},
        Row{"reads-rows", "GRANT SELECT ON `golden_한국 매장`.* TO PUBLIC"},
        Row{"reads-rows", "GRANT SELECT ON golden_shop.vip TO contract_role; GRANT contract_role TO {}"},
        Row{"reads-rows", "GRANT ALL ON golden_shop.* TO {}"},
        Row{"reads-rows", "GRANT ALL ON *.* TO {} WITH GRANT OPTION"},
        Row{"reads-rows",
            "INSERT INTO mysql.db (Host, Db, User, Select_priv) VALUES ('%', 'golden_shop', '', 'Y'); "
            "FLUSH PRIVILEGES"},
        Row{"writes-rows", "GRANT DELETE ON golden_shop.* TO {}"},
        Row{"writes-rows", "GRANT INSERT (name) ON golden_shop.customer TO {}"},
        Row{"writes-rows", "GRANT TRIGGER ON golden_shop.customer TO {}"},
        Row{"writes-rows", "GRANT INDEX, ALTER ON golden_shop.* TO PUBLIC"},
        Row{"value-oracle", "GRANT CREATE ON `golden\\_empty`.* TO {}"},
        Row{"value-oracle", "GRANT CREATE ON `golden\\_%`.* TO PUBLIC"},
        Row{"value-oracle", "GRANT CREATE ON golden_empty.* TO contract_role; GRANT contract_role TO PUBLIC"},
        Row{"rules-server", "GRANT FILE ON *.* TO {}"},
        Row{"rules-server", "GRANT SUPER, CREATE USER ON *.* TO {}"},
        Row{"rules-server", "GRANT PROXY ON root@localhost TO {}"},
        Row{"copies-server", "GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO {}"},
        Row{"passes-on", "GRANT REFERENCES ON golden_shop.* TO {} WITH GRANT OPTION"},
        Row{"passes-on", "GRANT contract_role TO {} WITH ADMIN OPTION"},
    };
    std::vector<Excess> possible;
    possible.reserve(all.size());
    for (const Row& row : all)
        possible.push_back({row.code, row.sql});
    return possible;
}

std::vector<std::string> MysqlSubject::thefts() const
{
    return {
        "SELECT * FROM golden_shop.customer",
        "SELECT count(*) FROM golden_shop.customer",
        "SELECT * FROM golden_shop.vip",
        "SELECT * FROM golden_shop.open_orders",
        "EXPLAIN SELECT * FROM golden_shop.customer",
        "ANALYZE TABLE golden_shop.customer; SELECT * FROM golden_shop.customer",
        "HANDLER golden_shop.customer OPEN",
        "CHECKSUM TABLE golden_shop.customer",
        "LOCK TABLES golden_shop.customer READ",
        "SELECT * FROM golden_shop.customer INTO OUTFILE '/tmp/rows'",
        "SELECT LOAD_FILE('/etc/passwd'), name FROM golden_shop.customer",
        "LOAD DATA INFILE '/etc/passwd' INTO TABLE golden_shop.customer",
        "INSERT INTO golden_shop.product (code, kind) VALUES ('x', 1)",
        "UPDATE golden_shop.product SET kind = 2",
        "DELETE FROM golden_shop.product",
        "TRUNCATE golden_shop.product",
        "CREATE TABLE golden_empty.t (id int)",
        "CREATE TABLE golden_empty.t AS SELECT * FROM golden_shop.customer",
        "CREATE VIEW golden_empty.v AS SELECT * FROM golden_shop.customer",
        "CREATE TRIGGER golden_shop.t BEFORE INSERT ON golden_shop.customer FOR EACH ROW SET @x = NEW.name",
        "ALTER TABLE golden_shop.customer ADD UNIQUE (name)",
        "CALL golden_shop.close_orders(NULL)",
        "SELECT golden_shop.세금(1)",
        "SHOW CREATE VIEW golden_shop.vip",
        "SHOW BINLOG EVENTS",
        "SHOW GRANTS FOR root@localhost",
        "SELECT * FROM mysql.global_priv",
        "SELECT * FROM mysql.db",
        "SELECT * FROM mysql.proc",
        "SELECT * FROM golden_shop.price_history FOR SYSTEM_TIME ALL",
        "SELECT NEXTVAL(golden_shop.order_number)",
        "SET GLOBAL general_log = ON",
        "SET PASSWORD FOR catalog_meta_owner@localhost = PASSWORD('x')"};
}

std::string MysqlSubject::start_log()
{
    database_.sql("SET GLOBAL log_output = 'TABLE'; TRUNCATE mysql.general_log; SET GLOBAL general_log = ON");
    logging_ = true;
    refusals_before_ = refusals();
    return {};
}

std::vector<std::string> MysqlSubject::logged_statements() const
{
    // As hexadecimal digits, because statements have lines of their own.
    std::istringstream lines(database_.sql("SELECT HEX(argument) FROM mysql.general_log WHERE command_type "
                                           "IN ('Query', 'Prepare', 'Execute') AND "
                                           "user_host LIKE " +
                                           ("'%" + std::to_string(getpid()) + "%'")));
    std::vector<std::string> statements;
    for (std::string line; std::getline(lines, line);) {
        statements.emplace_back();
        for (std::size_t i = 0; i + 1 < line.size(); i += 2)
            statements.back() += static_cast<char>(std::stoi(line.substr(i, 2), nullptr, 16));
    }
    return statements;
}

/// The server tells their number only. From 11.3 on it counts as one that it looks for the right SHOW CREATE
/// ROUTINE before it answers what is asked of information_schema.routines.
std::vector<std::string> MysqlSubject::logged_refusals() const
{
    auto number = refusals() - refusals_before_;
    if (database_.is_at_least(110300))
        for (const std::string& statement : logged_statements())
            number -= statement.find("information_schema.routines") != std::string::npos ? 1 : 0;
    return std::vector<std::string>(static_cast<std::size_t>(number), "access denied");
}

std::set<std::string> MysqlSubject::catalog_objects(const std::string& statement) const
{
    std::set<std::string> objects = of_mysql;
    if (statement.starts_with("SHOW GRANTS"))
        objects.insert("SHOW GRANTS");
    for (const SqlWord& word : sql_words(statement)) {
        if (word.text.starts_with("information_schema.") || word.text.starts_with("mysql."))
            objects.insert(word.text);
        if (!word.text.starts_with("catalog_meta."))
            continue;
        // What it reads in the account's place counts as well.
        objects.insert(word.text);
        objects.merge(catalog_objects(
            database_.sql("SELECT body FROM mysql.proc WHERE CONCAT(db, '.', name) = '" + word.text + "'")));
    }
    return objects;
}

std::unique_ptr<ContractSubject> make_subject()
{
    return std::make_unique<MysqlSubject>();
}

INSTANTIATE_TEST_SUITE_P(Mysql, ConnectorContract, testing::Values(make_subject),
                         [](const auto&) { return std::string("Server"); });

} // namespace
} // namespace colophon::contract
