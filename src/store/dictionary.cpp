// SPDX-License-Identifier: Apache-2.0
#include "store/dictionary.hpp"

#include <array>

namespace colophon::store {

namespace {

/// Actors may be many; what is remembered of them is not.
constexpr std::size_t max_remembered = 4096;

struct Statements {
    const char* by_word;
    const char* by_number;
    const char* insert;
};

constexpr std::array<Statements, 3> statements = {{
    {"SELECT no FROM aspect_name WHERE word = ?1", "SELECT word FROM aspect_name WHERE no = ?1",
     "INSERT INTO aspect_name (word) VALUES (?1)"},
    {"SELECT no FROM relationship WHERE word = ?1", "SELECT word FROM relationship WHERE no = ?1",
     "INSERT INTO relationship (word) VALUES (?1)"},
    {"SELECT no FROM actor WHERE word = ?1", "SELECT word FROM actor WHERE no = ?1",
     "INSERT INTO actor (word) VALUES (?1)"},
}};

} // namespace

Dictionary::Dictionary(sqlite::Database& database, Table table)
    : database_(database), by_word_(database, statements[static_cast<std::size_t>(table)].by_word),
      by_number_(database, statements[static_cast<std::size_t>(table)].by_number),
      insert_(database, statements[static_cast<std::size_t>(table)].insert)
{
}

std::int64_t Dictionary::number(std::string_view word)
{
    if (const auto known = find(word))
        return *known;
    insert_.run(word);
    const std::int64_t number = database_.last_row();
    remember(word, number);
    return number;
}

std::optional<std::int64_t> Dictionary::find(std::string_view word)
{
    const std::string key(word);
    if (const auto known = numbers_.find(key); known != numbers_.end())
        return known->second;
    sqlite::Rows rows = by_word_.query(word);
    if (!rows.next())
        return std::nullopt;
    remember(word, rows.integer(0));
    return rows.integer(0);
}

const std::string& Dictionary::word(std::int64_t number)
{
    if (const auto known = words_.find(number); known != words_.end())
        return known->second;
    sqlite::Rows rows = by_number_.query(number);
    if (!rows.next())
        throw sqlite::DiskFailure("the store's file is damaged, restore a backup: no word for number " +
                                  std::to_string(number));
    remember(rows.text(0), number);
    return words_.at(number);
}

void Dictionary::forget()
{
    numbers_.clear();
    words_.clear();
}

void Dictionary::remember(std::string_view word, std::int64_t number)
{
    if (numbers_.size() >= max_remembered)
        forget();
    numbers_.emplace(word, number);
    words_.emplace(number, word);
}

} // namespace colophon::store
