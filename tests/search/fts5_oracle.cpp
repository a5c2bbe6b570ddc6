// SPDX-License-Identifier: Apache-2.0
#include "search/fts5_oracle.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <sqlite3.h>
#include <stdexcept>

namespace colophon::search {

namespace {

/// Tokens as SQLite's tokenizer leaves them alone: a prefix stays a prefix.
std::string hex(std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out = "x";
    for (const char c : text) {
        out += digits[static_cast<unsigned char>(c) >> 4U];
        out += digits[static_cast<unsigned char>(c) & 15U];
    }
    return out;
}

std::string column(std::string_view kind, Field field)
{
    return std::string(kind) + std::string(field_name(field));
}

std::string columns(std::string_view kind, const std::vector<Field>& fields)
{
    std::string list = "{";
    for (const Field field : fields)
        list += column(kind, field) + ' ';
    return list + "} : ";
}

/// Names are found by their parts run together too; a qualified name's parts are those of its name.
bool is_found_joined(Field field)
{
    return field == Field::name || field == Field::column || field == Field::tag || field == Field::term ||
           field == Field::owner;
}

class Statement {
public:
    Statement(sqlite3* database, const std::string& sql) : database_(database)
    {
        if (sqlite3_prepare_v2(database, sql.c_str(), -1, &statement_, nullptr) != SQLITE_OK)
            throw std::runtime_error(sql + ": " + sqlite3_errmsg(database));
    }
    ~Statement() { sqlite3_finalize(statement_); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    Statement& bind(std::string_view text)
    {
        sqlite3_bind_text(statement_, ++bound_, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
        return *this;
    }
    Statement& bind(std::int64_t number)
    {
        sqlite3_bind_int64(statement_, ++bound_, number);
        return *this;
    }
    bool step()
    {
        const int code = sqlite3_step(statement_);
        if (code != SQLITE_ROW && code != SQLITE_DONE)
            throw std::runtime_error(sqlite3_errmsg(database_));
        return code == SQLITE_ROW;
    }
    std::string text(int index)
    {
        return {reinterpret_cast<const char*>(sqlite3_column_text(statement_, index)),
                static_cast<std::size_t>(sqlite3_column_bytes(statement_, index))};
    }
    std::int64_t number(int index) { return sqlite3_column_int64(statement_, index); }

private:
    sqlite3* database_;
    sqlite3_stmt* statement_ = nullptr;
    int bound_ = 0;
};

std::string field_columns()
{
    std::string list;
    for (const Field field : every_field())
        list += column("words_", field) + ", " + column("phrases_", field) + ", ";
    return list;
}

constexpr std::string_view separator = "between"; // begins with no x
constexpr std::string_view always = "always";

/// What stands in the columns of one field.
struct Indexed {
    std::string words, phrases;
};

void index_text(Analyzer& analyzer, Field field, std::string_view text, Indexed& indexed)
{
    for (const Token& token : analyzer.analyze(text)) {
        if (token.kind != TokenKind::pair)
            indexed.phrases += hex(token.text) + ' ';
        if (token.kind != TokenKind::pair || field != Field::qualified_name)
            indexed.words += hex(token.text) + ' ';
    }
    indexed.phrases += std::string(separator) + ' ';
    if (is_found_joined(field) && !analyzer.joined().empty())
        indexed.words += hex(analyzer.joined()) + ' ';
}

/// The column of a number.
constexpr std::string_view number_columns[] = {"updated", "usage", "downstream", "columns"};

/// The conditions of a query's filters, but for those of one facet.
std::string conditions(const SearchQuery& query, std::optional<Facet> but)
{
    std::string sql = query.removed ? "1" : "NOT removed";
    for (const NumberFilter& bounds : query.numbers)
        sql += " AND " + std::string(number_columns[static_cast<std::size_t>(bounds.number)]) +
               " BETWEEN ? AND ?";
    for (const Filter& filter : query.filters) {
        if (filter.facet == but)
            continue;
        sql += " AND id IN (SELECT document FROM value WHERE facet = ? AND value IN (";
        for (std::size_t i = 0; i < filter.values.size(); ++i)
            sql += i == 0 ? "?" : ", ?";
        sql += "))";
    }
    return sql;
}

void bind_conditions(Statement& statement, const SearchQuery& query, std::optional<Facet> but)
{
    for (const NumberFilter& bounds : query.numbers)
        statement.bind(bounds.least.value_or(std::numeric_limits<std::int64_t>::min()))
            .bind(bounds.most.value_or(std::numeric_limits<std::int64_t>::max()));
    for (const Filter& filter : query.filters) {
        if (filter.facet == but)
            continue;
        statement.bind(static_cast<std::int64_t>(filter.facet));
        for (const std::string& value : filter.values)
            statement.bind(value);
    }
}

constexpr std::string_view found = "id IN (SELECT rowid FROM texts WHERE texts MATCH ?) AND ";

} // namespace

std::vector<Field> every_field()
{
    std::vector<Field> fields;
    for (std::size_t i = 0; i < field_count; ++i)
        fields.push_back(static_cast<Field>(i));
    return fields;
}

void Fts5Oracle::Close::operator()(sqlite3* database) const
{
    sqlite3_close(database);
}

Fts5Oracle::Fts5Oracle()
{
    sqlite3* database = nullptr;
    if (sqlite3_open(":memory:", &database) != SQLITE_OK)
        throw std::runtime_error("no database in memory");
    database_.reset(database);
    for (const std::string& sql :
         {"CREATE VIRTUAL TABLE texts USING fts5(" + field_columns() +
              "facet_values, always, tokenize = ascii)",
          std::string("CREATE TABLE document (id INTEGER PRIMARY KEY, urn TEXT UNIQUE, removed INTEGER, "
                      "updated INTEGER, usage INTEGER, downstream INTEGER, columns INTEGER)"),
          std::string("CREATE TABLE value (document INTEGER, facet INTEGER, value TEXT, "
                      "PRIMARY KEY (document, facet, value)) WITHOUT ROWID")})
        Statement(database, sql).step();
}

Fts5Oracle::~Fts5Oracle() = default;

void Fts5Oracle::apply(const IndexDelta& delta)
{
    for (const std::string& urn : delta.removals)
        remove(urn);
    for (const SearchDocument& document : delta.upserts) {
        remove(document.urn);
        insert(document);
    }
}

void Fts5Oracle::remove(const std::string& urn)
{
    constexpr std::string_view of_urn = "(SELECT id FROM document WHERE urn = ?)";
    for (const std::string_view sql :
         {"DELETE FROM texts WHERE rowid = ", "DELETE FROM value WHERE document = ",
          "DELETE FROM document WHERE id = "})
        Statement(database_.get(), std::string(sql) + std::string(of_urn)).bind(urn).step();
}

void Fts5Oracle::insert(const SearchDocument& document)
{
    Statement(database_.get(), "INSERT INTO document VALUES (NULL, ?, ?, ?, ?, ?, ?)")
        .bind(document.urn)
        .bind(static_cast<std::int64_t>(document.removed))
        .bind(document.updated_ms)
        .bind(static_cast<std::int64_t>(document.usage))
        .bind(static_cast<std::int64_t>(document.downstream))
        .bind(std::ranges::count(document.texts, Field::column, &SearchDocument::Text::field))
        .step();
    const std::int64_t id = sqlite3_last_insert_rowid(database_.get());

    std::vector<Indexed> fields(field_count);
    const auto index = [&](Field field, std::string_view text) {
        index_text(analyzer_, field, text, fields[static_cast<std::size_t>(field)]);
    };
    index(Field::name, document.name);
    index(Field::qualified_name, document.qualified_name);
    index(Field::description, document.description);
    for (const SearchDocument::Text& text : document.texts)
        index(text.field, text.text);
    std::string facet_values;
    for (const SearchDocument::Value& value : document.values) {
        facet_values += hex(std::string(facet_name(value.facet)) + '=' + lower(value.value)) + ' ';
        Statement(database_.get(), "INSERT OR IGNORE INTO value VALUES (?, ?, ?)")
            .bind(id)
            .bind(static_cast<std::int64_t>(value.facet))
            .bind(value.value)
            .step();
    }
    std::string places = "?";
    for (std::size_t i = 0; i < 2 * field_count + 1; ++i)
        places += ", ?";
    Statement insertion(database_.get(), "INSERT INTO texts (rowid, " + field_columns() +
                                             "facet_values, always) VALUES (?, " + places + ")");
    insertion.bind(id);
    for (const Indexed& indexed : fields)
        insertion.bind(indexed.words).bind(indexed.phrases);
    insertion.bind(facet_values).bind(always).step();
}

Fts5Oracle::Answer Fts5Oracle::answer(const std::string& match, const SearchQuery& query)
{
    Answer answer;
    Statement hits(database_.get(), "SELECT urn FROM document WHERE " + std::string(found) +
                                        conditions(query, {}) + " ORDER BY urn");
    hits.bind(match);
    bind_conditions(hits, query, {});
    while (hits.step())
        answer.urns.push_back(hits.text(0));
    for (const Facet facet : query.facets) {
        Statement counts(
            database_.get(),
            "SELECT value, count(*) FROM document JOIN value ON document = id WHERE facet = ? AND " +
                std::string(found) + conditions(query, facet) + " GROUP BY value");
        counts.bind(static_cast<std::int64_t>(facet)).bind(match);
        bind_conditions(counts, query, facet);
        while (counts.step())
            answer.counts[facet][counts.text(0)] = static_cast<std::uint64_t>(counts.number(1));
    }
    return answer;
}

namespace fts5 {

std::string everything()
{
    return "always : " + std::string(always);
}

std::string token(std::string_view text, bool prefix, const std::vector<Field>& fields)
{
    return columns("words_", fields) + hex(text) + (prefix ? " *" : "");
}

std::string phrase(const std::vector<std::string>& tokens, bool prefix, const std::vector<Field>& fields)
{
    std::string quoted;
    for (const std::string& text : tokens)
        quoted += (quoted.empty() ? "" : " ") + hex(text);
    return columns("phrases_", fields) + '"' + quoted + '"' + (prefix ? " *" : "");
}

std::string facet_value(Facet facet, std::string_view value)
{
    return "facet_values : " + hex(std::string(facet_name(facet)) + '=' + lower(value));
}

} // namespace fts5

} // namespace colophon::search
