// SPDX-License-Identifier: Apache-2.0
#include "query_set.hpp"

#include "random.hpp"
#include "sample.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace colophon::search::bench {

namespace {

constexpr std::size_t sampled_documents = 20000;
constexpr std::size_t hangul_bytes = 3;

/// Shares of the documents in which a word stands.
struct Band {
    double least, most;
};
constexpr Band common{0.1, 0.6}, middling{0.002, 0.015}, rare{0.0001, 0.0004}, frequent{0.01, 0.6};

/// What queries of one class are drawn from.
class Draw {
public:
    Draw(const Sample& sample, Random& random) : sample_(sample), random_(random) {}

    std::string word(Band band) { return sample_.word(random_, band.least, band.most); }

    std::string prefix_of(const std::string& word)
    {
        const std::size_t length = 1 + random_.below(4);
        return word.substr(0, std::min(length, std::max<std::size_t>(1, word.size() - 1)));
    }

    /// Words of one document: something is found.
    std::vector<std::string> words_together(std::size_t count)
    {
        for (;;) {
            const SearchDocument& document = sample_.document(random_);
            std::vector<std::string> all = latin_words(document.qualified_name);
            for (const SearchDocument::Text& text : document.texts)
                for (std::string& more : latin_words(text.text))
                    all.push_back(std::move(more));
            std::vector<std::string> chosen;
            for (std::size_t tries = 0; tries < 20 && chosen.size() < count && !all.empty(); ++tries)
                if (const std::string& word = all[random_.below(all.size())];
                    std::find(chosen.begin(), chosen.end(), word) == chosen.end())
                    chosen.push_back(word);
            if (chosen.size() == count)
                return chosen;
        }
    }

    /// Two words that follow each other in a text.
    std::vector<std::string> neighbours()
    {
        for (;;) {
            const SearchDocument& document = sample_.document(random_);
            const std::string& text = random_.chance(0.4) ? document.description : text_of(document);
            const std::vector<std::string> words = latin_words(text);
            if (words.size() < 2 || std::any_of(text.begin(), text.end(), stands_between))
                continue;
            const std::size_t at = random_.below(words.size() - 1);
            const double least = random_.chance(0.7) ? 0.05 : 0;
            if (std::min(sample_.share(words[at]), sample_.share(words[at + 1])) >= least)
                return {words[at], words[at + 1]};
        }
    }

    /// The words of a column that many have: popular names are what people look for.
    std::vector<std::string> column()
    {
        for (;;) {
            std::vector<std::string> words = latin_words(text_of(sample_.document(random_)));
            const auto known = [this](const std::string& word) { return sample_.share(word) > 0.005; };
            if (words.size() >= 1 && words.size() <= 2 && std::all_of(words.begin(), words.end(), known))
                return words;
        }
    }

    std::string korean_word() { return sample_.korean_word(random_, 2); }

    std::string korean_prefix() { return korean_word().substr(0, hangul_bytes); }

    /// Two syllables within a longer word.
    std::string korean_infix()
    {
        const std::string& word = sample_.korean_word(random_, 3);
        return word.substr(hangul_bytes, 2 * hangul_bytes);
    }

    std::string mistyped(std::size_t least, std::size_t most, int edits)
    {
        for (;;) {
            std::string word = this->word(random_.chance(0.3) ? frequent : middling);
            if (word.size() < least || word.size() > most)
                continue;
            for (int edit = 0; edit < edits; ++edit)
                break_at(word,
                         1 + (static_cast<std::size_t>(edit) * 3 + random_.below(3)) % (word.size() - 2));
            if (sample_.share(word) == 0)
                return word;
        }
    }

    std::vector<Filter> filters(std::size_t count)
    {
        const SearchDocument& document = sample_.document(random_);
        constexpr auto narrowing = std::to_array(
            {Facet::platform, Facet::domain, Facet::tag, Facet::type, Facet::env, Facet::owner});
        std::vector<Filter> made;
        for (std::size_t tries = 0; made.size() < count && tries < 20; ++tries) {
            const Facet facet = narrowing[std::min(random_.zipf(narrowing.size()), random_.below(6))];
            const auto same = [facet](const auto& one) { return one.facet == facet; };
            const auto value = std::find_if(document.values.begin(), document.values.end(), same);
            if (value != document.values.end() && std::none_of(made.begin(), made.end(), same))
                made.push_back({facet, {value->value}});
        }
        return made;
    }

    Random& random() { return random_; }

private:
    const std::string& text_of(const SearchDocument& document)
    {
        return document.texts[random_.below(document.texts.size())].text;
    }

