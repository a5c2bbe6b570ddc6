// SPDX-License-Identifier: Apache-2.0
#include "search/fuzzy/syllable_chain.hpp"

#include "search/analysis/fold.hpp"
#include "search/fuzzy/letters.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace colophon::search {

namespace {

constexpr unsigned most_differences = 2;

class ChainWalk {
public:
    ChainWalk(const Segment& segment, std::string_view word, std::size_t& budget,
              const std::function<void(std::string_view, std::uint32_t)>& visit)
        : segment_(segment), terms_(segment.read_terms()), budget_(budget), visit_(visit)
    {
        std::int32_t code = 0;
        for (std::size_t length = 0; (length = read_utf8(word, code)) > 0; word.remove_prefix(length))
            word_ += static_cast<char32_t>(code);
    }

    void run()
    {
        const std::uint32_t end = segment_.lower_bound_term("\uD7A4");
        std::uint32_t gram = segment_.lower_bound_term("\uAC00");
        while (gram < end && budget_ > 0) {
            --budget_;
            const std::string first(terms_.at(gram).substr(0, syllable_bytes));
            const NumberRange same{gram, terms_.first_without(first, {gram + 1, end})};
            if (const unsigned cost = differing_jamo(code_of(first), word_[0]); cost <= most_differences) {
                chain_ = first;
                extend(1, same, cost, std::numeric_limits<std::uint32_t>::max());
            }
            gram = same.end;
        }
    }

private:
    static char32_t code_of(std::string_view syllable)
    {
        std::int32_t code = 0;
        read_utf8(syllable, code);
        return static_cast<char32_t>(code);
    }

    /// Adds the syllables that follow, given the grams that begin with the last of the chain.
    void extend(std::size_t at, NumberRange grams, unsigned cost, std::uint32_t documents)
    {
        if (cost == most_differences) { // what follows is as typed
            follow(at, documents);
            return;
        }
        TermReader terms = segment_.read_terms(); // the walk goes on below
        for (std::uint32_t gram = grams.begin; gram < grams.end && budget_ > 0; ++gram) {
            --budget_;
            const std::string_view term = terms.at(gram);
            if (term.size() != 2 * syllable_bytes)
                continue;
            const std::string_view next = term.substr(syllable_bytes);
            if (!is_syllable(code_of(next)))
                continue;
            const unsigned sum = cost + differing_jamo(code_of(next), word_[at]);
            if (sum <= most_differences)
                step(at, next, sum, std::min(documents, segment_.postings(gram).left()));
        }
    }

    void step(std::size_t at, std::string_view next, unsigned cost, std::uint32_t documents)
    {
        const std::size_t length = chain_.size();
        chain_ += next;
        if (at + 1 == word_.size()) {
            if (cost > 0)
                visit_(chain_, documents);
        } else {
            extend(at + 1, cost == most_differences ? NumberRange{} : segment_.terms_with_prefix(next), cost,
                   documents);
        }
        chain_.resize(length);
    }

    void follow(std::size_t at, std::uint32_t documents)
    {
        const std::size_t length = chain_.size();
        for (; at < word_.size() && budget_ > 0; ++at) {
            --budget_;
            append_utf8(chain_, static_cast<std::int32_t>(word_[at]));
            const auto gram =
                segment_.find_term(std::string_view(chain_).substr(chain_.size() - 2 * syllable_bytes));
            if (!gram)
                break;
            documents = std::min(documents, segment_.postings(*gram).left());
        }
        if (at == word_.size())
            visit_(chain_, documents);
        chain_.resize(length);
    }

    const Segment& segment_;
    TermReader terms_; ///< of the first gram
    std::size_t& budget_;
    const std::function<void(std::string_view, std::uint32_t)>& visit_;
    std::u32string word_;
    std::string chain_;
};

} // namespace

void walk_syllables(const Segment& segment, std::string_view word, std::size_t& budget,
                    const std::function<void(std::string_view, std::uint32_t)>& visit)
{
    ChainWalk(segment, word, budget, visit).run();
}

} // namespace colophon::search
