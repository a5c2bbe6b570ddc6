// SPDX-License-Identifier: Apache-2.0
#include "sample.hpp"

#include "search/analysis/analyzer.hpp"
#include "search/analysis/particles.hpp"
#include "vocabulary.hpp"

#include <algorithm>
#include <unordered_set>

namespace colophon::search::bench {

namespace {

constexpr std::size_t hangul_bytes = 3;

bool is_word(const Token& token)
{
    return token.kind == TokenKind::part && token.text.size() >= 2 &&
           std::all_of(token.text.begin(), token.text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

} // namespace

std::vector<std::string> latin_words(std::string_view text)
{
    Analyzer analyzer;
    std::vector<std::string> words;
    for (const Token& token : analyzer.analyze(text))
        if (is_word(token))
            words.emplace_back(token.text);
    return words;
}

Sample::Sample(const Corpus& corpus, std::size_t documents)
{
    std::unordered_set<std::string> seen;
    std::string names;
    const auto read = [&](std::string_view text) {
        for (std::string& word : latin_words(text))
            seen.insert(std::move(word));
        names += text;
        names += ' ';
    };
    std::string all_names;
    for (std::size_t number = 0; number < documents; ++number) {
        const SearchDocument& document = documents_.emplace_back(corpus.make(number));
        seen.clear();
        names.clear();
        read(document.qualified_name);
        read(document.description);
        for (const SearchDocument::Text& text : document.texts)
            read(text.text);
        for (const std::string& word : seen)
            ++frequency_[word];
        if (static_cast<unsigned char>(document.name.front()) >= 0x80)
            all_names += names;
    }
    for (const auto& [word, count] : frequency_)
        by_frequency_.push_back(word);
    std::sort(by_frequency_.begin(), by_frequency_.end(), [this](const auto& a, const auto& b) {
        const std::uint32_t left = frequency_.at(a), right = frequency_.at(b);
        return left != right ? left > right : a < b;
    });
    // A word that ends like a particle would be found without its end as well, by our engine alone.
    for (const std::string& word : vocabulary().korean)
        if (particle_begin(word) == word.size() / hangul_bytes && all_names.find(word) != std::string::npos)
            korean_.push_back(word);
}

double Sample::share(const std::string& word) const
{
    const auto found = frequency_.find(word);
    return found == frequency_.end()
               ? 0
               : static_cast<double>(found->second) / static_cast<double>(documents_.size());
}

const std::string& Sample::word(Random& random, double least, double most) const
{
    const auto rarer = [this](const std::string& word, double limit) { return share(word) > limit; };
    const auto first = std::lower_bound(by_frequency_.begin(), by_frequency_.end(), most, rarer);
    const auto last = std::lower_bound(first, by_frequency_.end(), least, rarer);
    const std::size_t at = static_cast<std::size_t>(first - by_frequency_.begin());
    const std::size_t size = std::max<std::size_t>(1, static_cast<std::size_t>(last - first));
    return by_frequency_[std::min(at + random.below(size), by_frequency_.size() - 1)];
}

const std::string& Sample::korean_word(Random& random, std::size_t least_syllables) const
{
    for (;;)
        if (const std::string& word = korean_[random.zipf(korean_.size())];
            word.size() >= least_syllables * hangul_bytes)
            return word;
}

} // namespace colophon::search::bench
