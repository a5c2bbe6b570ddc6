// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

/// Reading what a server answered, which is trusted no more than any other input.
namespace colophon::ingest {

/// The answer was not what a catalog server says. Throws Error (internal).
[[noreturn]] void refuse_answer();

/// The answer's body, an object. Throws as refuse_answer().
nlohmann::json read_object(const http::Response& answer);

/// A member's value; empty, or 0, where it is missing or of another type.
std::string text_of(const nlohmann::json& object, const char* name);
std::uint64_t number_of(const nlohmann::json& object, const char* name);
bool flag_of(const nlohmann::json& object, const char* name);

/// A member that must be an array. Throws as refuse_answer().
const nlohmann::json& array_of(const nlohmann::json& object, const char* name);

} // namespace colophon::ingest
