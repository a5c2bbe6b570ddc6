// SPDX-License-Identifier: Apache-2.0
#include "core/file_error.hpp"

#include <algorithm>
#include <cerrno>
#include <colophon/error.hpp>
#include <string>
#include <system_error>
#include <unistd.h>

namespace colophon {
namespace {

/// What is to be done about an error of the system.
struct Advice {
    int error;
    Errc code;
    std::string_view text;
};

constexpr std::string_view not_owned = "its files must belong to the user that runs this";
constexpr std::string_view no_space = "there is no space left, free some or enlarge the volume";
constexpr Advice advices[] = {
    {EACCES, Errc::forbidden, not_owned},
    {EPERM, Errc::forbidden, not_owned},
    {EROFS, Errc::forbidden, "the file system is read-only, mount it for writing or choose another place"},
    {ENOSPC, Errc::storage_full, no_space},
    {EDQUOT, Errc::storage_full, no_space},
    {EIO, Errc::internal, "the disk failed, the system's log says how"},
};

/// The fix that a mount takes: as a command, and as the chart's value.
std::string ownership()
{
    const auto group = std::to_string(::getegid());
    return " (chown -R " + std::to_string(::geteuid()) + ":" + group + ", in Kubernetes fsGroup: " + group +
           ")";
}

} // namespace

void refuse_file(std::string_view problem, const std::filesystem::path& path, int system_error)
{
    const auto* advice = std::ranges::find(advices, system_error, &Advice::error);
    std::string text(problem);
    if (advice != std::end(advices)) {
        text.append(", ").append(advice->text);
        if (advice->text == not_owned)
            text += ownership();
    }
    throw Error(advice != std::end(advices) ? advice->code : Errc::invalid_argument,
                text + ": " + path.string() + ": " +
                    std::error_code(system_error, std::generic_category()).message());
}

} // namespace colophon
