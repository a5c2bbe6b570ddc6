// SPDX-License-Identifier: Apache-2.0
#include "ingest/source_identity.hpp"

#include "core/fingerprint.hpp"

#include <array>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

constexpr std::array<const char*, 6> naming{"command",  "database", "env",
                                            "filename", "path",     "platform_instance"};

} // namespace

std::string source_identity(const Recipe& recipe)
{
    const auto config = nlohmann::json::parse(recipe.source.config, nullptr, false);
    nlohmann::json identity{{"source.type", recipe.source.type}};
    for (const char* name : naming)
        if (config.is_object() && config.contains(name) && !config[name].is_null())
            identity[name] = config[name];
    return fingerprint(identity.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

} // namespace colophon::ingest
