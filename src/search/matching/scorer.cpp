// SPDX-License-Identifier: Apache-2.0
#include "search/matching/scorer.hpp"

#include <algorithm>

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

/// What a document's words say that has none: others decide.
constexpr Head no_word = neutral_head & ~head_any;

void load_listed(const Strength* strengths, const DocumentBlock& documents, EvidenceBlock& out)
{
    for (std::uint32_t i = 0; i < documents.count; ++i) {
        const Strength strength = strengths[documents.listed[i]];
        out.heads[i] = head_of(strength);
        out.sums[i] = static_cast<Sum>(contribution_of(strength));
    }
}

void load_range(const Strength* strengths, std::uint32_t count, EvidenceBlock& out)
{
    for (std::uint32_t i = 0; i < count; ++i)
        out.heads[i] = head_of(strengths[i]);
    for (std::uint32_t i = 0; i < count; ++i)
        out.sums[i] = static_cast<Sum>(contribution_of(strengths[i]));
}

void fill(EvidenceBlock& out, std::uint32_t count, Head head)
{
    std::fill_n(out.heads.begin(), count, head);
    std::fill_n(out.sums.begin(), count, Sum{0});
}

/// Makes of what the first word says what all words say so far.
void begin_required(EvidenceBlock& all, std::uint32_t count)
{
    for (std::uint32_t i = 0; i < count; ++i)
        all.heads[i] = all.heads[i] == 0 ? no_word : all.heads[i];
}

/// Adds a word that a document must have, or one of the group's that it may have.
void add_required(EvidenceBlock& all, const EvidenceBlock& part, std::uint32_t count)
{
    for (std::uint32_t i = 0; i < count; ++i) {
        const Head word = part.heads[i] == 0 ? neutral_head : part.heads[i];
        const Head level = std::min<Head>(all.heads[i] & head_level, word & head_level);
        const Head exact = all.heads[i] & word & head_exact;
        const Head any = (all.heads[i] | part.heads[i]) & head_any;
        all.heads[i] = any | exact | level;
    }
    for (std::uint32_t i = 0; i < count; ++i)
        all.sums[i] = add_sums(all.sums[i], part.sums[i]);
}

void add_optional(EvidenceBlock& all, const EvidenceBlock& part, std::uint32_t count)
{
    for (std::uint32_t i = 0; i < count; ++i)
        all.sums[i] = add_sums(all.sums[i], part.sums[i]);
}

/// `forms`: the best of them counts; otherwise every one adds to the sum.
void add_choice(EvidenceBlock& best, const EvidenceBlock& part, std::uint32_t count, bool forms)
{
    for (std::uint32_t i = 0; i < count; ++i) {
        const Head level = std::max<Head>(best.heads[i] & head_level, part.heads[i] & head_level);
        best.heads[i] = ((best.heads[i] | part.heads[i]) & (head_any | head_exact)) | level;
    }
    if (forms)
        for (std::uint32_t i = 0; i < count; ++i)
            best.sums[i] = std::max(best.sums[i], part.sums[i]);
    else
        add_optional(best, part, count);
}

/// Documents that match without any of the words are as they were meant, but stand behind all others.
void stand_last(EvidenceBlock& evidence, std::uint32_t count)
{
    for (std::uint32_t i = 0; i < count; ++i)
        evidence.heads[i] = (evidence.heads[i] & head_any) != 0 ? evidence.heads[i] : head_exact;
}

/// Whether what its children say is nothing wherever the group does not match.
bool says_what_it_matches(const Condition& group)
{
    return group.kind == Node::Kind::at_least && group.need == Need::any &&
           std::ranges::all_of(group.children, reads_terms);
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

Scorer::Scorer(const Segment& segment, Condition& root)
    : segment_(segment), root_(root), terms_(scored_terms(root))
{
    if (terms_ > 0)
        collect(root);
}

void Scorer::collect(Condition& condition)
{
    if (!condition.scored)
        return;
    if (is_group(condition)) {
        for (Condition& child : condition.children)
            collect(child);
    } else if (reads_terms(condition)) {
        condition.leaf = leaves_.size();
        leaves_.emplace_back(segment_, condition);
    }
}

void Scorer::open_chunk(std::uint32_t chunk, std::span<const std::uint64_t> wanted)
{
    constexpr std::uint32_t fewest_dense = chunk_documents / 16;
    const bool is_dense = count_bits(wanted) >= fewest_dense;
    chunk_ = chunk;
    for (TermStrengths& leaf : leaves_)
        leaf.open(chunk, wanted, is_dense);
}

EvidenceBlock& Scorer::block(std::size_t depth)
{
    while (blocks_.size() <= depth)
        blocks_.emplace_back();
    return blocks_[depth];
}

EvidenceBlock& Scorer::judge(const DocumentBlock& documents)
{
    judge(root_, documents, 0);
    stand_last(block(0), documents.count);
    return block(0);
}

void Scorer::judge(const Condition& condition, const DocumentBlock& documents, std::size_t depth)
{
    EvidenceBlock& evidence = block(depth);
    if (!condition.scored || (!reads_terms(condition) && !is_group(condition))) {
        fill(evidence, documents.count, 0);
    } else if (reads_terms(condition)) {
        const Strength* const strengths = leaves_[condition.leaf].data();
        if (documents.listed != nullptr)
            load_listed(strengths, documents, evidence);
        else
            load_range(strengths + documents.first, documents.count, evidence);
    } else {
        judge_group(condition, documents, depth);
        if (&condition != &root_ && !says_what_it_matches(condition))
            keep_matched(condition, documents, evidence);
    }
}

void Scorer::judge_group(const Condition& group, const DocumentBlock& documents, std::size_t depth)
{
    const bool choice = group.kind == Node::Kind::at_least && group.need == Need::any;
    const bool forms = has_forms(group);
    EvidenceBlock& all = block(depth);
    std::span<const Condition> children = group.children;
    if (!children.empty() && !children.front().optional) {
        judge(children.front(), documents, depth);
        if (!choice)
            begin_required(all, documents.count);
        children = children.subspan(1);
    } else {
        fill(all, documents.count, choice ? Head{0} : no_word);
    }
    for (const Condition& child : children) {
        judge(child, documents, depth + 1);
        const EvidenceBlock& part = block(depth + 1);
        if (choice)
            add_choice(all, part, documents.count, forms);
        else if (child.optional)
            add_optional(all, part, documents.count);
        else
            add_required(all, part, documents.count);
    }
}

/// Takes the evidence from documents that the group does not match.
void Scorer::keep_matched(const Condition& group, const DocumentBlock& documents, EvidenceBlock& all) const
{
    const std::span<const std::uint64_t> words = group.matched.words();
    const std::uint32_t base = chunk_ * chunk_documents + documents.first;
    for (std::uint32_t i = 0; i < documents.count; ++i) {
        const std::uint32_t document =
            documents.listed != nullptr ? chunk_ * chunk_documents + documents.listed[i] : base + i;
        const bool matches = (words[document / 64] >> (document % 64) & 1U) != 0;
        all.heads[i] = matches ? all.heads[i] : Head{0};
        all.sums[i] = matches ? all.sums[i] : Sum{0};
    }
}

} // namespace colophon::search
