// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <sys/wait.h>

namespace colophon::test {

/// The interpreter that has DataHub's client, or null where the environment names none.
inline const char* client_python()
{
    return std::getenv("COLOPHON_DATAHUB_PYTHON");
}

struct ScriptResult {
    int exit_code = -1;
    std::string output;
};

/// Runs one of the project's scripts with the client's interpreter.
inline ScriptResult run_with_client(const std::string& script)
{
    const std::string command =
        "'" + std::string(client_python()) + "' " COLOPHON_SOURCE_DIR "/" + script + " 2>&1";
    ScriptResult result;
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr)
        return result;
    char buffer[4096];
    for (std::size_t got = 0; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;)
        result.output.append(buffer, got);
    const int status = pclose(pipe);
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return result;
}

} // namespace colophon::test
