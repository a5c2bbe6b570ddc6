// SPDX-License-Identifier: Apache-2.0
#include "app/progress.hpp"

#include <array>
#include <cstdio>
#include <iostream>
#include <unistd.h>

namespace colophon::app {

namespace {

constexpr std::chrono::milliseconds pause{100};

} // namespace

ByteProgress::ByteProgress(std::string what)
    : what_(std::move(what)), terminal_(::isatty(STDERR_FILENO) == 1), next_(std::chrono::steady_clock::now())
{
}

ByteProgress::~ByteProgress()
{
    if (shown_)
        std::cerr << "\r\033[K";
}

void ByteProgress::show(std::uint64_t bytes, std::uint64_t size)
{
    const auto now = std::chrono::steady_clock::now();
    if (!terminal_ || now < next_)
        return;
    next_ = now + pause;
    shown_ = true;
    std::cerr << "\r\033[K" << what_ << ' ' << megabytes(bytes);
    if (size > 0)
        std::cerr << " of " << megabytes(size) << ", " << bytes * 100 / size << " %";
    std::cerr << std::flush;
}

std::string megabytes(std::uint64_t bytes)
{
    std::array<char, 32> text{};
    const int size = std::snprintf(text.data(), text.size(), "%.1f MB", static_cast<double>(bytes) / 1e6);
    return {text.data(), static_cast<std::size_t>(size)};
}

} // namespace colophon::app
