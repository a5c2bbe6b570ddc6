// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace colophon::ingest {

/// What is run, without a shell.
struct ExecCommand {
    std::vector<std::string> arguments; ///< the program first; looked for in PATH unless it has a slash
    std::vector<std::pair<std::string, std::string>> environment; ///< all of it
    std::string directory;                                        ///< empty: ours
};

/// A file descriptor that is closed with its owner.
class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    ~Descriptor() { close(); }
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(number_, other.number_);
        return *this;
    }
    int number() const { return number_; }
    bool is_open() const { return number_ >= 0; }
    void close();

private:
    int number_;
};

/// How a program ended.
struct ExecEnd {
    int exit_code = 0;
    int signal = 0; ///< 0: it exited by itself

    bool good() const { return exit_code == 0 && signal == 0; }
    /// `exited with code 3`
    std::string text() const;
};

/// A program that runs in a process group of its own, with nothing on its standard input, no descriptor of
/// ours, and pipes from its standard output and error. Whatever is left of the group dies with the object,
/// and no zombie stays; a descendant that left the group on purpose is out of reach. For one thread; safe
/// beside others.
class ExecProcess {
public:
    /// Throws Error: invalid_argument (it cannot be started), unavailable (too many processes, no memory).
    explicit ExecProcess(const ExecCommand& command);
    ~ExecProcess();
    ExecProcess(const ExecProcess&) = delete;
    ExecProcess& operator=(const ExecProcess&) = delete;

    /// Never blocks.
    Descriptor& output() { return output_; }
    Descriptor& errors() { return errors_; }

    /// Whether the program itself has ended; others of its group may still run.
    bool has_ended() const;
    /// Asks the group to end.
    void terminate() const;
    /// Kills what is left of the group and says how the program ended.
    ExecEnd finish();

private:
    Descriptor output_;
    Descriptor errors_;
    pid_t group_ = -1; ///< of the leader, until it is reaped
};

} // namespace colophon::ingest
