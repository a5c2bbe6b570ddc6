// SPDX-License-Identifier: Apache-2.0
#include "auth/token_registry.hpp"

#include "auth/admin_file.hpp"
#include "core/file_error.hpp"
#include "core/text.hpp"
#include "store/sqlite.hpp"

#include <algorithm>
#include <cerrno>
#include <colophon/urn.hpp>
#include <fcntl.h>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <unistd.h>

namespace colophon::auth {
namespace {

using store::sqlite::Database;
using store::sqlite::Rows;
using store::sqlite::Statement;

constexpr std::string_view admin_actor = "urn:li:corpuser:admin";
constexpr std::string_view admin_name = "administrator";
constexpr std::size_t max_name_bytes = 200;

std::int64_t system_now_ms()
{
    namespace chrono = std::chrono;
    return chrono::duration_cast<chrono::milliseconds>(chrono::system_clock::now().time_since_epoch())
        .count();
}

/// Tokens are few and asked for on every request: they are all kept in memory, the database makes them last.
struct Entry {
    TokenRecord record;
    Digest digest{};
};

Entry read_entry(const Rows& row)
{
    Entry entry;
    entry.record = {row.string(0),  row.string(1), row.string(2), value_or_throw(Scopes::parse(row.text(3))),
                    row.integer(4), row.integer(5)};
    const auto digest = parse_hex(row.text(6));
    if (!digest)
        throw Error(Errc::internal, "the token registry is damaged: " + entry.record.id);
    entry.digest = *digest;
    return entry;
}

void make_schema(Database& database)
{
    database.execute("PRAGMA journal_mode=WAL");
    database.execute("PRAGMA synchronous=FULL");
    database.execute("CREATE TABLE IF NOT EXISTS secret(name TEXT PRIMARY KEY, value TEXT NOT NULL)");
    database.execute(
        "CREATE TABLE IF NOT EXISTS token(id TEXT PRIMARY KEY, name TEXT NOT NULL, actor TEXT NOT NULL, "
        "scopes TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL, digest TEXT NOT NULL)");
}

/// The key of the HMACs: made once for this directory.
std::string digest_key(Database& database)
{
    Statement find(database, "SELECT value FROM secret WHERE name = 'digest_key'");
    if (auto rows = find.query(); rows.next())
        return rows.string(0);
    auto key = TokenText::make().secret;
    Statement(database, "INSERT INTO secret VALUES('digest_key', ?)").run(key);
    return key;
}

std::filesystem::path made(const std::filesystem::path& directory)
{
    std::filesystem::create_directories(directory);
    auto file = directory / "tokens.db";
    // Made here, not by SQLite: others must not be able to read it, not even before it is filled.
    const int made = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (made < 0)
        refuse_file("the tokens cannot be kept", file, errno);
    ::close(made);
    return file;
}

Result<> check(const NewToken& token)
{
    if (token.name.empty() || token.name.size() > max_name_bytes || !is_utf8(token.name))
        return failure(Errc::invalid_argument, "a token needs a name of at most 200 bytes", "name");
    if (token.user.empty() || token.user.starts_with("urn:") || !Urn::parse("urn:li:corpuser:" + token.user))
        return failure(Errc::invalid_argument, "a token needs a user whom it stands for", "user");
    if (token.scopes.str().empty())
        return failure(Errc::invalid_argument, "a token needs at least one scope of read, ingest, admin",
                       "scopes");
    if (token.lifetime < std::chrono::minutes(1) || token.lifetime > TokenRegistry::max_lifetime)
        return failure(Errc::invalid_argument, "a token lives for at least a minute and at most 365 days",
                       "lifetime_seconds");
    return {};
}

} // namespace

struct TokenRegistry::State {
    explicit State(RegistryOptions given)
        : options(std::move(given)), database(made(options.directory), store::sqlite::Access::read_write)
    {
        make_schema(database);
        key = digest_key(database);
        Statement all(database, "SELECT id, name, actor, scopes, created, expires, digest FROM token");
        for (auto rows = all.query(); rows.next();) {
            auto entry = read_entry(rows);
            entries.insert_or_assign(entry.record.id, std::move(entry));
        }
        if (!options.admin_token_file.empty())
            admin_file.emplace(options.admin_token_file, key);
    }

    std::int64_t now() const { return options.now_ms ? options.now_ms() : system_now_ms(); }

