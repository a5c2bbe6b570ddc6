// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/sqlite.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace colophon::store {

/// Words that recur in many rows (names of aspects, relationships, actors), each kept once and meant by its
/// number. Remembers what it has seen; numbers never change once committed.
class Dictionary {
public:
    enum class Table { aspect_name, relationship, actor };
    Dictionary(sqlite::Database& database, Table table);

    /// Adds the word where it is new: inside a write transaction only.
    std::int64_t number(std::string_view word);
    std::optional<std::int64_t> find(std::string_view word);
    /// The reference holds until the next call. Throws DiskFailure for a number that is not there.
    const std::string& word(std::int64_t number);
    /// After a rollback, which may have taken words away.
    void forget();

private:
    void remember(std::string_view word, std::int64_t number);

    sqlite::Database& database_;
    sqlite::Statement by_word_;
    sqlite::Statement by_number_;
    sqlite::Statement insert_;
    std::unordered_map<std::string, std::int64_t> numbers_;
    std::unordered_map<std::int64_t, std::string> words_;
};

} // namespace colophon::store
