// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace colophon::ingest {

/// Makes lines of bytes that come as they like. Keeps no more than one line.
class LineSplitter {
public:
    /// `line` comes without its line feed and is valid during the call.
    using Visit = std::function<void(std::string_view line)>;

    explicit LineSplitter(std::size_t longest) : longest_(longest) {}

    /// Visits each line that the bytes complete. Throws Error (too_large) once a line is over the limit.
    void feed(std::string_view bytes, const Visit& visit);
    /// What has no line feed yet.
    std::string_view rest() const { return rest_; }
    /// The number of the line that is being visited, from 1.
    std::uint64_t number() const { return number_; }

private:
    void check(std::size_t size) const;

    std::size_t longest_;
    std::string rest_;
    std::uint64_t number_ = 0;
};

} // namespace colophon::ingest
