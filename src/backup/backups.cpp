// SPDX-License-Identifier: Apache-2.0
#include "backup/backups.hpp"

#include "backup/archive.hpp"
#include "core/log.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace colophon::backup {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t piece_bytes = 256u << 10;
/// What the log may grow to whatever the disk has: a full ingestion writes it in half a minute or more.
constexpr std::uint64_t most_log_bytes = std::uint64_t{2} << 30;

std::int64_t system_now_ms()
{
    namespace chrono = std::chrono;
    return chrono::duration_cast<chrono::milliseconds>(chrono::system_clock::now().time_since_epoch())
        .count();
}

std::uint64_t size_of(const std::filesystem::path& file)
{
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    return error ? 0 : size;
}

std::filesystem::file_time_type time_of(const std::filesystem::path& file)
{
    std::error_code error;
    return std::filesystem::last_write_time(file, error);
}

/// Half of what is free is left to everything else: a backup is never why writes are refused.
std::uint64_t log_limit(const std::filesystem::path& directory, std::uint64_t log_now)
{
    std::error_code error;
    const auto space = std::filesystem::space(directory, error);
    const std::uint64_t room = error ? most_log_bytes : space.available / 2;
    return log_now + std::min(room, most_log_bytes);
}

} // namespace

struct Backups::State {
    explicit State(BackupsOptions given) : options(std::move(given)) {}

    std::int64_t now_ms() const { return options.now_ms ? options.now_ms() : system_now_ms(); }

    void end(BackupRecord record)
    {
        record.ended_ms = now_ms();
        {
            const std::lock_guard lock(mutex);
            running = false;
        }
        if (options.on_end)
            options.on_end(record);
    }

    BackupsOptions options;
    std::mutex mutex;
    bool running = false;
};

/// One backup on its way. It pins the store's log, so a thread watches how that grows.
class Backups::Stream : public http::BodySource {
public:
    Stream(std::shared_ptr<State> state, std::string who, std::string request);
    ~Stream() override;

    const Manifest& manifest() const { return writer_->manifest(); }
    std::uint64_t size() const override { return writer_->size(); }
    void read(std::string& out) override;

private:
    /// Says that the backup is over, however it came to that, the constructor's failure included.
    struct Place {
        explicit Place(State& taken) : state(taken) {}
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        ~Place() { state.end(record); }
        State& state;
        BackupRecord record;
    };

    void open(const char* name, const store::Snapshot::Alone& alone = {});
    Manifest describe();
    void pace(std::size_t bytes, Clock::time_point asked);
    void watch(const std::stop_token& stop);

    std::shared_ptr<State> state_;
    std::string who_, request_;
    Clock::time_point began_ = Clock::now();
    Place place_;
    std::vector<std::unique_ptr<store::Snapshot>> snapshots_; ///< one for each member
    std::vector<std::string> names_;
    std::optional<ArchiveWriter> writer_;
    bool begun_ = false;
    std::size_t at_ = 0;
    std::filesystem::path log_file_;
    std::uint64_t log_limit_ = 0;
    Clock::time_point due_;           ///< when the pieces so far have taken their time
    std::atomic<bool> polite_ = true; ///< others write, and the log has room for what they write meanwhile
    std::jthread watcher_;            ///< last: it uses what stands above
};

Backups::Stream::Stream(std::shared_ptr<State> state, std::string who, std::string request)
    : state_(std::move(state)), who_(std::move(who)), request_(std::move(request)), place_(*state_)
{
    const auto& directory = state_->options.directory;
    log_file_ = directory / "catalog.db-wal";
    // Tokens first: whoever is named in the catalog's changes was known before.
    if (std::filesystem::exists(directory / "tokens.db"))
        open("tokens.db");
    open("catalog.db", state_->options.alone);
    std::reverse(snapshots_.begin(), snapshots_.end());
    std::reverse(names_.begin(), names_.end());
    writer_.emplace(describe());
    const std::uint64_t given = state_->options.largest_log;
    log_limit_ = given != 0 ? given : log_limit(directory, size_of(log_file_));
    watcher_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
    log::info("backup begun", {{"actor", who_},
                               {"position", std::to_string(manifest().position)},
                               {"bytes", std::to_string(size())},
                               {"request", request_}});
}

