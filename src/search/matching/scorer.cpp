// SPDX-License-Identifier: Apache-2.0
#include "search/matching/scorer.hpp"

namespace colophon::search {

namespace {

bool reads_terms(const Condition& condition)
{
    return condition.kind == Node::Kind::term || condition.kind == Node::Kind::pattern ||
           condition.kind == Node::Kind::syllables;
}

bool is_group(const Condition& condition)
{
    return condition.kind == Node::Kind::at_least || condition.kind == Node::Kind::phrase;
}

/// One word in several forms: the best of them counts.
bool has_forms(const Condition& group)
{
    return group.kind == Node::Kind::at_least && group.need == Need::any &&
           std::ranges::any_of(group.children,
                               [&group](const Condition& child) { return child.likeness > group.likeness; });
}

void read_source(const Segment& segment, const TermSource& source, Condition& condition)
{
    const PostingList list = segment.posting_list(source.term);
    const auto strength = [&](std::uint32_t packed) -> Strength {
        return (packed & condition.fields) == 0
                   ? Strength{0}
                   : strength_of(Payload::unpacked(packed), source.role, condition.likeness);
    };
    Strength* const strengths = condition.strengths.data();
    const auto take = [strengths](std::uint32_t document, Strength found) {
        strengths[document] = std::max(strengths[document], found);
    };
    if (!list.is_long()) {
        list.each_of_short(
            [&](std::uint32_t document, std::uint32_t payload) { take(document, strength(payload)); });
        return;
    }
    std::vector<Strength> of_place(list.payloads());
    for (std::uint32_t place = 0; place < list.payloads(); ++place)
        of_place[place] = strength(list.payload(place));
    list.each_of_long([&](std::uint32_t document, std::uint32_t place) { take(document, of_place[place]); });
}

void read(const Segment& segment, Condition& condition)
{
    if (!condition.scored)
        return;
    if (is_group(condition)) {
        for (Condition& child : condition.children)
            read(segment, child);
    } else if (reads_terms(condition)) {
        condition.strengths.assign(segment.documents(), 0);
        for (const TermSource& source : condition.terms)
            read_source(segment, source, condition);
    }
}

Evidence evidence_of(const Condition& condition, std::uint32_t document);

Evidence evidence_of_all(const Condition& group, std::uint32_t document)
{
    Evidence all;
    for (const Condition& child : group.children) {
        const Evidence part = evidence_of(child, document);
        if (!part.any)
            continue;
        all.sum += part.sum;
        if (child.optional)
            continue;
        all.level = std::min(all.level, part.level);
        all.exact = all.exact && part.exact;
        all.any = true;
    }
    return all;
}

Evidence evidence_of_any(const Condition& group, std::uint32_t document)
{
    const bool forms = has_forms(group);
    Evidence best{0, Level::text, false, false};
    for (const Condition& child : group.children) {
        const Evidence part = evidence_of(child, document);
        if (!part.any)
            continue;
        best.sum = forms ? std::max(best.sum, part.sum) : best.sum + part.sum;
        best.level = std::max(best.level, part.level);
        best.exact = best.exact || part.exact;
        best.any = true;
    }
    return best;
}

Evidence evidence_of(const Condition& condition, std::uint32_t document)
{
    if (!condition.scored)
        return {};
    if (reads_terms(condition)) {
        const Strength strength = condition.strengths[document];
        return {contribution_of(strength), level_of(strength), is_exact(strength), strength != 0};
    }
    if (!is_group(condition))
        return {};
    if (!condition.matched.contains(document))
        return {};
    if (condition.kind == Node::Kind::at_least && condition.need == Need::any)
        return evidence_of_any(condition, document);
    return evidence_of_all(condition, document);
}

} // namespace

std::uint32_t scored_terms(const Condition& condition)
{
    if (!condition.scored || condition.optional)
        return 0;
    if (reads_terms(condition))
        return 1;
    if (!is_group(condition))
        return 0;
    std::uint32_t terms = 0;
    for (const Condition& child : condition.children)
        terms = has_forms(condition) ? std::max(terms, scored_terms(child)) : terms + scored_terms(child);
    return terms;
}

Scorer::Scorer(const Segment& segment, Condition& root) : root_(root), terms_(scored_terms(root))
{
    if (terms_ > 0)
        read(segment, root);
}

Evidence Scorer::evidence(std::uint32_t document) const
{
    return evidence_of(root_, document);
}

} // namespace colophon::search
