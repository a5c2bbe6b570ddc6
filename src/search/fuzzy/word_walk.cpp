// SPDX-License-Identifier: Apache-2.0
#include "search/fuzzy/word_walk.hpp"

#include "search/analysis/fold.hpp"

#include <algorithm>
#include <vector>

namespace colophon::search {

namespace {

using Direction = WordOrder::Direction;

constexpr std::uint8_t impossible = 0x40; // above any limit, and one more still fits

bool continues_code_point(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// The bytes of the letter at the near end of `text`, which is not empty.
std::string_view near_letter(std::string_view text, Direction direction)
{
    std::size_t length = 1;
    if (direction == Direction::forward) {
        while (length < text.size() && continues_code_point(text[length]))
            ++length;
        return text.substr(0, length);
    }
    while (length < text.size() && continues_code_point(text[text.size() - length]))
        ++length;
    return text.substr(text.size() - length);
}

char32_t decode(std::string_view letter)
{
    if (letter.size() == 1)
        return static_cast<unsigned char>(letter.front());
    std::int32_t code = 0;
    return read_utf8(letter, code) == 0 ? U'\0' : static_cast<char32_t>(code);
}

std::size_t common_bytes(std::string_view a, std::string_view b, Direction direction)
{
    const std::size_t most = std::min(a.size(), b.size());
    std::size_t count = 0;
    if (direction == Direction::forward)
        while (count < most && a[count] == b[count])
            ++count;
    else
        while (count < most && a[a.size() - 1 - count] == b[b.size() - 1 - count])
            ++count;
    return count;
}

class Walk {
public:
    Walk(const WordOrder& order, const Letters& word, const ErrorLimits& limits, std::size_t& budget,
         const WordVisitor& visit)
        : order_(order), word_(word), limits_(limits), budget_(budget), visit_(visit),
          terms_(order.segment->read_terms()), width_(word.size() + 1),
          rows_((word.size() + limits.total + 1) * width_, impossible)
    {
        if (order.direction == Direction::backward)
            std::reverse(word_.begin(), word_.end());
        for (std::size_t j = 0; j <= std::min<std::size_t>(limits.total, word_.size()); ++j)
            cell(0, j) = within(static_cast<std::uint8_t>(j), j);
    }

    void run()
    {
        std::uint32_t place = order_.begin;
        while (place < order_.end && budget_ > 0) {
            --budget_;
            const std::string_view term = terms_.at(order_.number(place));
            keep_common(term);
            if (!descend(term)) {
                place = first_without(place, path_.back().bytes);
                continue;
            }
            if (const unsigned errors = cell(path_.size(), word_.size()); errors <= limits_.total)
                visit_(order_.number(place), errors);
            ++place;
        }
    }

private:
    struct Step {
        char32_t letter = 0;
        std::size_t bytes = 0; ///< of the term, this letter included
    };

    std::uint8_t& cell(std::size_t depth, std::size_t used) { return rows_[depth * width_ + used]; }

    std::uint8_t within(std::uint8_t errors, std::size_t used) const
    {
        return errors <= (used < limits_.early_letters ? limits_.early : limits_.total) ? errors : impossible;
    }

    void keep_common(std::string_view term)
    {
        const std::size_t common = common_bytes(term, last_, order_.direction);
        while (!path_.empty() && path_.back().bytes > common)
            path_.pop_back();
        last_ = term;
    }

    /// Goes down to the end of the term; false where a letter on the way, the last of the path, cannot fit.
    bool descend(std::string_view term)
    {
        std::size_t taken = path_.empty() ? 0 : path_.back().bytes;
        while (taken < term.size()) {
            const std::string_view rest = order_.direction == Direction::forward
                                              ? term.substr(taken)
                                              : term.substr(0, term.size() - taken);
            const std::string_view bytes = near_letter(rest, order_.direction);
            taken += bytes.size();
            path_.push_back({decode(bytes), taken});
            if (path_.size() > word_.size() + limits_.total || !is_alphabetic(path_.back().letter) ||
                !fill_row())
                return false;
        }
        return true;
    }

    /// The errors of the path against every beginning of the word that is near enough in length; false where
    /// nothing that goes on can fit.
    bool fill_row()
    {
        const std::size_t depth = path_.size();
        const std::size_t first = depth > limits_.total ? depth - limits_.total : 0;
        const std::size_t last = std::min(word_.size(), depth + limits_.total);
        bool fits = false;
        for (std::size_t used = first; used <= last; ++used) {
            const std::uint8_t errors = within(best(depth, used), used);
            cell(depth, used) = errors;
            fits = fits || errors != impossible;
        }
        return fits || may_exchange(depth, first, last);
    }

    std::uint8_t best(std::size_t depth, std::size_t used)
    {
        std::uint8_t errors = static_cast<std::uint8_t>(cell(depth - 1, used) + 1);
        if (used == 0)
            return errors;
        const char32_t letter = path_[depth - 1].letter;
        const bool same = letter == word_[used - 1];
        errors = std::min<std::uint8_t>(errors, static_cast<std::uint8_t>(cell(depth, used - 1) + 1));
        errors = std::min<std::uint8_t>(errors, static_cast<std::uint8_t>(cell(depth - 1, used - 1) + !same));
        if (depth > 1 && used > 1 && letter == word_[used - 2] && path_[depth - 2].letter == word_[used - 1])
            errors = std::min<std::uint8_t>(errors, static_cast<std::uint8_t>(cell(depth - 2, used - 2) + 1));
        return errors;
    }

    /// Whether the next letter may make an exchange of neighbours out of the last one, which alone was one
    /// error too many.
    bool may_exchange(std::size_t depth, std::size_t first, std::size_t last)
    {
        for (std::size_t used = first > 0 ? first - 1 : 0; used < last && used + 1 < word_.size(); ++used)
            if (word_[used + 1] == path_.back().letter &&
                within(static_cast<std::uint8_t>(cell(depth - 1, used) + 1), used + 2) != impossible)
                return true;
        return false;
    }

    /// The first place behind `place` whose term has not these bytes in common with the one there.
    std::uint32_t first_without(std::uint32_t place, std::size_t bytes)
    {
        if (order_.direction == Direction::forward)
            return terms_.first_without(std::string_view(last_).substr(0, bytes), {place + 1, order_.end});
        const auto shares = [&](std::uint32_t other) {
            return common_bytes(terms_.at(order_.number(other)), last_, Direction::backward) >= bytes;
        };
        std::uint32_t step = 1;
        std::uint32_t low = place; // shares
        while (order_.end - low > step && shares(low + step)) {
            low += step;
            step *= 2;
        }
        std::uint32_t high = order_.end - low > step ? low + step : order_.end;
        while (high - low > 1) {
            const std::uint32_t middle = low + (high - low) / 2;
            (shares(middle) ? low : high) = middle;
        }
        return high;
    }

    const WordOrder& order_;
    Letters word_; ///< in the direction of the order
    ErrorLimits limits_;
    std::size_t& budget_;
    const WordVisitor& visit_;
    TermReader terms_;
    std::size_t width_;
    std::vector<std::uint8_t> rows_; ///< by depth, then by letters of the word used up
    std::vector<Step> path_;
    std::string last_; ///< the term that the path is of
};

} // namespace

void walk_words(const WordOrder& order, const Letters& word, const ErrorLimits& limits, std::size_t& budget,
                const WordVisitor& visit)
{
    Walk(order, word, limits, budget, visit).run();
}

bool is_alphabetic(char32_t code)
{
    if (code < 0x80)
        return code >= U'a' && code <= U'z';
    return glyph_of(static_cast<std::int32_t>(code)) == Glyph::letter;
}

} // namespace colophon::search
