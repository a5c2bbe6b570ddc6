// SPDX-License-Identifier: Apache-2.0
#include "../mysql/connector.hpp"

#include "../mysql/grants.hpp"
#include "../mysql/options.hpp"

namespace colophon::mariadb {

extern const std::string_view permissions_yaml;

namespace {

std::unique_ptr<Connector> make(Settings settings)
{
    return mysql::make_connector(settings, "mariadb");
}

} // namespace

extern const ConnectorSpec spec;
const ConnectorSpec spec{
    .name = "mariadb",
    .summary = "MariaDB 10.6 and newer, named as DataHub's mariadb source does; reads as mysql",
    .options = mysql::options(),
    .make = make,
    .grants = mysql::grants,
    .permissions = permissions_yaml,
};

} // namespace colophon::mariadb