Backups::Stream::~Stream()
{
    watcher_ = {};
    BackupRecord& record = place_.record;
    record.whole = record.bytes == size();
    record.seconds = std::chrono::duration<double>(Clock::now() - began_).count();
    const auto say = record.whole ? log::info : log::warn;
    say(record.whole ? "backup handed over" : "backup broken off",
        {{"actor", who_},
         {"position", std::to_string(record.position)},
         {"bytes", std::to_string(record.bytes)},
         {"seconds", std::to_string(record.seconds)},
         {"request", request_}});
}

void Backups::Stream::open(const char* name, const store::Snapshot::Alone& alone)
{
    snapshots_.push_back(std::make_unique<store::Snapshot>(state_->options.directory / name, alone));
    names_.emplace_back(name);
}

Manifest Backups::Stream::describe()
{
    store::Snapshot& catalog = *snapshots_.front();
    Manifest manifest;
    manifest.program = state_->options.program;
    manifest.created = utc_text(state_->now_ms() / 1000);
    manifest.position = static_cast<std::uint64_t>(catalog.integer("SELECT max(position) FROM change"));
    manifest.entities =
        static_cast<std::uint64_t>(catalog.integer("SELECT value FROM counter WHERE name = 'entities'"));
    manifest.schema = catalog.integer("PRAGMA user_version");
    for (std::size_t i = 0; i < names_.size(); ++i)
        manifest.members.push_back({names_[i], snapshots_[i]->size()});
    place_.record.position = manifest.position;
    return manifest;
}

void Backups::Stream::read(std::string& out)
{
    const std::size_t before = out.size();
    const auto asked = Clock::now();
    if (!begun_) {
        out += writer_->begin();
        begun_ = true;
    } else if (snapshots_[at_]->read(out, piece_bytes) > 0) {
        writer_->add(std::string_view(out).substr(before));
    } else {
        snapshots_[at_]->give_up("it was read to its end"); // writers need not wait for the rest
        out += writer_->next();
        ++at_;
    }
    place_.record.bytes += out.size() - before;
    pace(out.size() - before, asked);
}

/// Waits until the piece has taken its time, that on its way included. A server at rest hands over as fast as
/// the reader takes.
void Backups::Stream::pace(std::size_t bytes, Clock::time_point asked)
{
    const auto time = std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double>(static_cast<double>(bytes) / state_->options.polite_rate));
    due_ = std::max(due_, asked - time) + time;
    if (polite_)
        std::this_thread::sleep_until(due_);
}

void Backups::Stream::watch(const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any woken;
    std::unique_lock lock(mutex);
    const std::uint64_t hurry_from = size_of(log_file_) / 4 * 3 + log_limit_ / 4;
    for (auto before = time_of(log_file_); !stop.stop_requested();) {
        woken.wait_for(lock, stop, state_->options.watch_every, [] { return false; });
        const std::uint64_t now = size_of(log_file_);
        const auto written = time_of(log_file_);
        // Who writes is given way to, until the log that this keeps from being emptied is the greater
        // trouble.
        polite_ = written != before && now < hurry_from;
        before = written;
        if (stop.stop_requested() || now <= log_limit_)
            continue;
        const std::string why = "the backup was read too slowly: the store's log grew beyond " +
                                std::to_string(log_limit_ >> 20) +
                                " MiB meanwhile; read it faster, or while less is written";
        for (const auto& snapshot : snapshots_)
            snapshot->give_up(why);
        log::warn("backup given up", {{"why", why}, {"request", request_}});
        return;
    }
}

Backups::Backups(BackupsOptions options) : state_(std::make_shared<State>(std::move(options))) {}
Backups::~Backups() = default;

Backups::Begun Backups::begin(const std::string& who, const std::string& request)
{
    {
        const std::lock_guard lock(state_->mutex);
        if (state_->running)
            throw Error(Errc::conflict, "another backup is being taken, try again when it is over");
        state_->running = true;
    }
    auto stream = std::make_shared<Stream>(state_, who, request);
    return {stream->manifest(), stream};
}

bool Backups::running() const
{
    const std::lock_guard lock(state_->mutex);
    return state_->running;
}

} // namespace colophon::backup
