// SPDX-License-Identifier: Apache-2.0
#include "search/matching/phrase_check.hpp"

#include "search/query/fitting.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

enum Verdict : std::uint8_t { unknown, absent, present };

bool fits(const Token& token, const Node::Place& place)
{
    if (token.kind == TokenKind::pair)
        return false;
    if (!place.syllables.empty())
        return fits_syllables(token.text, place.syllables);
    return place.prefix ? token.text.starts_with(place.text) : token.text == place.text;
}

/// The token of a place in the occurrence that begins at `base`; null where another stands there. Goes on
/// from `at`, where the place before was found: tokens and places come in the order of positions.
const Token* token_at(std::span<const Token> tokens, std::size_t& at, std::uint32_t base,
                      const Node::Place& place)
{
    while (at < tokens.size() && tokens[at].position < base + place.offset)
        ++at;
    for (std::size_t i = at; i < tokens.size() && tokens[i].position == base + place.offset; ++i)
        if (fits(tokens[i], place))
            return &tokens[i];
    return nullptr;
}

struct MemberField {
    Member member;
    Field field;
};
constexpr auto searched_members = std::to_array<MemberField>({
    {Member::name, Field::name},
    {Member::qualified_name, Field::qualified_name},
    {Member::description, Field::description},
});

} // namespace

bool PhraseCheck::holds(std::uint32_t document, FieldMask fields)
{
    if (verdicts_.empty())
        verdicts_.resize(segment_.strings().size());
    read_record(segment_.record(document), record_);
    for (const MemberField& part : searched_members)
        if ((fields & mask_of(part.field)) != 0 && text_holds(record_[part.member]))
            return true;
    return std::any_of(record_.texts.begin(), record_.texts.end(), [&](const Record::Text& text) {
        return (fields & mask_of(text.field)) != 0 && text_holds(text.string);
    });
}

bool PhraseCheck::text_holds(std::uint32_t string)
{
    std::uint8_t& verdict = verdicts_[string];
    if (verdict == unknown) {
        segment_.strings().read(string, text_);
        const std::span<const Token> tokens = analyzer_.analyze(text_);
        verdict = find_phrase(tokens, phrase_.phrase).empty() ? absent : present;
    }
    return verdict == present;
}

std::vector<std::vector<Token>> find_phrase(std::span<const Token> tokens,
                                            std::span<const Node::Place> phrase)
{
    constexpr std::size_t most_tokens = std::size_t{1} << 14U; // nobody looks at more of one text
    std::vector<std::vector<Token>> found;
    for (std::size_t i = 0; i < tokens.size() && found.size() * phrase.size() < most_tokens; ++i) {
        if (!fits(tokens[i], phrase.front()))
            continue;
        std::vector<Token> occurrence;
        std::size_t at = i;
        for (const Node::Place& place : phrase) {
            const Token* token = token_at(tokens, at, tokens[i].position - phrase.front().offset, place);
            if (token == nullptr)
                break;
            occurrence.push_back(*token);
        }
        if (occurrence.size() == phrase.size())
            found.push_back(std::move(occurrence));
    }
    return found;
}

} // namespace colophon::search
