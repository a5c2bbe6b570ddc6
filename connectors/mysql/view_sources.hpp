// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace colophon::mysql {

/// A table or view by the two names that it has on its server.
struct QualifiedName {
    std::string database;
    std::string table;

    friend auto operator<=>(const QualifiedName&, const QualifiedName&) = default;
};

/// What a view reads, from the text that MariaDB keeps of it: names resolved, qualified and quoted, a SELECT
/// for every query in it. Sorted, each once. A name without a database is a common table expression and not
/// among them.
std::vector<QualifiedName> view_sources(std::string_view definition);

} // namespace colophon::mysql
