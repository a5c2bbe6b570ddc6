// SPDX-License-Identifier: Apache-2.0
#include "search/suggester.hpp"

#include "search/highlighter.hpp"
#include "search/query/parser.hpp"
#include "search/query/words.hpp"
#include "search/segment/impact.hpp"
#include "search/snapshot_search.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_map>

namespace colophon::search {

namespace {

constexpr std::size_t most_bytes_of_code_point = 4;
constexpr auto suggested_fields = std::to_array<Field>({Field::name, Field::column});

/// A name and who has it.
struct Completed {
    std::uint64_t count = 0;
    const Segment* segment = nullptr; ///< of the first document that has it
    std::uint32_t document = 0;
};
/// The joined names of one field.
using Completions = std::unordered_map<std::string_view, Completed>;
using FieldCompletions = std::array<Completions, suggested_fields.size()>;

void note(Completed& completed, const Segment& segment, std::uint32_t first, std::uint64_t count)
{
    if (completed.count == 0 || segment.urn(first) < completed.segment->urn(completed.document)) {
        completed.segment = &segment;
        completed.document = first;
    }
    completed.count += count;
}

void count_term(const Part& part, std::uint32_t term, FieldCompletions& found)
{
    const Segment& segment = *part.segment;
    std::array<std::uint64_t, suggested_fields.size()> counts{};
    std::array<std::uint32_t, suggested_fields.size()> firsts{};
    for (PostingCursor cursor = segment.postings(term); cursor.next();) {
        if (!part.lives(cursor.document()) || segment.removed(cursor.document()))
            continue;
        for (std::size_t i = 0; i < counts.size(); ++i)
            if ((cursor.payload().fields & mask_of(suggested_fields[i])) != 0 && counts[i]++ == 0)
                firsts[i] = cursor.document(); // documents come in the order of URNs
    }
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (counts[i] > 0)
            note(found[i][segment.term(term).substr(1)], segment, firsts[i], counts[i]);
}

FieldCompletions complete(const Snapshot& snapshot, std::string_view joined)
{
    FieldCompletions found;
    const std::string prefix = whole_name_mark + std::string(joined);
    for (const Part& part : snapshot.parts) {
        const NumberRange range = part.segment->terms_with_prefix(prefix);
        for (std::uint32_t term = range.begin; term < range.end; ++term)
            count_term(part, term, found);
    }
    return found;
}

/// Words as the search itself reads them, in names and columns only.
Node words_node(std::string_view typed)
{
    std::vector<Node> words;
    std::size_t at = 0;
    while ((at = typed.find_first_not_of(' ', at)) != std::string_view::npos) {
        const std::size_t end = std::min(typed.find(' ', at), typed.size());
        const bool last = typed.find_first_not_of(' ', end) == std::string_view::npos;
        Node word = word_node(typed.substr(at, end - at), mask_of(Field::name) | mask_of(Field::column),
                              last ? Completion::prefix : Completion::whole_word);
        if (word.kind != Node::Kind::nothing)
            words.push_back(std::move(word));
        at = end;
    }
    return all_of(std::move(words));
}

struct Choice {
    Field field = Field::name;
    std::string_view joined;
    const Completed* completed = nullptr;
};

class Suggester {
public:
    Suggester(const Snapshot& snapshot, std::string_view typed, std::size_t limit)
        : snapshot_(snapshot), typed_(typed), limit_(limit), words_(words_node(typed)), highlighter_(words_)
    {
        analyzer_.analyze(typed);
        joined_ = analyzer_.joined();
    }

