// SPDX-License-Identifier: Apache-2.0
#include "search/completion/word_sample.hpp"

#include "core/text.hpp"
#include "search/completion/completion_index.hpp"
#include "search/segment/impact.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace colophon::search {

namespace {

constexpr std::size_t documents_looked_at = 96;
constexpr std::size_t postings_looked_at = 20000;
constexpr std::uint32_t continuations_looked_at = 512; // terms that a prefix begins
constexpr std::size_t continuations_taken = 16;
constexpr std::size_t most_words = 16;

bool is_word(TokenKind kind)
{
    return kind == TokenKind::part || kind == TokenKind::gram || kind == TokenKind::syllable;
}

std::uint64_t postings_of(const Segment& segment, const std::vector<std::uint32_t>& terms)
{
    std::uint64_t sum = 0;
    for (const std::uint32_t term : terms)
        sum += segment.postings(term).left();
    return sum;
}

} // namespace

bool WordSample::Word::fits(const Token& token) const
{
    return prefix ? token.text.starts_with(text) : token.text == text;
}

WordSample::WordSample(std::string_view typed)
{
    const std::span<const Token> tokens = analyzer_.analyze(typed);
    for (const Token& token : tokens)
        if (is_word(token.kind) && words_.size() < most_words)
            words_.push_back({std::string(token.text), token.kind == TokenKind::syllable});
    if (!tokens.empty() && tokens.back().kind == TokenKind::part && !words_.empty())
        words_.back().prefix = true;
}

std::vector<WordSample::Name> WordSample::take(const Snapshot& snapshot)
{
    if (words_.empty() || snapshot.parts.empty())
        return {};
    // Large parts have most of what there is, small ones what is new.
    std::uint64_t documents = 1;
    for (const Part& part : snapshot.parts)
        documents += part.living;
    for (const Part& part : snapshot.parts)
        sample(part, 4 + documents_looked_at * part.living / documents);
    std::vector<Name> names;
    for (auto& [key, name] : names_)
        names.push_back(std::move(name));
    std::sort(names.begin(), names.end(), [](const Name& a, const Name& b) {
        return std::tuple(~a.seen, a.field, std::string_view(a.joined)) <
               std::tuple(~b.seen, b.field, std::string_view(b.joined));
    });
    return names;
}

/// The terms that stand for a word: itself, or the most frequent of those that it begins.
std::vector<std::uint32_t> WordSample::terms(const Segment& segment, const Word& word) const
{
    if (word.prefix && code_points(word.text) <= max_beginning_points)
        if (const auto all = segment.find_term(beginning_mark + word.text))
            return {*all};
    if (!word.prefix) {
        const auto term = segment.find_term(word.text);
        return term ? std::vector{*term} : std::vector<std::uint32_t>();
    }
    NumberRange range = segment.terms_with_prefix(word.text);
    range.end = std::min(range.end, range.begin + continuations_looked_at);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> found;
    for (std::uint32_t term = range.begin; term < range.end; ++term)
        found.emplace_back(~segment.postings(term).left(), term);
    const std::size_t kept = std::min(continuations_taken, found.size());
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept), found.end());
    std::vector<std::uint32_t> best;
    for (std::size_t i = 0; i < kept; ++i)
        best.push_back(found[i].second);
    return best;
}

void WordSample::sample(const Part& part, std::size_t documents)
{
    const Segment& segment = *part.segment;
    std::vector<std::uint32_t> rarest;
    std::uint64_t fewest = 0;
    for (const Word& word : words_) {
        std::vector<std::uint32_t> candidates = terms(segment, word);
        const std::uint64_t count = postings_of(segment, candidates);
        if (count == 0)
            return;
        if (rarest.empty() || count < fewest) {
            rarest = std::move(candidates);
            fewest = count;
        }
    }
    std::size_t postings = postings_looked_at;
    const std::uint64_t within = std::min<std::uint64_t>(fewest, postings);
    const std::uint64_t stride = std::max<std::uint64_t>(1, within / documents);
    std::set<std::uint32_t> looked_at;
    for (const std::uint32_t term : rarest) {
        std::uint64_t place = 0;
        for (PostingCursor cursor = segment.postings(term); postings > 0 && cursor.next(); --postings) {
            const std::uint32_t document = cursor.document();
            if ((cursor.payload().fields & completed_mask) == 0 || place++ % stride != 0 ||
                !part.lives(document) || segment.removed(document))
                continue;
            if (looked_at.size() == documents)
                return;
            if (looked_at.insert(document).second)
                look_at(segment.document(document));
        }
    }
}

void WordSample::look_at(const SearchDocument& document)
{
    std::set<std::string> met;
    const auto add = [&](Field field, const std::string& text) {
        if ((mask_of(field) & completed_mask) == 0)
            return;
        const std::string* joined = name_with_words(text);
        if (joined == nullptr)
            return;
        const std::string key = static_cast<char>(field) + *joined;
        if (!met.insert(key).second)
            return;
        Name& name = names_.try_emplace(key, Name{field, *joined, 0}).first->second;
        ++name.seen;
    };
    add(Field::name, document.name);
    for (const SearchDocument::Text& text : document.texts)
        add(text.field, text.text);
}

/// The joined form of a text that has all the words; null for others.
const std::string* WordSample::name_with_words(const std::string& text)
{
    const auto [verdict, is_new] = verdicts_.try_emplace(text);
    if (is_new && !ranges(text).empty())
        verdict->second = analyzer_.joined();
    return verdict->second.empty() ? nullptr : &verdict->second;
}

std::vector<Range> WordSample::ranges(std::string_view text)
{
    const std::span<const Token> tokens = analyzer_.analyze(text);
    std::vector<Range> ranges;
    for (const Word& word : words_) {
        const auto token =
            std::find_if(tokens.begin(), tokens.end(), [&word](const Token& t) { return word.fits(t); });
        if (token == tokens.end())
            return {};
        const auto typed = static_cast<std::uint32_t>(code_points(word.text));
        ranges.emplace_back(token->begin, std::min(token->end, token->begin + typed));
    }
    return ranges;
}

} // namespace colophon::search
