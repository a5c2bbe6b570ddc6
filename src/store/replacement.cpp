// SPDX-License-Identifier: Apache-2.0
#include "store/replacement.hpp"

#include "core/file_error.hpp"

#include <algorithm>
#include <cerrno>
#include <colophon/error.hpp>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace colophon::store {

namespace {

namespace fs = std::filesystem;

constexpr const char* staging_name = "restore.new";
constexpr const char* ready_name = "restore.ready";
constexpr const char* plan_name = "plan";

/// What makes up the state of a server. A database's log goes before the database: an old one beside a new
/// file would be read as if it were its own.
constexpr std::string_view managed[] = {"admin.token",    "tokens.db-wal",  "tokens.db-shm", "tokens.db",
                                        "catalog.db-wal", "catalog.db-shm", "catalog.db"};
constexpr std::string_view views[] = {"search"};

[[noreturn]] void refuse(const fs::path& path)
{
    refuse_file("the data directory cannot be restored", path, errno);
}

void sync(const fs::path& path)
{
    const int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (handle < 0)
        refuse(path);
    const bool synced = ::fsync(handle) == 0;
    const int error = errno;
    ::close(handle);
    errno = error;
    if (!synced)
        refuse(path);
}

void move(const fs::path& from, const fs::path& to)
{
    if (::rename(from.c_str(), to.c_str()) != 0)
        refuse(from);
}

bool is_there(const fs::path& path)
{
    struct stat status = {};
    return ::lstat(path.c_str(), &status) == 0;
}

/// The name of the former content's place, then the names of the new files.
std::vector<std::string> read_plan(const fs::path& file)
{
    std::ifstream in(file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    if (lines.empty())
        throw Error(Errc::internal,
                    "a restore that was interrupted cannot be finished, restore again: " + file.string());
    return lines;
}

void write_plan(const fs::path& staging, const std::string& former)
{
    std::string text = former + "\n";
    for (const auto& entry : fs::directory_iterator(staging)) {
        text += entry.path().filename().string() + "\n";
        sync(entry.path());
    }
    std::ofstream out(staging / plan_name);
    out << text;
    out.close();
    if (!out)
        refuse(staging / plan_name);
    sync(staging / plan_name);
    sync(staging);
}

/// Safe to repeat from any point: a new file that is still to come says that what stands in its place is old,
/// and a name that has no new file can only be old, since nobody used the directory meanwhile.
void put_in_place(const fs::path& directory, const fs::path& ready)
{
    const auto plan = read_plan(ready / plan_name);
    const auto former = directory / plan[0];
    for (const auto view : views)
        fs::remove_all(directory / view);
    for (const auto name : managed) {
        const bool has_new = std::find(plan.begin() + 1, plan.end(), name) != plan.end();
        const bool to_come = is_there(ready / name);
        if (has_new != to_come)
            continue; // this one is done
        if (is_there(directory / name)) {
            if (::mkdir(former.c_str(), S_IRWXU) != 0 && errno != EEXIST)
                refuse(former);
            move(directory / name, former / name);
        }
        if (to_come)
            move(ready / name, directory / name);
    }
    if (is_there(former))
        sync(former);
    sync(directory);
    move(ready, directory / staging_name); // without its plan it could not be told from one to finish
}

} // namespace

Replacement::Replacement(const fs::path& directory)
    : directory_(directory), staging_(directory / staging_name)
{
    std::error_code ignored;
    fs::remove_all(staging_, ignored);
    if (::mkdir(staging_.c_str(), S_IRWXU) != 0)
        refuse(staging_);
}

Replacement::~Replacement()
{
    std::error_code ignored;
    if (!committed_)
        fs::remove_all(staging_, ignored);
}

void Replacement::commit(const std::string& former)
{
    write_plan(staging_, former);
    move(staging_, directory_ / ready_name);
    committed_ = true;
    sync(directory_);
    finish_replacement(directory_);
}

void finish_replacement(const fs::path& directory)
{
    std::error_code ignored;
    fs::remove_all(directory / staging_name, ignored);
    if (!is_there(directory / ready_name))
        return;
    put_in_place(directory, directory / ready_name);
    fs::remove_all(directory / staging_name, ignored);
}

} // namespace colophon::store
