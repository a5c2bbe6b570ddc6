// SPDX-License-Identifier: Apache-2.0
#include "mysql_database.hpp"

#include "grant_line.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

namespace colophon::mysql {
namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

std::string json_text(const std::string& text)
{
    return replaced(replaced(text, "\\", "\\\\"), "\"", "\\\"");
}

/// For a command line of the shell's.
std::string shell_word(const std::string& text)
{
    return '\'' + replaced(text, "'", R"('\'')") + '\'';
}

} // namespace

std::string MysqlDatabase::start(const std::string& prefix)
{
    const char* given = std::getenv("COLOPHON_TEST_MARIADB");
    if (given == nullptr || *given == '\0')
        return "COLOPHON_TEST_MARIADB names no server";
    options_ = given;
    lock_ = open(given, O_RDONLY | O_CLOEXEC);
    if (lock_ < 0 || flock(lock_, LOCK_EX) != 0)
        return "cannot lock the file that COLOPHON_TEST_MARIADB names";
    prefix_ = prefix.empty() ? 't' + std::to_string(getpid()) + '_' : prefix;
    account_ = "독자 o'b`r \"" + std::to_string(getpid()) + '"';
    drop_databases();
    return {};
}

MysqlDatabase::~MysqlDatabase()
{
    if (lock_ < 0)
        return;
    if (!prefix_.empty()) {
        drop_databases();
        sql(for_test("DROP USER IF EXISTS {}"));
    }
    close(lock_);
}

void MysqlDatabase::drop_databases() const
{
    std::istringstream names(sql("SELECT REPLACE(schema_name, '`', '``') FROM information_schema.schemata "
                                 "WHERE LEFT(schema_name, LENGTH('" +
                                 prefix_ + "')) = '" + prefix_ + "'"));
    std::string drops = "SET FOREIGN_KEY_CHECKS = 0;\n";
    for (std::string name; std::getline(names, name);)
        drops += "DROP DATABASE `" + name + "`;\n";
    sql(drops);
}

MysqlDatabase::Output MysqlDatabase::try_sql(const std::string& sql, bool as_account) const
{
    std::string file = (std::filesystem::temp_directory_path() / "colophon-sql-XXXXXX").string();
    close(mkstemp(file.data()));
    std::ofstream(file) << sql << '\n';
    const std::string who = as_account ? "--no-defaults --socket=" + shell_word(socket()) +
                                             " --user=" + shell_word(account_) + " --password=" + secret
                                       : "--defaults-file=" + shell_word(options_);
    const std::string command =
        "mariadb " + who + " --default-character-set=utf8mb4 -BN --raw < " + file + " 2>&1";
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

std::string MysqlDatabase::sql(const std::string& statements) const
{
    const Output output = try_sql(statements);
    EXPECT_EQ(output.status, 0) << statements.substr(0, 500) << '\n' << output.text;
    return output.text;
}

void MysqlDatabase::load() const
{
    std::ifstream in(std::string(COLOPHON_SOURCE_DIR) + "/connectors/mysql/fixture.sql");
    sql(for_test(std::string{std::istreambuf_iterator<char>(in), {}}));
}

void MysqlDatabase::make_account() const
{
    const std::string statements = spec.grants({account_, {}});
    sql(statements);
    sql(statements);
    sql(for_test("ALTER USER {} IDENTIFIED BY '") + secret + '\'');
}

std::string MysqlDatabase::for_test(std::string sql) const
{
    return replaced(replaced(std::move(sql), "golden_", prefix_), "{}", quote_name(account_) + "@'%'");
}

std::unique_ptr<Connector> MysqlDatabase::connector(const std::string& more, const std::string& password,
                                                    const std::string& host_port,
                                                    const ConnectorSpec& of) const
{
    const std::string where = host_port.empty() ? socket() : host_port;
    std::string document = R"({"host_port":")" + json_text(where) + R"(","username":")" +
                           json_text(account_) + R"(","password":")" + json_text(password) + '"';
    if (more.find("database") == std::string::npos)
        document += R"(,"database_pattern":{"allow":[")" + prefix_ + R"("]})";
    document += more.empty() ? "}" : ',' + more + '}';
    return of.make(value_or_throw(Settings::parse(of.options, document, "source.config")));
}

Connection MysqlDatabase::second_session() const
{
    ConnectionParameters parameters;
    parameters.host = socket();
    parameters.user = option("user");
    parameters.password = option("password");
    return Connection(parameters);
}

bool MysqlDatabase::is_at_least(int version) const
{
    return second_session().version().number >= version;
}

std::string MysqlDatabase::option(const std::string& name) const
{
    std::ifstream in(options_);
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(name + '='))
            return line.substr(name.size() + 1);
    return {};
}

} // namespace colophon::mysql
