// SPDX-License-Identifier: Apache-2.0
#include "ingest/timestamp.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <random>
#include <string_view>

namespace colophon::ingest {
namespace {

std::string formatted(std::int64_t epoch_ms, const char* form)
{
    const std::time_t seconds = epoch_ms / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 64> text{};
    return {text.data(), std::strftime(text.data(), text.size(), form, &parts)};
}

} // namespace

std::int64_t epoch_ms(std::chrono::system_clock::time_point time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

std::string utc_text(std::int64_t epoch_ms)
{
    std::array<char, 8> fraction{};
    std::snprintf(fraction.data(), fraction.size(), ".%03dZ", static_cast<int>(epoch_ms % 1000));
    return formatted(epoch_ms, "%Y-%m-%dT%H:%M:%S") + fraction.data();
}

std::string make_run_id(const std::string& source, std::int64_t epoch_ms)
{
    static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::random_device random;
    std::uniform_int_distribution<std::size_t> place(0, letters.size() - 1);
    std::string id = source + formatted(epoch_ms, "-%Y_%m_%d-%H_%M_%S-");
    for (int i = 0; i < 6; ++i)
        id += letters[place(random)];
    return id;
}

} // namespace colophon::ingest
