// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace colophon::app {

/// One line on a terminal that says how far something is; nothing where standard error is none.
class ByteProgress {
public:
    explicit ByteProgress(std::string what);
    ~ByteProgress();
    ByteProgress(const ByteProgress&) = delete;
    ByteProgress& operator=(const ByteProgress&) = delete;

    void show(std::uint64_t bytes, std::uint64_t size);

private:
    std::string what_;
    bool terminal_;
    bool shown_ = false;
    std::chrono::steady_clock::time_point next_;
};

/// `123.4 MB`
std::string megabytes(std::uint64_t bytes);

} // namespace colophon::app
