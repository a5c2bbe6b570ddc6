// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/connector.hpp>
#include <memory>
#include <span>
#include <string>

/// What `mysql` and `mariadb` have in common, which is all but the name: DataHub tells them apart, and so do
/// the names in the catalog.
namespace colophon::mysql {

std::unique_ptr<Connector> make_connector(const Settings& settings, std::string platform);

} // namespace colophon::mysql
