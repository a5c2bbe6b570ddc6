// SPDX-License-Identifier: Apache-2.0
#include "backup/target.hpp"

#include <algorithm>

namespace colophon::backup {

Pruned prune(Target& target, const Manifest& made, std::size_t keep)
{
    auto names = target.names();
    std::erase_if(names, [](const std::string& name) { return !created_in(name); });
    std::sort(names.rbegin(), names.rend()); // the time stands first in a name, the newest goes first
    Pruned pruned;
    std::size_t kept = 0;
    for (const auto& name : names) {
        const bool own = name == made.file_name();
        if (!own) {
            const auto manifest = target.manifest_of(name);
            if (!manifest || manifest->file_name() != name)
                continue;
            if (manifest->created > made.created) {
                pruned.trouble =
                    "nothing was removed: a backup there is newer than the one just made, set the "
                    "server's clock or move it away: " +
                    name;
                return pruned;
            }
        }
        if (++kept <= keep || own)
            continue;
        target.remove(name);
        pruned.removed.push_back(name);
    }
    return pruned;
}

} // namespace colophon::backup
