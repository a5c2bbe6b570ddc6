// SPDX-License-Identifier: Apache-2.0
#include "search/matching/gram_chains.hpp"

#include "search/analysis/fold.hpp"

#include <set>

namespace colophon::search {

namespace {

struct Gram {
    std::int32_t first = 0;
    std::int32_t second = 0;
};

Gram gram_of(std::string_view term)
{
    Gram gram;
    const std::size_t length = read_utf8(term, gram.first);
    read_utf8(term.substr(length), gram.second);
    return gram;
}

bool are_linked(const Node::Place& place, const Node::Place& next)
{
    return next.offset == place.offset + 1 && place.syllables.size() + next.syllables.size() > 0;
}

/// Leaves the terms of `kept` whose end touches an end of those of `other`.
template <class KeptEnd, class OtherEnd>
void keep_linked(Condition& kept, const Condition& other, const Segment& segment, KeptEnd kept_end,
                 OtherEnd other_end)
{
    std::set<std::int32_t> ends;
    TermReader terms = segment.read_terms();
    for (const TermSource& source : other.terms)
        ends.insert(other_end(gram_of(terms.at(source.term))));
    std::erase_if(kept.terms, [&](const TermSource& source) {
        return !ends.contains(kept_end(gram_of(terms.at(source.term))));
    });
}

} // namespace

void keep_chains(std::span<Condition> places, const Node& phrase, const Segment& segment)
{
    const auto first = [](const Gram& gram) { return gram.first; };
    const auto second = [](const Gram& gram) { return gram.second; };
    for (std::size_t i = 1; i < places.size(); ++i)
        if (are_linked(phrase.phrase[i - 1], phrase.phrase[i]))
            keep_linked(places[i], places[i - 1], segment, first, second);
    for (std::size_t i = places.size(); i-- > 1;)
        if (are_linked(phrase.phrase[i - 1], phrase.phrase[i]))
            keep_linked(places[i - 1], places[i], segment, second, first);
}

} // namespace colophon::search
