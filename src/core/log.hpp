// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

/// Structured log lines on standard error. Every line passes the redactor.
namespace colophon::log {

enum class Level { debug, info, warn, error };
enum class Format { text, json };

void configure(Level level, Format format);
/// Whether a line of that level would be written, for whoever would have to prepare it.
bool is_on(Level level);

/// A name and what it says; in JSON a number is a number. Names of a line are its caller's to keep apart.
struct Member {
    Member(std::string_view name_, std::string text_) : name(name_), text(std::move(text_)) {}
    template <std::integral T>
    requires(!std::same_as<T, bool>) Member(std::string_view name_, T value)
        : name(name_), text(std::to_string(value)), number(true)
    {
    }
    /// With six places: most are seconds.
    Member(std::string_view name_, double value) : name(name_), text(std::to_string(value)), number(true) {}

    std::string_view name; ///< a literal
    std::string text;
    bool number = false;
};

void debug(std::string_view message, std::initializer_list<Member> members = {});
void info(std::string_view message, std::initializer_list<Member> members = {});
void warn(std::string_view message, std::initializer_list<Member> members = {});
void error(std::string_view message, std::initializer_list<Member> members = {});
/// At whichever level.
void write(Level level, std::string_view message, std::initializer_list<Member> members);

/// Members that every line of this thread ends with while it lives, as the request that it is about. The
/// newest scope of a thread counts.
class Scope {
public:
    explicit Scope(std::vector<Member> members);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

    /// To the scope of this thread; nothing happens where there is none.
    static void add(Member member);
    static const std::vector<Member>& members(); ///< of this thread's scope

private:
    std::vector<Member> members_;
    Scope* outer_;
};

/// Members that every line of the process ends with from now on, as the run that it is.
void set_standing(std::vector<Member> members);

} // namespace colophon::log
