// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

/// Structured log lines on standard error. Every line passes the redactor.
namespace colophon::log {

enum class Level { debug, info, warn, error };
enum class Format { text, json };

void configure(Level level, Format format);

using Member = std::pair<std::string_view, std::string>;
void debug(std::string_view message, std::initializer_list<Member> members = {});
void info(std::string_view message, std::initializer_list<Member> members = {});
void warn(std::string_view message, std::initializer_list<Member> members = {});
void error(std::string_view message, std::initializer_list<Member> members = {});

} // namespace colophon::log