    /// What latin_words() leaves out: the words around it are no neighbours.
    static bool stands_between(char c)
    {
        return (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    }

    /// One edit of the four kinds.
    void break_at(std::string& word, std::size_t at)
    {
        const char letter = static_cast<char>('a' + random_.below(26));
        switch (random_.below(4)) {
        case 0:
            word[at] = letter;
            break;
        case 1:
            word.insert(at, 1, letter);
            break;
        case 2:
            word.erase(at, 1);
            break;
        default:
            std::swap(word[at], word[at + 1]);
        }
    }

    const Sample& sample_;
    Random& random_;
};

struct Class {
    std::string_view name;
    BenchQuery (*draw)(Draw& draw);
};

BenchQuery words(Shape shape, std::vector<std::string> made)
{
    return {{}, shape, std::move(made)};
}

const std::array<Class, 19> classes = {{
    {"term_common", [](Draw& d) { return words(Shape::all_words, {d.word(common)}); }},
    {"term_mid", [](Draw& d) { return words(Shape::all_words, {d.word(middling)}); }},
    {"term_rare", [](Draw& d) { return words(Shape::all_words, {d.word(rare)}); }},
    {"and2", [](Draw& d) { return words(Shape::all_words, d.words_together(2)); }},
    {"and3", [](Draw& d) { return words(Shape::all_words, d.words_together(3)); }},
    {"or2",
     [](Draw& d) {
         std::string first = d.word(common);
         return words(Shape::any_word, {std::move(first), d.word(frequent)});
     }},
    {"prefix_1word", [](Draw& d) { return words(Shape::prefix, {d.prefix_of(d.word(frequent))}); }},
    {"prefix_2word",
     [](Draw& d) {
         std::vector<std::string> pair = d.words_together(2);
         pair.back() = d.prefix_of(pair.back());
         return words(Shape::prefix, std::move(pair));
     }},
    {"column", [](Draw& d) { return words(Shape::column, d.column()); }},
    {"phrase", [](Draw& d) { return words(Shape::phrase, d.neighbours()); }},
    {"filter",
     [](Draw& d) {
         BenchQuery made = words(Shape::all_words, {d.word(d.random().chance(0.5) ? common : frequent)});
         made.filters = d.filters(d.random().chance(0.7) ? 1 : 2);
         return made;
     }},
    {"ko_term", [](Draw& d) { return words(Shape::all_words, {d.korean_word()}); }},
    {"ko_prefix", [](Draw& d) { return words(Shape::prefix, {d.korean_prefix()}); }},
    {"ko_infix", [](Draw& d) { return words(Shape::all_words, {d.korean_infix()}); }},
    {"typo1", [](Draw& d) { return words(Shape::typo1, {d.mistyped(5, 8, 1)}); }},
    {"typo2", [](Draw& d) { return words(Shape::typo2, {d.mistyped(8, 14, 2)}); }},
    {"all",
     [](Draw& d) {
         BenchQuery made;
         made.filters = d.filters(d.random().below(3));
         return made;
     }},
    {"deep",
     [](Draw& d) {
         BenchQuery made = words(Shape::all_words, {d.word(common)});
         made.offset = 100 * (1 + d.random().below(10));
         return made;
     }},
    {"typed",
     [](Draw& d) {
         if (d.random().chance(0.5))
             return words(Shape::typed, {d.word(frequent)});
         return words(Shape::typed, d.words_together(2));
     }},
}};

std::string joined(const std::vector<std::string>& words, std::string_view between)
{
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : std::string(between)) + word;
    return text;
}

} // namespace

std::string_view shape_name(Shape shape)
{
    constexpr auto names = std::to_array<std::string_view>(
        {"all_words", "any_word", "prefix", "phrase", "column", "typo1", "typo2", "typed"});
    return names[static_cast<std::size_t>(shape)];
}

std::vector<std::string> query_classes()
{
    std::vector<std::string> names;
    names.reserve(classes.size());
    for (const Class& one : classes)
        names.emplace_back(one.name);
    return names;
}

std::vector<BenchQuery> make_queries(const Corpus& corpus, std::size_t documents, const QueryOptions& options)
{
    for (const std::string& wanted : options.classes)
        if (std::none_of(classes.begin(), classes.end(),
                         [&](const Class& one) { return one.name == wanted; }))
            throw std::invalid_argument("no such class of queries: " + wanted);
    const Sample sample(corpus, std::min(documents, sampled_documents));
    std::vector<BenchQuery> queries;
    for (std::size_t number = 0; number < classes.size(); ++number) {
        const std::string name(classes[number].name);
        const auto& wanted = options.classes;
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), name) == wanted.end())
            continue;
        // A stream of its own, so that a class is the same whichever others are asked for.
        Random random(options.seed * 1000003, number);
        Draw draw(sample, random);
        for (std::size_t i = 0; i < options.a_class; ++i) {
            queries.push_back(classes[number].draw(draw));
            queries.back().query_class = name;
        }
    }
    return queries;
}

SearchQuery to_search_query(const BenchQuery& query)
{
    SearchQuery made;
    made.filters = query.filters;
    // In parentheses the last word is a whole one.
    switch (query.shape) {
    case Shape::all_words:
        made.text = query.words.empty() ? "" : "(" + joined(query.words, " ") + ")";
        break;
    case Shape::any_word:
        made.text = "(" + joined(query.words, " OR ") + ")";
        break;
    case Shape::phrase:
        made.text = '"' + joined(query.words, " ") + '"';
        break;
    case Shape::column:
        made.text = "(column:" + joined(query.words, "_") + ")";
        break;
    default:
        made.text = joined(query.words, " ");
    }
    return made;
}

} // namespace colophon::search::bench
