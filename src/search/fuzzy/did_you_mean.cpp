// SPDX-License-Identifier: Apache-2.0
#include "search/analysis/analyzer.hpp"
#include "search/fuzzy/mending.hpp"
#include "search/fuzzy/vocabulary.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace colophon::search {

namespace {

/// The terms that a condition asks for, in the order in which they were typed.
void collect_terms(const Node& node, std::vector<std::string_view>& terms)
{
    if (node.kind == Node::Kind::term && !node.optional)
        terms.push_back(node.text);
    for (const Node::Place& place : node.phrase)
        terms.push_back(place.text);
    if (node.kind != Node::Kind::at_least)
        return;
    const bool choice = need_of(node) == Need::any; // the first of it is what was typed
    for (const Node& child : std::span(node.children).first(choice ? 1 : node.children.size()))
        collect_terms(child, terms);
}

std::vector<std::string_view> terms_of(const Node& node)
{
    std::vector<std::string_view> terms;
    collect_terms(node, terms);
    return terms;
}

/// Where a text has these terms, one after the other, in code points; from `from` on.
std::optional<Range> find_terms(std::span<const Token> tokens, std::span<const std::string_view> terms,
                                std::uint32_t from)
{
    for (std::size_t first = 0; first < tokens.size(); ++first) {
        if (terms.empty() || tokens[first].begin < from || tokens[first].text != terms.front())
            continue;
        std::size_t met = 1;
        std::uint32_t end = tokens[first].end;
        std::uint32_t position = tokens[first].position;
        for (std::size_t i = first + 1; i < tokens.size() && met < terms.size(); ++i)
            if (tokens[i].position == position + 1 && tokens[i].text == terms[met]) {
                ++met;
                position = tokens[i].position;
                end = tokens[i].end;
            }
        if (met == terms.size())
            return Range(tokens[first].begin, end);
    }
    return std::nullopt;
}

/// The bytes of a range of code points.
std::string_view cut(std::string_view text, Range range)
{
    const auto byte_of = [text](std::uint32_t point) {
        std::size_t at = 0;
        for (; at < text.size(); ++at)
            if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U && point-- == 0)
                break;
        return at;
    };
    const std::size_t begin = byte_of(range.first);
    return text.substr(begin, byte_of(range.second) - begin);
}

/// The terms as the document writes them.
std::optional<std::string> spelling_in(const SearchDocument& document,
                                       std::span<const std::string_view> terms, Analyzer& analyzer)
{
    std::vector<std::string_view> texts = {document.name};
    for (const SearchDocument::Text& text : document.texts)
        texts.emplace_back(text.text);
    texts.insert(texts.end(), {document.qualified_name, document.description});
    for (const std::string_view text : texts)
        if (const auto range = find_terms(analyzer.analyze(text), terms, 0))
            return std::string(cut(text, *range));
    return std::nullopt;
}

/// What replaces what in the text of the query.
struct Replacement {
    std::vector<std::string_view> terms;
    std::string spelling;
};

class Corrector {
public:
    Corrector(const Snapshot& snapshot, bool fuzzy, const SearchDocument& found)
        : vocabulary_(snapshot), fuzzy_(fuzzy), found_(found)
    {
    }

    void collect(const Node& node)
    {
        const auto is_typo = [](const Node& child) { return child.likeness == Likeness::typo; };
        if (std::any_of(node.children.begin(), node.children.end(), is_typo) && replace(node))
            return;
        for (const Node& child : node.children)
            if (!is_typo(child) && node.kind == Node::Kind::at_least)
                collect(child);
    }

    std::string apply(std::string_view query)
    {
        std::string corrected(query);
        for (const Replacement& replacement : replacements_)
            corrected = replaced(corrected, replacement);
        return corrected == query ? std::string() : corrected;
    }

private:
    bool replace(const Node& choice)
    {
        std::vector<std::string_view> typed = terms_of(choice.children.front());
        // Where what is nearly right was asked for, a choice does not say that the word is wrong.
        if ((fuzzy_ && vocabulary_.has(choice.children.front())) || spelling_in(found_, typed, analyzer_))
            return false;
        for (const Node& child : choice.children) {
            if (child.likeness != Likeness::typo)
                continue;
            if (auto spelling = spelling_in(found_, terms_of(child), analyzer_)) {
                replacements_.push_back({std::move(typed), std::move(*spelling)});
                return true;
            }
        }
        return false;
    }

    /// Leaves quotations alone.
    std::string replaced(const std::string& query, const Replacement& replacement)
    {
        const std::span<const Token> tokens = analyzer_.analyze(query);
        std::string made;
        std::uint32_t done = 0;
        for (std::uint32_t from = 0;;) {
            const auto range = find_terms(tokens, replacement.terms, from);
            if (!range)
                break;
            from = range->second;
            const std::string_view before = cut(query, {0, range->first});
            if (std::count(before.begin(), before.end(), '"') % 2 != 0)
                continue;
            made += cut(query, {done, range->first});
            made += replacement.spelling;
            done = range->second;
        }
        return made + std::string(cut(query, {done, static_cast<std::uint32_t>(query.size())}));
    }

    Vocabulary vocabulary_;
    bool fuzzy_;
    const SearchDocument& found_;
    Analyzer analyzer_;
    std::vector<Replacement> replacements_;
};

} // namespace

std::string did_you_mean(const ParsedQuery& query, const Node& mended, const Snapshot& snapshot,
                         const SearchDocument& found)
{
    Corrector corrector(snapshot, query.fuzzy, found);
    corrector.collect(mended);
    return corrector.apply(query.literal);
}

} // namespace colophon::search
