// SPDX-License-Identifier: Apache-2.0
#include "search/matching/phrase_matcher.hpp"

#include "search/matching/adjacent_pair.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

constexpr std::size_t most_terms_of_a_place = 64;

bool has_few_terms(const Condition& place)
{
    return place.terms.size() <= most_terms_of_a_place;
}

} // namespace

PhraseMatcher::PhraseMatcher(const Segment& segment, Condition& condition)
    : segment_(segment), condition_(condition), texts_(segment, *condition.node)
{
    if (!std::all_of(condition.children.begin(), condition.children.end(), has_few_terms))
        return;
    for (const Condition& place : condition.children) {
        std::vector<PostingSeeker>& terms = places_.emplace_back();
        for (const TermSource& source : place.terms)
            terms.emplace_back(segment, source.term);
    }
}

bool PhraseMatcher::is_pair() const
{
    const auto has_one_term = [](const Condition& place) { return place.terms.size() == 1; };
    const std::vector<Node::Place>& places = condition_.node->phrase;
    return places.size() == 2 && places[0].offset < places[1].offset && condition_.fields == all_fields &&
           std::ranges::all_of(condition_.children, has_one_term);
}

void PhraseMatcher::match()
{
    if (is_pair()) {
        const std::vector<Node::Place>& places = condition_.node->phrase;
        AdjacentPair(segment_, condition_.children[0].terms[0].term, condition_.children[1].terms[0].term,
                     places[1].offset - places[0].offset)
            .match(condition_.matched);
        return;
    }
    const DocumentSet candidates = condition_.matched;
    candidates.each([this](std::uint32_t document) {
        if (!holds(document))
            condition_.matched.erase(document);
    });
}

bool PhraseMatcher::holds(std::uint32_t document)
{
    for (std::size_t place = 0; place < places_.size(); ++place) {
        find_begins(place, document);
        if (place == 0) {
            begins_.swap(found_);
        } else {
            common_.clear();
            std::ranges::set_intersection(begins_, found_, std::back_inserter(common_));
            begins_.swap(common_);
        }
        if (begins_.empty())
            return false;
    }
    if (reads_positions() && condition_.fields == all_fields)
        return true;
    return texts_.holds(document, condition_.fields);
}

void PhraseMatcher::find_begins(std::size_t place, std::uint32_t document)
{
    const std::uint32_t offset = condition_.node->phrase[place].offset;
    found_.clear();
    std::size_t lists = 0;
    for (PostingSeeker& term : places_[place]) {
        if (!term.seek(document))
            continue;
        ++lists;
        each_position(term.positions(), [&](std::uint32_t position) {
            if (position > offset)
                found_.push_back(position - offset);
        });
    }
    if (lists > 1) {
        std::ranges::sort(found_);
        found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    }
}

} // namespace colophon::search