    std::vector<Suggestion> suggest()
    {
        if (joined_.empty())
            return {};
        add_beginnings();
        if (suggestions_.size() < limit_)
            add_others();
        return std::move(suggestions_);
    }

private:
    void add_beginnings()
    {
        const FieldCompletions found = complete(snapshot_, joined_);
        std::vector<Choice> choices;
        for (std::size_t i = 0; i < found.size(); ++i)
            for (const auto& [joined, completed] : found[i])
                choices.push_back({suggested_fields[i], joined, &completed});
        const auto kept = static_cast<std::ptrdiff_t>(std::min(limit_, choices.size()));
        // What was typed whole, then by frequency, then names before columns, then by the alphabet.
        const auto key = [this](const Choice& choice) {
            return std::tuple(choice.joined != joined_, ~choice.completed->count, choice.field,
                              choice.joined);
        };
        std::partial_sort(choices.begin(), choices.begin() + kept, choices.end(),
                          [&key](const Choice& a, const Choice& b) { return key(a) < key(b); });
        for (const Choice& choice : std::span(choices).first(static_cast<std::size_t>(kept)))
            add(choice.field, choice.joined, *choice.completed);
    }

    /// Names that hold the words elsewhere, from the hits of a search for them.
    void add_others()
    {
        ParsedQuery parsed;
        parsed.root = words_;
        const SearchOrder order{words_, parsed, {}, {}};
        const FoundPage page = search_snapshot(snapshot_, order, {limit_ * 2});
        for (const Found& found : page.hits) {
            const SearchDocument document = found.segment->document(found.document);
            add_other(Field::name, document.name);
            for (const SearchDocument::Text& text : document.texts)
                if (text.field == Field::column)
                    add_other(text.field, text.text);
        }
    }

    void add_other(Field field, std::string_view text)
    {
        if (suggestions_.size() == limit_ || highlighter_.ranges(field, text).empty())
            return;
        analyzer_.analyze(text);
        const std::string joined(analyzer_.joined());
        const bool known = std::any_of(seen_.begin(), seen_.end(), [&](const auto& seen) {
            return seen.first == field && seen.second == joined;
        });
        if (known)
            return;
        FieldCompletions found;
        for (const Part& part : snapshot_.parts)
            if (const auto term = part.segment->find_term(whole_name_mark + joined))
                count_term(part, *term, found);
        const Completions& own = found[field == suggested_fields[0] ? 0 : 1];
        if (const auto completed = own.find(joined); completed != own.end())
            add(field, joined, completed->second);
    }

    void add(Field field, std::string_view joined, const Completed& completed)
    {
        seen_.emplace_back(field, joined);
        const SearchDocument document = completed.segment->document(completed.document);
        Suggestion& suggestion = suggestions_.emplace_back();
        suggestion.text = spelling(document, field, joined);
        suggestion.field = field;
        suggestion.urn = document.urn;
        suggestion.type = document.type;
        suggestion.count = completed.count;
        suggestion.highlight = highlighter_.ranges(field, suggestion.text);
    }

    /// The name as the document writes it.
    std::string spelling(const SearchDocument& document, Field field, std::string_view joined)
    {
        if (field == Field::name)
            return document.name;
        const auto same = [&](const SearchDocument::Text& text) {
            if (text.field != field)
                return false;
            analyzer_.analyze(text.text);
            return analyzer_.joined() == joined;
        };
        const auto found = std::find_if(document.texts.begin(), document.texts.end(), same);
        return found == document.texts.end() ? std::string(joined) : found->text;
    }

    const Snapshot& snapshot_;
    std::string_view typed_;
    std::size_t limit_;
    Node words_;
    Highlighter highlighter_;
    Analyzer analyzer_;
    std::string joined_;
    std::vector<std::pair<Field, std::string>> seen_;
    std::vector<Suggestion> suggestions_;
};

/// What is too long to be asked for has no completion. Every word costs a list of documents, and may be the
/// same as all others.
bool is_query(std::string_view typed)
{
    return typed.size() <= max_query_code_points * most_bytes_of_code_point &&
           static_cast<std::size_t>(std::ranges::count(typed, ' ')) < max_query_words;
}

} // namespace

std::vector<Suggestion> suggest(const Snapshot& snapshot, std::string_view typed, std::size_t limit)
{
    if (!is_query(typed))
        return {};
    return Suggester(snapshot, typed, limit).suggest();
}

} // namespace colophon::search
