// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connectors/contract/recording_emitter.hpp"
#include "connectors/contract/subject.hpp"

#include <functional>
#include <gmock/gmock.h>

/// What every connector promises, asked of it beside a real server. A connector's folder instantiates the
/// suite:
///
///     INSTANTIATE_TEST_SUITE_P(Postgres, ConnectorContract, testing::Values(make_subject));
namespace colophon::contract {

using MakeSubject = std::unique_ptr<ContractSubject> (*)();

class ConnectorContract : public testing::TestWithParam<MakeSubject> {
protected:
    void SetUp() override
    {
        subject_ = GetParam()();
        if (const std::string why = subject_->start(); !why.empty())
            GTEST_SKIP() << why;
    }

    std::unique_ptr<Connector> connector(const std::string& more = {}) const
    {
        return subject_->connector(subject_->server(), more);
    }

    RecordingEmitter run(const std::string& more = {}) const { return extracted(*connector(more)); }

    /// A table with a key, a label and a row in it.
    void create_table(const std::string& name) const
    {
        const std::string table = subject_->table(name);
        subject_->execute("CREATE TABLE " + table +
                          " (id integer PRIMARY KEY, label varchar(40) DEFAULT '없음' NOT NULL)");
        subject_->execute("INSERT INTO " + table + " VALUES (1, 'canary of " + std::to_string(name.size()) +
                          "')");
    }

    /// What URNs of the table hold, up to and with the comma behind its name.
    std::string in_urn(std::string_view name) const;

    std::unique_ptr<ContractSubject> subject_;
};

/// Names that hurt whoever quotes or splits them carelessly; an engine may refuse some.
std::vector<std::string> hostile_names();

} // namespace colophon::contract
