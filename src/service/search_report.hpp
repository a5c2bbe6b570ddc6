// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"
#include "service/frequent_texts.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace colophon::service {

/// What people looked for in vain since the server started.
struct SearchReport {
    static constexpr std::uint64_t least = 3; ///< minutes in which a query was seen before it is shown

    std::int64_t since_ms = 0;
    std::vector<FrequentTexts::Row> empty;   ///< nothing was found
    std::vector<FrequentTexts::Row> relaxed; ///< only a looser reading found something; `note` names it
};

/// Gathers that report. It knows nothing of who asked, forgets what may be private before it is counted (see
/// may_be_private), what is long, what was still being typed, and everything with the process. Safe from many
/// threads.
class SearchLog {
public:
    using Clock = std::function<std::int64_t()>; ///< milliseconds since 1970

    explicit SearchLog(Clock now) : now_(std::move(now)), since_ms_(now_()) {}

    /// A search and how it ended. Only whole searches of everything count: what filters, pages and ranges
    /// leave of an answer says nothing of the catalog's words.
    void note(const search::SearchQuery& query, const search::SearchPage& page);
    SearchReport report(std::size_t limit);

private:
    /// A query that may go on being typed.
    struct Pending {
        std::string text;
        std::string typed; ///< see keystrokes()
        std::string note;
        bool empty = false;
        std::int64_t at_ms = 0;
    };

    void add(Pending asked);
    void settle(std::int64_t now);
    void count(const Pending& pending);

    Clock now_;
    std::int64_t since_ms_;
    std::mutex mutex_;
    std::vector<Pending> pending_; ///< oldest first
    std::atomic<bool> any_pending_ = false;
    FrequentTexts empty_{1'000};
    FrequentTexts relaxed_{1'000};
};

} // namespace colophon::service
