// SPDX-License-Identifier: Apache-2.0
#include "app/connector_lookup.hpp"

#include "core/nearest.hpp"

namespace colophon::app {

const ConnectorSpec& find_connector(std::string_view name)
{
    std::vector<std::string_view> known;
    for (const auto* spec : connectors()) {
        if (spec->name == name)
            return *spec;
        known.push_back(spec->name);
    }
    throw Error(Errc::invalid_argument, "no such connector, `colophon connectors` lists them: \"" +
                                            std::string(name) + "\"" + did_you_mean(name, known));
}

} // namespace colophon::app
