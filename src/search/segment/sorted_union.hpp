// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/bytes.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace colophon::search {

/// Visits the different texts of several sorted lists, in the order of their bytes. `text(source, i)` reads
/// element i of a list, one after the other; what it gives need not stay valid beyond the next one.
template <class Text> class SortedUnion {
public:
    /// Element `place` of list `source`.
    struct Place {
        std::uint32_t source = 0;
        std::uint32_t place = 0;
    };

    /// `counts` are the lengths of the lists.
    SortedUnion(std::span<const std::uint32_t> counts, Text text) : text_of_(std::move(text))
    {
        for (std::uint32_t source = 0; source < counts.size(); ++source) {
            heads_.push_back({0, {}, {source, 0}, counts[source]});
            read(heads_.back());
        }
        // Every list plays from its leaf; an inner node keeps the one that lost there.
        losers_.assign(heads_.size(), none);
        for (std::uint32_t source = 0; source < heads_.size(); ++source)
            play(source);
    }

    /// Goes to the first text, then from one to the next; false at the end.
    bool next()
    {
        places_.clear();
        if (heads_.empty() || is_over(heads_[winner_]))
            return false;
        const std::uint64_t beginning = heads_[winner_].beginning;
        text_.assign(heads_[winner_].text);
        do {
            Head& head = heads_[winner_];
            places_.push_back(head.at);
            ++head.at.place;
            read(head);
            play(winner_);
        } while (heads_[winner_].beginning == beginning && !is_over(heads_[winner_]) &&
                 heads_[winner_].text == text_);
        return true;
    }

    std::string_view text() const { return text_; }
    /// Where it stands, by source.
    std::span<const Place> places() const { return places_; }

private:
    struct Head {
        std::uint64_t beginning = 0; ///< of the text: tells most of them apart
        std::string_view text;
        Place at;
        std::uint32_t count = 0;
    };
    static constexpr std::uint32_t none = ~std::uint32_t{0};

    static bool is_over(const Head& head) { return head.at.place == head.count; }

    void read(Head& head) const
    {
        if (is_over(head)) {
            head.beginning = ~std::uint64_t{0};
            return;
        }
        head.text = text_of_(head.at.source, head.at.place);
        head.beginning = leading_bytes(head.text);
    }

    bool precedes(std::uint32_t one, std::uint32_t other) const
    {
        const Head& a = heads_[one];
        const Head& b = heads_[other];
        if (a.beginning != b.beginning)
            return a.beginning < b.beginning;
        if (is_over(a) || is_over(b))
            return !is_over(a) || (is_over(b) && one < other);
        const int order = a.text.compare(b.text);
        return order != 0 ? order < 0 : one < other;
    }

    void play(std::uint32_t source)
    {
        const auto lists = static_cast<std::uint32_t>(heads_.size());
        for (std::uint32_t node = (source + lists) / 2; node > 0; node /= 2) {
            std::uint32_t& loser = losers_[node];
            if (loser == none) { // the first one here waits for the other, while the tree is made
                loser = source;
                return;
            }
            if (precedes(loser, source))
                std::swap(loser, source);
        }
        winner_ = source;
    }

    Text text_of_;
    std::vector<Head> heads_; ///< by source
    std::vector<std::uint32_t> losers_;
    std::uint32_t winner_ = 0;
    std::string text_;
    std::vector<Place> places_;
};

} // namespace colophon::search
