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

Evidence evidence_of(Strength strength)
{
    const Evidence evidence = evidence_any | (is_exact(strength) ? evidence_exact : 0U) |
                              static_cast<Evidence>(level_of(strength)) << evidence_level_shift |
                              contribution_of(strength);
    return strength == 0 ? 0 : evidence;
}

constexpr Evidence neutral = evidence_any | evidence_exact | evidence_level_mask;

/// Adds a word that a document must have, or one of the group's that it may have.
void add_required(Evidence* all, const Evidence* part, std::uint32_t count)
{
    for (std::uint32_t i = 0; i < count; ++i) {
        const Evidence word = part[i] == 0 ? neutral : part[i];
        const Evidence level = std::min(all[i] & evidence_level_mask, word & evidence_level_mask);
        const Evidence sum = (all[i] & evidence_sum_mask) + (word & evidence_sum_mask);
        const Evidence exact = all[i] & word & evidence_exact;
        const Evidence any = (all[i] | part[i]) & evidence_any;
        all[i] = any | exact | level | sum;
    }
}

void add_optional(Evidence* all, const Evidence* part, std::uint32_t count)
{
    for (std::uint32_t i = 0; i < count; ++i)
        all[i] += part[i] & evidence_sum_mask;
}

/// `forms`: the best of them counts; otherwise every one adds to the sum.
void add_choice(Evidence* best, const Evidence* part, std::uint32_t count, bool forms)
{
    for (std::uint32_t i = 0; i < count; ++i) {
        const Evidence a = best[i] & evidence_sum_mask;
        const Evidence b = part[i] & evidence_sum_mask;
        const Evidence sum = forms ? std::max(a, b) : a + b;
        const Evidence level = std::max(best[i] & evidence_level_mask, part[i] & evidence_level_mask);
        best[i] = ((best[i] | part[i]) & (evidence_any | evidence_exact)) | level | sum;
    }
}

/// Takes the evidence from documents that the group does not match.
void keep_matched(Evidence* all, const Condition& group, std::span<const std::uint32_t> documents)
{
    for (std::size_t i = 0; i < documents.size(); ++i)
        if (!group.matched.contains(documents[i]))
            all[i] = 0;
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
    const bool forms = has_forms(condition);
    std::uint32_t sum = 0;
    std::uint32_t typed = 0; // the word as it was typed
    std::uint32_t most = 0;
    for (const Condition& child : condition.children) {
        const std::uint32_t terms = scored_terms(child);
        sum += terms;
        most = std::max(most, terms);
        if (child.likeness == condition.likeness)
            typed = std::max(typed, terms);
    }
    return !forms ? sum : typed > 0 ? typed : most;
}

Scorer::Scorer(const Segment& segment, Condition& root) : root_(root), terms_(scored_terms(root))
{
    if (terms_ > 0)
        read(segment, root);
}

JudgedBlock& Scorer::block(std::size_t depth)
{
    while (blocks_.size() <= depth)
        blocks_.emplace_back();
    return blocks_[depth];
}

const JudgedBlock& Scorer::judge(std::span<const std::uint32_t> documents)
{
    judge(root_, documents, 0);
    return block(0);
}

void Scorer::judge(const Condition& condition, std::span<const std::uint32_t> documents, std::size_t depth)
{
    Evidence* const evidence = block(depth).data();
    if (!condition.scored || (!reads_terms(condition) && !is_group(condition))) {
        std::fill_n(evidence, documents.size(), 0);
    } else if (reads_terms(condition)) {
        const Strength* const strengths = condition.strengths.data();
        for (std::size_t i = 0; i < documents.size(); ++i)
            evidence[i] = evidence_of(strengths[documents[i]]);
    } else {
        judge_group(condition, documents, depth);
        if (depth > 0)
            keep_matched(evidence, condition, documents);
    }
}

void Scorer::judge_group(const Condition& group, std::span<const std::uint32_t> documents, std::size_t depth)
{
    const auto count = static_cast<std::uint32_t>(documents.size());
    const bool choice = group.kind == Node::Kind::at_least && group.need == Need::any;
    const bool forms = has_forms(group);
    Evidence* const all = block(depth).data();
    std::fill_n(all, count, choice ? 0U : neutral & ~evidence_any);
    for (const Condition& child : group.children) {
        judge(child, documents, depth + 1);
        const Evidence* const part = block(depth + 1).data();
        if (choice)
            add_choice(all, part, count, forms);
        else if (child.optional)
            add_optional(all, part, count);
        else
            add_required(all, part, count);
    }
}

} // namespace colophon::search
