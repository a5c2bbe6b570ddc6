// SPDX-License-Identifier: Apache-2.0
#include "service/frequent_texts.hpp"

#include <algorithm>
#include <tuple>

namespace colophon::service {

void FrequentTexts::add(const std::string& text, std::string note, std::int64_t minute)
{
    if (const auto known = entries_.find(text); known != entries_.end()) {
        auto& entry = known->second;
        if (entry.last_minute != minute)
            ++entry.count;
        entry.last_minute = minute;
        entry.note = std::move(note);
        return;
    }
    std::uint64_t inherited = 0;
    if (entries_.size() >= capacity_) {
        const auto rarest =
            std::min_element(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
                return std::tie(a.second.count, a.second.last_minute) <
                       std::tie(b.second.count, b.second.last_minute);
            });
        inherited = rarest->second.count;
        entries_.erase(rarest);
    }
    entries_.emplace(text, Entry{inherited + 1, inherited, std::move(note), minute, minute});
}

std::vector<FrequentTexts::Row> FrequentTexts::rows(std::uint64_t least, std::size_t limit) const
{
    std::vector<Row> rows;
    for (const auto& [text, entry] : entries_)
        if (entry.count - entry.error >= least)
            rows.push_back(
                {text, entry.note, entry.count - entry.error, entry.first_minute, entry.last_minute});
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        return std::tie(b.count, a.text) < std::tie(a.count, b.text);
    });
    rows.resize(std::min(rows.size(), limit));
    return rows;
}

} // namespace colophon::service
