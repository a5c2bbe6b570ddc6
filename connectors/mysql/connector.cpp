// SPDX-License-Identifier: Apache-2.0
#include "connector.hpp"

#include "audit.hpp"
#include "extraction.hpp"
#include "grants.hpp"
#include "options.hpp"

namespace colophon::mysql {
namespace {

class MysqlConnector : public Connector {
public:
    MysqlConnector(const Settings& settings, std::string platform)
        : request_(read_request(settings, std::move(platform)))
    {
    }

    AuditReport audit() override
    {
        Connection connection(request_.connection);
        return judge(read_rights(connection));
    }

    void extract(Emitter& out, std::stop_token stop) override
    {
        Connection connection(request_.connection);
        Extraction(request_, connection, out, stop).run();
    }

private:
    Request request_;
};

std::unique_ptr<Connector> make(Settings settings)
{
    return make_connector(settings, "mysql");
}

} // namespace

std::unique_ptr<Connector> make_connector(const Settings& settings, std::string platform)
{
    return std::make_unique<MysqlConnector>(settings, std::move(platform));
}

extern const ConnectorSpec spec;
const ConnectorSpec spec{
    .name = "mysql",
    .summary = "MySQL 8 and MariaDB 10.6 and newer: databases, tables, views, routines, what views read",
    .options = options(),
    .make = make,
    .grants = grants,
    .permissions = permissions_yaml,
};

} // namespace colophon::mysql
