// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connection.hpp"

#include <array>
#include <colophon/connector.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <map>
#include <sys/wait.h>
#include <unistd.h>

/// A test beside a real server: a database and a role of its own, gone with the test. Skips itself unless
/// COLOPHON_TEST_POSTGRES holds the connection string of an administrator.
namespace colophon::postgres {

extern const ConnectorSpec spec;

class RecordingEmitter : public Emitter {
public:
    void emit(Proposal proposal) override
    {
        proposals.push_back(std::move(proposal));
        if (on_emit)
            std::exchange(on_emit, nullptr)();
    }
    void warn(std::string_view subject, std::string_view message) override
    {
        warnings.push_back(std::string(subject) + ": " + std::string(message));
    }
    void fail(std::string_view subject, std::string_view message) override
    {
        failures.push_back(std::string(subject) + ": " + std::string(message));
    }
    void identify(const Urn& urn, std::string_view stable_id) override
    {
        EXPECT_TRUE(identities.emplace(urn.str(), stable_id).second) << urn.str();
    }
    void progress(std::string_view, std::uint64_t, std::uint64_t) override {}

    const Proposal* find(std::string_view urn_part, std::string_view aspect) const
    {
        for (const Proposal& proposal : proposals)
            if (proposal.aspect.name == aspect && proposal.urn.str().find(urn_part) != std::string::npos)
                return &proposal;
        return nullptr;
    }
    std::string json(std::string_view urn_part, std::string_view aspect) const
    {
        const Proposal* found = find(urn_part, aspect);
        return found == nullptr ? std::string() : found->aspect.json;
    }

    std::function<void()> on_emit; ///< called once, after the first proposal
    std::vector<Proposal> proposals;
    std::map<std::string, std::string> identities; ///< stable ids by URN
    std::vector<std::string> warnings;
    std::vector<std::string> failures;
};

class PostgresServer : public testing::Test {
protected:
    void SetUp() override
    {
        const char* given = std::getenv("COLOPHON_TEST_POSTGRES");
        if (given == nullptr || *given == '\0')
            GTEST_SKIP() << "COLOPHON_TEST_POSTGRES names no server";
        administrator_ = given;
        if (version() < 120000) {
            administrator_.clear();
            GTEST_SKIP() << "the fixture has generated columns, which came with 12";
        }
        const std::string name =
            std::to_string(getpid()) + '_' + testing::UnitTest::GetInstance()->current_test_info()->name();
        database_ = database_name(name);
        role_ = "r_" + name.substr(0, 50);
        psql("CREATE DATABASE " + quote_identifier(database_) + " TEMPLATE template0 ENCODING 'UTF8'",
             "postgres");
    }

    void TearDown() override
    {
        if (administrator_.empty())
            return;
        psql("DROP DATABASE IF EXISTS " + quote_identifier(database_), "postgres");
        psql("DROP ROLE IF EXISTS " + quote_identifier(role_), "postgres");
    }

    virtual std::string database_name(const std::string& name) const
    {
        return "매장 \"" + name.substr(0, 40) + '"';
    }

    struct Output {
        int status = 0;
        std::string text;
    };

    /// Runs psql as the administrator (or as `user`), stopping at the first error.
    Output try_psql(const std::string& sql, const std::string& database, const std::string& user = {}) const
    {
        std::string file = (std::filesystem::temp_directory_path() / "colophon-sql-XXXXXX").string();
        close(mkstemp(file.data()));
        std::ofstream(file) << sql << '\n';
        std::string conninfo = administrator_ + " dbname=" + shell_free(database);
        if (!user.empty())
            conninfo += " user=" + shell_free(user) + " password=secret-of-the-test host=" + host() +
                        " port=" + port();
        std::string command = "psql -X -q -At -v ON_ERROR_STOP=1 -f " + file + " -d \"$PSQL_TARGET\" 2>&1";
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

    std::string psql(const std::string& sql, const std::string& database = {}) const
    {
        const Output output = try_psql(sql, database.empty() ? database_ : database);
        EXPECT_EQ(output.status, 0) << sql.substr(0, 500) << '\n' << output.text;
        return output.text;
    }

    void load(const std::string& file) const
    {
        std::ifstream in(std::string(COLOPHON_SOURCE_DIR) + "/connectors/postgres/" + file);
        psql(std::string{std::istreambuf_iterator<char>(in), {}});
    }

    /// The account as `grants` makes it, run twice because it may be.
    void make_account() const
    {
        const std::string sql = spec.grants({role_, {database_}});
        psql(sql);
        psql(sql);
        psql("ALTER ROLE " + quote_identifier(role_) + " PASSWORD 'secret-of-the-test'");
    }

    int version() const { return std::stoi(psql("SHOW server_version_num", "postgres")); }

    std::unique_ptr<Connector> connector(const std::string& more = {},
                                         const std::string& password = "secret-of-the-test",
                                         const std::string& host_port = {}) const
    {
        const std::string where = host_port.empty() ? host() + ':' + port() : host_port;
        std::string document =
            R"({"host_port":")" + where + R"(","username":")" + role_ + R"(","password":")" + password + '"';
        if (more.find("database") == std::string::npos)
            document += R"(,"database":")" + escaped(database_) + '"';
        document += more.empty() ? "}" : ',' + more + '}';
        return spec.make(value_or_throw(Settings::parse(spec.options, document, "source.config")));
    }

    /// A session of the administrator's beside the one under test.
    Connection second_session() const
    {
        return Connection({{"host", host()}, {"port", port()}, {"user", "postgres"}, {"dbname", database_}});
    }

    std::string host() const { return psql("\\echo :HOST", "postgres"); }
    std::string port() const { return psql("\\echo :PORT", "postgres"); }

    static std::string escaped(const std::string& text)
    {
        std::string json;
        for (const char c : text)
            json += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
        return json;
    }

    std::string administrator_;
    std::string database_;
    std::string role_;

private:
    /// A value of a connection string.
    static std::string shell_free(const std::string& value)
    {
        std::string quoted = "'";
        for (const char c : value)
            quoted += c == '\'' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
        return quoted + '\'';
    }
};

} // namespace colophon::postgres
