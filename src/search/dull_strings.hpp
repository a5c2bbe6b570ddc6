// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace colophon::search {

/// Remembers some strings of segments that hold nothing of a query: the tables of a page share names of
/// columns, which need not be read again. Forgets when there is no room; never takes one for another.
class DullStrings {
public:
    bool knows(const void* segment, std::uint32_t string) const
    {
        const Entry& entry = entries_[place(string)];
        return entry.segment == segment && entry.string == string;
    }
    void remember(const void* segment, std::uint32_t string) { entries_[place(string)] = {segment, string}; }

private:
    struct Entry {
        const void* segment = nullptr;
        std::uint32_t string = 0;
    };
    static constexpr std::size_t places = 256;
    static std::size_t place(std::uint32_t string) { return string % places; }

    std::array<Entry, places> entries_{};
};

} // namespace colophon::search
