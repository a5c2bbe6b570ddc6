// SPDX-License-Identifier: Apache-2.0
#include "search/fuzzy/similar_words.hpp"

#include "search/analysis/fold.hpp"
#include "search/fuzzy/syllable_chain.hpp"
#include "search/segment/segment_aids.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace colophon::search {

namespace {

constexpr std::uint32_t scanned_terms = 2000; // so few are walked through without an index
constexpr std::uint32_t many_endings = 4000;
constexpr std::size_t least_half = 3;

std::string text_of(std::u32string_view letters)
{
    std::string text;
    for (const char32_t letter : letters)
        append_utf8(text, static_cast<std::int32_t>(letter));
    return text;
}

void walk_all(const Segment& segment, const Letters& word, const ErrorLimits& limits, std::size_t& budget,
              const WordVisitor& visit)
{
    for (const NumberRange& range : word_ranges(segment))
        walk_words({&segment, WordOrder::Direction::forward, range.begin, range.end}, word, limits, budget,
                   visit);
}

/// The words that end like `word` from the letter before `half` on.
WordOrder ending_from(const Segment& segment, const Letters& word, std::size_t half)
{
    return segment.aids().endings(segment).ending_with(segment,
                                                       text_of(std::u32string_view(word).substr(half - 1)));
}

/// Words with at most `early` errors until the letter `half`.
void walk_beginnings(const Segment& segment, const Letters& word, std::size_t half, unsigned errors,
                     std::size_t& budget, const WordVisitor& visit)
{
    const ErrorLimits limits{half, errors - 1, errors};
    if (limits.early > 0) {
        walk_all(segment, word, limits, budget, visit);
        return;
    }
    // Two letters before `half` can an exchange begin; those in front of it are as typed.
    const std::string beginning = text_of(std::u32string_view(word).substr(0, half - 2));
    const NumberRange range = segment.terms_with_prefix(beginning);
    walk_words({&segment, WordOrder::Direction::forward, range.begin, range.end}, word, limits, budget,
               visit);
}

class Gatherer {
public:
    void add(std::string_view text, unsigned errors, std::uint64_t documents)
    {
        SimilarWord& word = words_[std::string(text)];
        word.errors = word.documents == 0 ? errors : std::min(word.errors, errors);
        word.documents += documents;
    }

    std::vector<SimilarWord> best(std::size_t most)
    {
        std::vector<SimilarWord> all;
        for (auto& [text, word] : words_)
            all.push_back({text, word.errors, word.documents});
        const auto key = [](const SimilarWord& word) {
            return std::tuple(word.errors, ~word.documents, std::string_view(word.text));
        };
        const auto kept = static_cast<std::ptrdiff_t>(std::min(most, all.size()));
        std::partial_sort(all.begin(), all.begin() + kept, all.end(),
                          [&key](const SimilarWord& a, const SimilarWord& b) { return key(a) < key(b); });
        all.resize(static_cast<std::size_t>(kept));
        return all;
    }

private:
    std::unordered_map<std::string, SimilarWord> words_;
};

void gather_syllables(const Segment& segment, std::string_view word, const Letters& letters,
                      std::size_t& budget, Gatherer& gatherer)
{
    const unsigned allowed = allowed_errors(letters.size());
    walk_syllables(segment, word, budget, [&](std::string_view similar, std::uint32_t documents) {
        if (const unsigned errors = count_errors(letters, letters_of(similar)); errors <= allowed)
            gatherer.add(similar, errors, documents);
    });
}

void gather_terms(const Segment& segment, std::string_view word, const Letters& letters, std::size_t& budget,
                  Gatherer& gatherer)
{
    std::unordered_map<std::uint32_t, unsigned> found;
    visit_similar_terms(segment, letters, allowed_errors(letters.size()), budget,
                        [&found](std::uint32_t term, unsigned errors) {
                            const auto [place, is_new] = found.try_emplace(term, errors);
                            place->second = std::min(place->second, errors);
                        });
    TermReader terms = segment.read_terms();
    for (const auto& [term, errors] : found)
        if (const std::string_view text = terms.at(term); text != word)
            gatherer.add(text, errors, segment.postings(term).left());
}

bool is_hangul(std::string_view word)
{
    std::size_t syllables = 0;
    std::int32_t code = 0;
    for (std::size_t length = 0; (length = read_utf8(word, code)) > 0;
         word.remove_prefix(length), ++syllables)
        if (!is_syllable(static_cast<char32_t>(code)))
            return false;
    return syllables >= 2 && syllables <= max_chain_syllables;
}

} // namespace

void visit_similar_terms(const Segment& segment, const Letters& word, unsigned errors, std::size_t& budget,
                         const WordVisitor& visit)
{
    if (errors == 0 || word.size() < 4)
        return;
    if (segment.terms() < scanned_terms) {
        walk_all(segment, word, {0, 0, errors}, budget, visit);
        return;
    }
    // Until the letter `half` one error less than all of them has happened, or all have and the rest is
    // right. Where many words end like the rest, more of it is taken.
    std::size_t half = word.size() / 2 + 1;
    WordOrder order = ending_from(segment, word, half);
    while (order.end - order.begin > many_endings && half > least_half) {
        --half;
        order = ending_from(segment, word, half);
    }
    walk_beginnings(segment, word, half, errors, budget, visit);
    walk_words(order, word, {word.size() - half + 1, 0, errors}, budget, visit);
}

std::vector<SimilarWord> similar_words(const Snapshot& snapshot, std::string_view word, std::size_t most)
{
    const Letters letters = letters_of(word);
    if (allowed_errors(letters.size()) == 0)
        return {};
    const bool hangul = is_hangul(word);
    if (!hangul && !std::all_of(letters.begin(), letters.end(), is_alphabetic))
        return {};
    Gatherer gatherer;
    std::size_t budget = max_terms_looked_at;
    for (const Part& part : snapshot.parts)
        (hangul ? gather_syllables : gather_terms)(*part.segment, word, letters, budget, gatherer);
    return gatherer.best(most);
}

} // namespace colophon::search
