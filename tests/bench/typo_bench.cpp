// SPDX-License-Identifier: Apache-2.0
//
// typo_bench [TERMS]: how long it takes to find the words that a misspelt one may be meant for, in one
// segment of so many distinct terms, and what the index for it costs. Nothing is asserted.
#include "search/fuzzy/similar_words.hpp"
#include "search/segment/segment_aids.hpp"
#include "search/segment/segment_builder.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <time.h>

namespace colophon::search {
namespace {

/// CPU time of the thread: others' work on the machine does not count.
double milliseconds()
{
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// Words as languages make them: syllables of few shapes, and stems with endings.
class Words {
public:
    explicit Words(std::uint64_t seed) : random_(seed) {}

    std::size_t below(std::size_t limit) { return random_() % limit; }

    std::string latin()
    {
        static constexpr const char* onsets[] = {"b",  "c",  "d", "f", "g", "h", "l",  "m",
                                                 "n",  "p",  "r", "s", "t", "v", "st", "tr",
                                                 "pr", "ch", "r", "s", "t", "n", "c",  ""};
        static constexpr const char* nuclei[] = {"a", "e", "i", "o", "u", "e", "a", "i", "ea", "ou", "io"};
        static constexpr const char* codas[] = {"", "", "", "n", "r", "s", "t", "l", "nt", "ck", "m"};
        static constexpr const char* endings[] = {"", "", "", "s", "ing", "ation", "ed", "er", "id", "data"};
        std::string made;
        for (std::size_t i = 1 + below(4); i > 0; --i)
            made += std::string(onsets[below(std::size(onsets))]) + nuclei[below(std::size(nuclei))] +
                    codas[below(std::size(codas))];
        return made + endings[below(std::size(endings))];
    }

    std::string hangul()
    {
        std::string made;
        for (std::size_t i = 2 + below(3); i > 0; --i) {
            const std::size_t pick = std::min(below(1500), below(1500)) * 7; // some are more frequent
            const auto code = static_cast<unsigned>(0xAC00 + pick);
            made += static_cast<char>(0xE0U | code >> 12U);
            made += static_cast<char>(0x80U | (code >> 6U & 0x3FU));
            made += static_cast<char>(0x80U | (code & 0x3FU));
        }
        return made;
    }

    std::string misspelt(std::string word)
    {
        for (int i = 0; i < 2 && word.size() > 3; ++i) {
            const std::size_t at = 1 + below(word.size() - 2);
            switch (below(4)) {
            case 0:
                std::swap(word[at], word[at - 1]);
                break;
            case 1:
                word.erase(at, 1);
                break;
            case 2:
                word.insert(at, 1, static_cast<char>('a' + below(26)));
                break;
            default:
                word[at] = static_cast<char>('a' + below(26));
            }
        }
        return word;
    }

private:
    std::mt19937_64 random_;
};

std::shared_ptr<const Segment> make_segment(Words& words, std::size_t terms)
{
    constexpr std::size_t words_a_document = 50;
    std::vector<SearchDocument> documents;
    for (std::size_t made = 0; made < terms * 6 / 5; made += words_a_document) {
        SearchDocument& document = documents.emplace_back();
        document.urn = std::to_string(10000000 + made);
        for (std::size_t i = 0; i < words_a_document; ++i)
            document.description += (i % 5 == 0 ? words.hangul() : words.latin()) + " ";
    }
    std::vector<const SearchDocument*> order;
    for (const SearchDocument& document : documents)
        order.push_back(&document);
    return build_segment(order);
}

void time_words(const char* name, const Snapshot& snapshot, const std::vector<std::string>& words)
{
    std::vector<double> times;
    std::size_t found = 0;
    std::string slowest;
    double worst = 0;
    for (const std::string& word : words) {
        const double start = milliseconds();
        found += similar_words(snapshot, word).size();
        times.push_back(milliseconds() - start);
        if (times.back() > worst) {
            worst = times.back();
            slowest = word;
        }
    }
    std::sort(times.begin(), times.end());
    std::printf("  %-34s p50 %7.3f ms  p95 %7.3f ms  max %7.3f ms  (%.1f found, slowest %.20s)\n", name,
                times[times.size() / 2], times[times.size() * 95 / 100], times.back(),
                static_cast<double>(found) / static_cast<double>(times.size()), slowest.c_str());
}

std::vector<std::string> of_length(Words& words, std::size_t least, std::size_t most)
{
    std::vector<std::string> made;
    while (made.size() < 2000)
        if (std::string word = words.misspelt(words.latin()); word.size() >= least && word.size() <= most)
            made.push_back(word);
    return made;
}

void run(std::size_t terms)
{
    Words words(1);
    Snapshot snapshot;
    Part part;
    part.segment = make_segment(words, terms);
    part.living = part.segment->documents();
    part.dead = std::make_shared<const DeadDocuments>((part.living + 63) / 64);
    snapshot.parts.push_back(std::move(part));
    const Segment& segment = *snapshot.parts.front().segment;
    const double start = milliseconds();
    const WordEndings& endings = segment.aids().endings(segment);
    std::printf("%u terms: index in %.0f ms, %.1f bytes a term\n", segment.terms(), milliseconds() - start,
                static_cast<double>(endings.bytes()) / segment.terms());
    time_words("4 to 7 letters, one error", snapshot, of_length(words, 4, 7));
    time_words("8 to 12 letters, two errors", snapshot, of_length(words, 8, 12));
    time_words("13 letters and more, two errors", snapshot, of_length(words, 13, 30));
    std::vector<std::string> hangul;
    for (int i = 0; i < 500; ++i)
        hangul.push_back(words.hangul());
    time_words("Hangul", snapshot, hangul);
    std::vector<std::string> hostile = {
        std::string(1024, 'a'), std::string(128, 'e'), "aaaa", "aaaaaaaa", "eeeeeeee", "ationing", "stststst",
        std::string(64, '1')};
    std::string long_hangul;
    for (int i = 0; i < 12; ++i)
        long_hangul += words.hangul().substr(0, 3);
    hostile.push_back(long_hangul);
    for (int i = 0; i < 100; ++i)
        long_hangul += "\uAC00";
    hostile.push_back(long_hangul);
    time_words("hostile", snapshot, hostile);
}

} // namespace
} // namespace colophon::search

int main(int argc, char** argv)
{
    colophon::search::run(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1000000);
}
