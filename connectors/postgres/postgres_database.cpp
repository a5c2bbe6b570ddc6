// SPDX-License-Identifier: Apache-2.0
#include "postgres_database.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace colophon::postgres {
namespace {

/// A value of a connection string.
std::string conninfo_value(const std::string& value)
{
    std::string quoted = "'";
    for (const char c : value)
        quoted += c == '\'' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
    return quoted + '\'';
}

std::string json_text(const std::string& text)
{
    std::string json;
    for (const char c : text)
        json += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
    return json;
}

} // namespace

std::string PostgresDatabase::start(const std::string& database)
{
    const char* given = std::getenv("COLOPHON_TEST_POSTGRES");
    if (given == nullptr || *given == '\0')
        return "COLOPHON_TEST_POSTGRES names no server";
    administrator_ = given;
    if (version() < 120000) {
        administrator_.clear();
        return "the fixture has generated columns, which came with 12";
    }
    std::string test =
        std::to_string(getpid()) + '_' + testing::UnitTest::GetInstance()->current_test_info()->name();
    std::erase(test, '/');
    database_ = database.empty() ? "매장 \"" + test.substr(0, 40) + '"' : database;
    role_ = "r_" + test.substr(0, 50);
    psql("DROP DATABASE IF EXISTS " + quote_identifier(database_), "postgres");
    psql("CREATE DATABASE " + quote_identifier(database_) + " TEMPLATE template0 ENCODING 'UTF8'",
         "postgres");
    return {};
}

PostgresDatabase::~PostgresDatabase()
{
    if (administrator_.empty())
        return;
    psql("DROP DATABASE IF EXISTS " + quote_identifier(database_), "postgres");
    psql("DROP ROLE IF EXISTS " + quote_identifier(role_), "postgres");
}

PostgresDatabase::Output PostgresDatabase::try_psql(const std::string& sql, const std::string& database,
                                                    const std::string& user) const
{
    std::string file = (std::filesystem::temp_directory_path() / "colophon-sql-XXXXXX").string();
    close(mkstemp(file.data()));
    std::ofstream(file) << sql << '\n';
    std::string conninfo = administrator_ + " dbname=" + conninfo_value(database);
    if (!user.empty())
        conninfo +=
            " user=" + conninfo_value(user) + " password=" + secret + " host=" + host() + " port=" + port();
    const std::string command = "psql -X -q -At -v ON_ERROR_STOP=1 -f " + file + " -d \"$PSQL_TARGET\" 2>&1";
    setenv("PSQL_TARGET", conninfo.c_str(), 1);
    Output output;
    FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 4096> piece{};
    while (const std::size_t read = fread(piece.data(), 1, piece.size(), pipe))
        output.text.append(piece.data(), read);
    const int status = pclose(pipe);
    output.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    std::filesystem::remove(file);
    while (!output.text.empty() && output.text.back() == '\n')
        output.text.pop_back();
    return output;
}

std::string PostgresDatabase::psql(const std::string& sql, const std::string& database) const
{
    const Output output = try_psql(sql, database.empty() ? database_ : database);
    EXPECT_EQ(output.status, 0) << sql.substr(0, 500) << '\n' << output.text;
    return output.text;
}

void PostgresDatabase::load(const std::string& file) const
{
    std::ifstream in(std::string(COLOPHON_SOURCE_DIR) + "/connectors/postgres/" + file);
    psql(std::string{std::istreambuf_iterator<char>(in), {}});
}

void PostgresDatabase::make_account() const
{
    const std::string sql = spec.grants({role_, {database_}});
    psql(sql);
    psql(sql);
    psql("ALTER ROLE " + quote_identifier(role_) + " PASSWORD " + quote_literal(secret));
}

std::string PostgresDatabase::for_account(std::string sql) const
{
    for (auto at = sql.find('@'); at != std::string::npos; at = sql.find('@', at))
        sql.replace(at, 1, quote_identifier(role_));
    return sql;
}

std::unique_ptr<Connector> PostgresDatabase::connector(const std::string& more, const std::string& password,
                                                       const std::string& host_port) const
{
    const std::string where = host_port.empty() ? host() + ':' + port() : host_port;
    std::string document =
        R"({"host_port":")" + where + R"(","username":")" + role_ + R"(","password":")" + password + '"';
    if (more.find("database") == std::string::npos)
        document += R"(,"database":")" + json_text(database_) + '"';
    document += more.empty() ? "}" : ',' + more + '}';
    return spec.make(value_or_throw(Settings::parse(spec.options, document, "source.config")));
}

Connection PostgresDatabase::second_session() const
{
    return Connection({{"host", host()}, {"port", port()}, {"user", "postgres"}, {"dbname", database_}});
}

} // namespace colophon::postgres