    Made add(TokenRecord record)
    {
        const auto text = TokenText::make();
        record.id = text.id;
        record.created_ms = now();
        Entry entry{record, digest_of(key, text.secret)};
        Statement(database, "INSERT INTO token VALUES(?, ?, ?, ?, ?, ?, ?)")
            .run(record.id, record.name, record.actor, record.scopes.str(), record.created_ms,
                 record.expires_ms, hex(entry.digest));
        entries.insert_or_assign(record.id, std::move(entry));
        return {std::move(record), text.str()};
    }

    bool erase(std::string_view id)
    {
        const auto found = entries.find(id);
        if (found == entries.end())
            return false;
        Statement(database, "DELETE FROM token WHERE id = ?").run(id);
        entries.erase(found);
        return true;
    }

    /// The administrator's first token is the one that never expires; an operator's own file takes its place.
    static bool is_bootstrap(const Entry& entry) { return entry.record.expires_ms == 0; }

    RegistryOptions options;
    Database database;
    std::string key;
    std::optional<AdminFile> admin_file;
    mutable std::shared_mutex mutex;
    std::map<std::string, Entry, std::less<>> entries;
};

TokenRegistry::TokenRegistry(RegistryOptions options) : state_(std::make_unique<State>(std::move(options))) {}
TokenRegistry::~TokenRegistry() = default;

Result<Principal> TokenRegistry::authenticate(std::string_view text) const
{
    if (state_->admin_file && state_->admin_file->matches(text))
        return Principal{std::string(admin_actor), "file", Scopes::all()};
    const auto refusal = [] {
        return failure(Errc::unauthenticated, "the token is not known, or no longer valid");
    };
    const auto token = TokenText::parse(text);
    if (!token)
        return refusal();
    const auto digest = digest_of(state_->key, token->secret);
    const std::shared_lock lock(state_->mutex);
    const auto found = state_->entries.find(token->id);
    if (found == state_->entries.end() || !equal(found->second.digest, digest))
        return refusal();
    const auto& record = found->second.record;
    const bool expired = record.expires_ms != 0 && record.expires_ms <= state_->now();
    const bool replaced = State::is_bootstrap(found->second) && state_->admin_file.has_value();
    if (expired || replaced)
        return refusal();
    return Principal{record.actor, record.id, record.scopes};
}

Result<TokenRegistry::Made> TokenRegistry::create(const NewToken& token)
{
    if (auto good = check(token); !good)
        return tl::unexpected(good.error());
    const std::unique_lock lock(state_->mutex);
    TokenRecord record;
    record.name = token.name;
    record.actor = "urn:li:corpuser:" + token.user;
    record.scopes = token.scopes;
    record.expires_ms = state_->now() + std::chrono::milliseconds(token.lifetime).count();
    return state_->add(std::move(record));
}

std::vector<TokenRecord> TokenRegistry::list() const
{
    std::vector<TokenRecord> records;
    {
        const std::shared_lock lock(state_->mutex);
        for (const auto& [id, entry] : state_->entries)
            records.push_back(entry.record);
    }
    std::sort(records.begin(), records.end(), [](const TokenRecord& a, const TokenRecord& b) {
        return std::tie(a.created_ms, a.id) < std::tie(b.created_ms, b.id);
    });
    return records;
}

TokenRegistry::Count TokenRegistry::count() const
{
    const auto now = state_->now();
    const std::shared_lock lock(state_->mutex);
    const auto expired = std::count_if(state_->entries.begin(), state_->entries.end(), [&](const auto& row) {
        const auto end = row.second.record.expires_ms;
        return end != 0 && end <= now;
    });
    const auto gone = static_cast<std::size_t>(expired);
    return {state_->entries.size() - gone, gone};
}

bool TokenRegistry::revoke(std::string_view id)
{
    const std::unique_lock lock(state_->mutex);
    return state_->erase(id);
}

std::string TokenRegistry::reset_admin()
{
    const std::unique_lock lock(state_->mutex);
    std::vector<std::string> old;
    for (const auto& [id, entry] : state_->entries)
        if (State::is_bootstrap(entry))
            old.push_back(id);
    TokenRecord record;
    record.name = admin_name;
    record.actor = admin_actor;
    record.scopes = Scopes::all();
    auto text = state_->add(std::move(record)).text;
    write_private_file(state_->options.directory / "admin.token", text + "\n");
    for (const auto& id : old)
        state_->erase(id);
    return text;
}

bool TokenRegistry::has_admin() const
{
    const std::shared_lock lock(state_->mutex);
    return std::any_of(state_->entries.begin(), state_->entries.end(),
                       [](const auto& row) { return State::is_bootstrap(row.second); });
}

} // namespace colophon::auth
