// SPDX-License-Identifier: Apache-2.0
#include "store/data_directory.hpp"
#include "store/replacement.hpp"
#include "support/temp_dir.hpp"

#include <csignal>
#include <dlfcn.h>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <iostream>
#include <map>
#include <sys/wait.h>
#include <unistd.h>

namespace {

/// After how many renames and removals the process dies, as by kill -9; negative: never.
int steps_left = -1;

void step()
{
    if (steps_left == 0)
        ::kill(::getpid(), SIGKILL);
    if (steps_left > 0)
        --steps_left;
}

/// The C library's own function of that name.
template <class Function> Function* real(const char* name)
{
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

} // namespace

// These stand before the C library's own.
extern "C" int rename(const char* from, const char* to) noexcept
{
    step();
    static auto* const original = real<int(const char*, const char*)>("rename");
    return original(from, to);
}

extern "C" int remove(const char* path) noexcept
{
    step();
    static auto* const original = real<int(const char*)>("remove");
    return original(path);
}

extern "C" int unlinkat(int directory, const char* name, int flags) noexcept
{
    step();
    static auto* const original = real<int(int, const char*, int)>("unlinkat");
    return original(directory, name, flags);
}

namespace colophon::store {

namespace {

namespace fs = std::filesystem;
using Files = std::map<std::string, std::string>;

void write(const fs::path& directory, const Files& files)
{
    for (const auto& [name, text] : files) {
        fs::create_directories((directory / name).parent_path());
        std::ofstream(directory / name) << text;
    }
}

Files read(const fs::path& directory)
{
    Files files;
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
        const auto name = fs::relative(entry.path(), directory).string();
        if (!entry.is_regular_file() || name == "lock")
            continue;
        std::ifstream in(entry.path());
        files[name] = std::string(std::istreambuf_iterator<char>(in), {});
    }
    return files;
}

const Files old_files{{"catalog.db", "옛것"},       {"catalog.db-wal", "옛 로그"}, {"tokens.db", "옛 토큰"},
                      {"admin.token", "옛 관리자"}, {"search/segment", "색인"},    {"메모.txt", "mine"}};
const Files new_files{{"catalog.db", "새것"}, {"tokens.db", "새 토큰"}};
const Files replaced{{"catalog.db", "새것"},
                     {"tokens.db", "새 토큰"},
                     {"메모.txt", "mine"},
                     {"former/catalog.db", "옛것"},
                     {"former/catalog.db-wal", "옛 로그"},
                     {"former/tokens.db", "옛 토큰"},
                     {"former/admin.token", "옛 관리자"}};

void replace(const fs::path& directory)
{
    const DataDirectory held(directory);
    Replacement replacement(directory);
    write(replacement.path(), new_files);
    replacement.commit("former");
}

/// Works in a process that dies after so many steps; whether it got to die.
bool dies(const fs::path& directory, int steps, const std::function<void()>& work)
{
    const pid_t child = ::fork();
    if (child == 0) {
        steps_left = steps;
        try {
            work();
        } catch (const std::exception& error) {
            std::cerr << error.what() << std::endl;
            ::_exit(1);
        }
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0) << directory;
    return WIFSIGNALED(status);
}

TEST(Replacement, PutsTheNewInPlaceAndTheOldAside)
{
    const TempDir temp;
    write(temp.path(), old_files);
    replace(temp.path());
    EXPECT_EQ(read(temp.path()), replaced);
}

TEST(Replacement, ThatIsNotCommittedWasNever)
{
    const TempDir temp;
    write(temp.path(), old_files);
    {
        const Replacement replacement(temp.path());
        write(replacement.path(), new_files);
    }
    EXPECT_EQ(read(temp.path()), old_files);
    write(temp.path() / "restore.new", new_files); // as one leaves it who was killed
    const DataDirectory held(temp.path());
    EXPECT_EQ(read(temp.path()), old_files);
}

TEST(Replacement, LeavesTheOldOrTheNewStateWhereverItIsKilled)
{
    bool died = true;
    int seen_old = 0;
    int seen_new = 0;
    for (int steps = 0; died; ++steps) {
        const TempDir temp;
        write(temp.path(), old_files);
        died = dies(temp.path(), steps, [&] { replace(temp.path()); });
        // Whoever finishes it may be killed too, at each of its own steps.
        for (int again = 0; died && dies(temp.path(), again, [&] { const DataDirectory held(temp.path()); });)
            ++again;
        const DataDirectory next(temp.path());
        const auto files = read(temp.path());
        if (files == old_files)
            ++seen_old;
        else if (files == replaced)
            ++seen_new;
        else
            ADD_FAILURE() << "neither old nor new after " << steps << " steps";
    }
    EXPECT_GE(seen_old, 1);
    EXPECT_GE(seen_new, 11) << "every rename and every removal after the one that decides";
}

} // namespace

} // namespace colophon::store
