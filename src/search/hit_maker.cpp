// SPDX-License-Identifier: Apache-2.0
#include "search/hit_maker.hpp"

#include "search/explanation.hpp"

#include <algorithm>

namespace colophon::search {

Hit HitMaker::make(const Found& found)
{
    const Segment& segment = *found.segment;
    read_record(segment.record(found.document), record_);
    Hit hit;
    segment.read_members(found.document, record_, hit);
    score(hit, found);
    take_matches(hit, found);
    return hit;
}

void HitMaker::score(Hit& hit, const Found& found) const
{
    if (query_.sort != Sort::relevance)
        return;
    hit.score = shown_score(found.rank);
    if (query_.explain)
        hit.explanation = explain(found.segment->document(found.document), found.rank,
                                  root_.kind != Node::Kind::everything);
}

void HitMaker::take_matches(Hit& hit, const Found& found)
{
    if (highlighter_.wants_nothing() && query_.target == Target::documents)
        return;
    const Segment& segment = *found.segment;
    texts_.clear();
    texts_.push_back({Field::name, hit.name});
    texts_.push_back({Field::qualified_name, hit.qualified_name});
    texts_.push_back({Field::description, hit.description});
    read_texts(segment);
    if (query_.target == Target::columns)
        take_column(hit, found.column);
    else
        hit.matches = highlighter_.matches(texts_);
}

/// All of them where columns are counted; else those that may match.
void HitMaker::read_texts(const Segment& segment)
{
    read_.resize(std::max(read_.size(), record_.texts.size()));
    for (std::size_t i = 0; i < record_.texts.size(); ++i) {
        const auto [field, string] = record_.texts[i];
        if (dull_.knows(&segment, string))
            continue;
        segment.strings().read(string, read_[i]);
        if (query_.target == Target::documents && !highlighter_.may_hold(read_[i])) {
            dull_.remember(&segment, string);
            continue;
        }
        texts_.push_back({field, read_[i]});
    }
}

/// The column of that number, as the hit itself and its first match.
void HitMaker::take_column(Hit& hit, std::uint32_t number)
{
    for (const FieldText& text : texts_)
        if (text.field == Field::column && number-- == 0) {
            hit.column = text.text;
            hit.matches = {{Field::column, hit.column, highlighter_.ranges(Field::column, text.text)}};
            return;
        }
}

} // namespace colophon::search
