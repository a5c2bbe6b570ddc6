// SPDX-License-Identifier: Apache-2.0
//
// typo_bench [TERMS]: how long it takes to find the words that a misspelt one may be meant for, in one
// segment of so many distinct terms, and what the index for it costs. Nothing is asserted.
#include "search/fuzzy/similar_words.hpp"
#include "search/segment/segment_aids.hpp"
#include "search/segment/segment_builder.hpp"
#include "search/suggester.hpp"

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

Part part_of(std::shared_ptr<const Segment> segment)
{
    Part part;
    part.segment = std::move(segment);
    part.living = part.segment->documents();
    part.dead = std::make_shared<const DeadDocuments>((part.living + 63) / 64);
    return part;
}

/// The time that each of some calls takes, and the slowest.
template <class Call> void time_calls(const char* name, const std::vector<std::string>& texts, Call call)
{
    std::vector<double> times;
    std::size_t found = 0;
    std::string slowest;
    double worst = 0;
    for (const std::string& text : texts) {
        const double start = milliseconds();
        found += call(text);
        times.push_back(milliseconds() - start);
        if (times.back() > worst) {
            worst = times.back();
            slowest = text;
        }
    }
    std::sort(times.begin(), times.end());
    std::printf("  %-34s p50 %7.3f ms  p95 %7.3f ms  max %7.3f ms  (%.1f found, slowest %.20s)\n", name,
                times[times.size() / 2], times[times.size() * 95 / 100], times.back(),
                static_cast<double>(found) / static_cast<double>(times.size()), slowest.c_str());
}

void time_words(const char* name, const Snapshot& snapshot, const std::vector<std::string>& words)
{
    time_calls(name, words,
               [&snapshot](const std::string& word) { return similar_words(snapshot, word).size(); });
}

std::vector<std::string> of_length(Words& words, std::size_t least, std::size_t most)
{
    std::vector<std::string> made;
    while (made.size() < 2000)
        if (std::string word = words.misspelt(words.latin()); word.size() >= least && word.size() <= most)
            made.push_back(word);
    return made;
}

void time_typos(std::size_t terms)
{
    Words words(1);
    Snapshot snapshot;
    snapshot.parts.push_back(part_of(make_segment(words, terms)));
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

/// Data sets of four columns of their own and four that many have.
std::shared_ptr<const Segment> make_catalog(Words& words, std::size_t first, std::size_t count)
{
    std::vector<SearchDocument> documents;
    for (std::size_t i = 0; i < count; ++i) {
        SearchDocument& document = documents.emplace_back();
        document.urn = std::to_string(10000000 + first + i);
        document.name = words.latin() + "_" + words.latin();
        document.usage = static_cast<std::uint32_t>(words.below(3) == 0 ? words.below(500) : 0);
        for (int column = 0; column < 4; ++column)
            document.texts.push_back(
                {Field::column, (column == 0 ? words.hangul() : words.latin()) + "_" + words.latin()});
        for (const char* stem : {"user", "reservation", "created", "예약"})
            document.texts.push_back(
                {Field::column,
                 std::string(stem) + "_" + std::to_string(std::min(words.below(40), words.below(40)))});
    }
    std::vector<const SearchDocument*> order;
    for (const SearchDocument& document : documents)
        order.push_back(&document);
    return build_segment(order);
}

/// One after the other, some documents die between keystrokes.
void let_die(Part& part, std::size_t count, Words& words)
{
    DeadDocuments dead = *part.dead;
    for (; count > 0; --count) {
        const std::size_t document = words.below(part.segment->documents());
        dead[document / 64] |= std::uint64_t{1} << (document % 64);
    }
    part.dead = std::make_shared<const DeadDocuments>(std::move(dead));
}

void time_suggestions(std::size_t names)
{
    Words words(2);
    Snapshot snapshot;
    std::size_t made = 0;
    for (const std::size_t share : {75, 15, 8, 2}) { // percent
        const std::size_t count = names / 5 * share / 100;
        snapshot.parts.push_back(part_of(make_catalog(words, made, count)));
        made += count;
    }
    double took = 0;
    std::size_t bytes = 0;
    for (const Part& part : snapshot.parts) {
        const double start = milliseconds();
        bytes += part.segment->aids().completions(*part.segment).bytes();
        took += milliseconds() - start;
    }
    std::printf("%zu data sets: completions in %.0f ms, %.1f bytes a name\n", made, took,
                static_cast<double>(bytes) / static_cast<double>(names));
    const auto call = [&snapshot](const std::string& typed) { return suggest(snapshot, typed, 10).size(); };
    std::vector<std::string> letters, two, prefixes, several, hangul;
    for (char letter = 'a'; letter <= 'z'; ++letter)
        letters.emplace_back(1, letter);
    for (int i = 0; i < 300; ++i) {
        const std::string word = words.latin() + "_" + words.latin();
        two.push_back(word.substr(0, 2));
        prefixes.push_back(word.substr(0, 3 + words.below(word.size())));
        several.push_back(words.latin() + " " + words.latin().substr(0, 2));
        hangul.push_back(words.hangul().substr(0, 3 * (1 + words.below(2))));
    }
    hangul.insert(hangul.end(), {"ㅇ", "예", "예ㅇ", "옝", "ㄱ"});
    std::vector<std::string> common = {"user", "reservation", "created", "예약", "created_1", "user r"};
    for (const char* state : {"nothing dead", "20 died before each class", "1,000 died before each class"}) {
        const std::size_t deaths = state[0] == 'n' ? 0 : state[0] == '2' ? 20 : 1000;
        std::printf(" %s\n", state);
        for (const auto& [name, texts] :
             {std::pair("one letter", &letters), std::pair("two letters", &two),
              std::pair("three letters and more", &prefixes), std::pair("two words", &several),
              std::pair("Hangul", &hangul), std::pair("common names", &common)}) {
            let_die(snapshot.parts.front(), deaths, words);
            time_calls(name, *texts, call);
        }
    }
}

} // namespace
} // namespace colophon::search

int main(int argc, char** argv)
{
    colophon::search::time_typos(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1000000);
    colophon::search::time_suggestions(argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1000000);
}
