// SPDX-License-Identifier: Apache-2.0
#include "service/search_report.hpp"

#include "search/analysis/fold.hpp"
#include "service/keystrokes.hpp"
#include "service/private_text.hpp"

#include <algorithm>

namespace colophon::service {
namespace {

constexpr std::size_t longest_text = 200; ///< bytes; what is longer was pasted
constexpr std::size_t most_pending = 64;
constexpr std::int64_t typing_ms = 5'000;
constexpr std::int64_t ms_per_minute = 60'000;

/// Without case, width and accents, single spaces between the words.
std::string normalised(std::string_view text)
{
    std::string result;
    for (const char c : search::fold(text)) {
        const bool space = static_cast<unsigned char>(c) <= ' ';
        if (!space)
            result += c;
        else if (!result.empty() && result.back() != ' ')
            result += ' ';
    }
    if (result.ends_with(' '))
        result.pop_back();
    return result;
}

bool counts(const search::SearchQuery& query)
{
    return query.filters.empty() && query.numbers.empty() && query.cursor.empty() && !query.removed &&
           query.target == search::Target::documents && query.text.size() <= longest_text;
}

} // namespace

void SearchLog::note(const search::SearchQuery& query, const search::SearchPage& page)
{
    const bool in_vain = page.total == 0 || !page.relaxed.empty();
    if (!counts(query) || (!in_vain && !any_pending_))
        return;
    Pending asked{normalised(query.text), keystrokes(query.text), page.relaxed, page.total == 0, now_()};
    // Both forms: folding makes one word of what was typed in full width, and takes the capitals away.
    const bool secret = may_be_private(query.text) || may_be_private(asked.text);
    const std::lock_guard lock(mutex_);
    settle(asked.at_ms);
    std::erase_if(pending_, [&](const Pending& before) {
        return before.typed.size() < asked.typed.size() && asked.typed.starts_with(before.typed);
    });
    if (in_vain && !secret && !asked.text.empty())
        add(std::move(asked));
    any_pending_ = !pending_.empty();
}

void SearchLog::add(Pending asked)
{
    if (std::any_of(pending_.begin(), pending_.end(),
                    [&](const Pending& before) { return before.text == asked.text; }))
        return; // the first of them is counted when its time comes, however often it is repeated
    if (pending_.size() == most_pending) {
        count(pending_.front());
        pending_.erase(pending_.begin());
    }
    pending_.push_back(std::move(asked));
}

void SearchLog::settle(std::int64_t now)
{
    const auto fresh = std::find_if(pending_.begin(), pending_.end(),
                                    [&](const Pending& pending) { return pending.at_ms + typing_ms > now; });
    std::for_each(pending_.begin(), fresh, [this](const Pending& pending) { count(pending); });
    pending_.erase(pending_.begin(), fresh);
}

void SearchLog::count(const Pending& pending)
{
    auto& texts = pending.empty ? empty_ : relaxed_;
    texts.add(pending.text, pending.note, pending.at_ms / ms_per_minute);
}

SearchReport SearchLog::report(std::size_t limit)
{
    const auto now = now_();
    const std::lock_guard lock(mutex_);
    settle(now);
    any_pending_ = !pending_.empty();
    return {since_ms_, empty_.rows(SearchReport::least, limit), relaxed_.rows(SearchReport::least, limit)};
}

} // namespace colophon::service
