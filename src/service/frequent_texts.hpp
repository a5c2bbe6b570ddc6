// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace colophon::service {

/// The most frequent of endlessly many texts, in bounded memory: a new text takes the place of the rarest
/// one, and may have been seen as often as that before (the "space saving" sketch). A text counts once in a
/// minute, however often it comes. For one thread at a time.
class FrequentTexts {
public:
    explicit FrequentTexts(std::size_t capacity) : capacity_(capacity) {}

    struct Row {
        std::string text;
        std::string note;        ///< of the last time
        std::uint64_t count = 0; ///< minutes in which it was certainly seen
        std::int64_t first_minute = 0;
        std::int64_t last_minute = 0;
    };

    void add(const std::string& text, std::string note, std::int64_t minute);
    /// Most frequent first, then by text; only those that were seen in at least so many minutes.
    std::vector<Row> rows(std::uint64_t least, std::size_t limit) const;
    std::size_t size() const { return entries_.size(); }

private:
    struct Entry {
        std::uint64_t count = 0;
        std::uint64_t error = 0; ///< how much of it may belong to texts before it
        std::string note;
        std::int64_t first_minute = 0;
        std::int64_t last_minute = 0;
    };

    std::size_t capacity_;
    std::unordered_map<std::string, Entry> entries_;
};

} // namespace colophon::service
