// SPDX-License-Identifier: Apache-2.0
#include "search/completion/living_tallies.hpp"

#include "search/analysis/analyzer.hpp"
#include "search/segment/impact.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <string>

namespace colophon::search {

namespace {

constexpr std::size_t most_subtracted = 64; // documents: more, and counting again is cheaper

/// Those that died between two moments; nothing where they are too many.
std::optional<std::vector<std::uint32_t>> died_between(const DeadDocuments* before, const DeadDocuments& now)
{
    std::vector<std::uint32_t> died;
    for (std::size_t i = 0; i < now.size(); ++i) {
        const std::uint64_t old = before == nullptr ? 0 : (*before)[i];
        for (std::uint64_t fresh = now[i] & ~old; fresh != 0; fresh &= fresh - 1) {
            if (died.size() == most_subtracted)
                return std::nullopt;
            died.push_back(static_cast<std::uint32_t>(i * 64) +
                           static_cast<std::uint32_t>(std::countr_zero(fresh)));
        }
    }
    return died;
}

bool is_later(const DeadDocuments* before, const DeadDocuments& now)
{
    if (before == nullptr)
        return true;
    for (std::size_t i = 0; i < now.size(); ++i)
        if (((*before)[i] & ~now[i]) != 0)
            return false;
    return true;
}

/// Whether the first document of every field is known and lives.
bool is_settled(const Tally& tally, const Part& part)
{
    for (std::size_t i = 0; i < tally.counts.size(); ++i)
        if (tally.counts[i] > 0 && (tally.firsts[i] == Tally::nobody || !part.lives(tally.firsts[i])))
            return false;
    return true;
}

} // namespace

Tally LivingTallies::tally(const Part& part, std::uint32_t term)
{
    const bool frequent = part.segment->postings(term).left() > counted_each_time;
    if (frequent) {
        const std::lock_guard lock(mutex_);
        if (follow(part))
            if (const auto known = known_.find(term);
                known != known_.end() && is_settled(known->second, part))
                return known->second;
    }
    const Tally tally =
        tally_name(*part.segment, term, [&part](std::uint32_t document) { return part.lives(document); });
    if (frequent) {
        const std::lock_guard lock(mutex_);
        if (dead_ == part.dead)
            known_[term] = tally;
    }
    return tally;
}

/// Comes up to the part's moment; false where that lies behind.
bool LivingTallies::follow(const Part& part)
{
    if (dead_ == part.dead)
        return true;
    if (!is_later(dead_.get(), *part.dead))
        return false;
    if (const auto died = died_between(dead_.get(), *part.dead))
        for (const std::uint32_t document : *died)
            subtract(*part.segment, document);
    else
        known_.clear();
    dead_ = part.dead;
    return true;
}

void LivingTallies::subtract(const Segment& segment, std::uint32_t document)
{
    if (segment.removed(document))
        return;
    const SearchDocument dead = segment.document(document);
    Analyzer analyzer;
    std::map<std::string, FieldMask> names; // a name counts once a field, however often it stands there
    const auto add = [&](Field field, const std::string& text) {
        if ((mask_of(field) & completed_mask) == 0)
            return;
        analyzer.analyze(text);
        names[whole_name_mark + std::string(analyzer.joined())] |= mask_of(field);
    };
    add(Field::name, dead.name);
    for (const SearchDocument::Text& text : dead.texts)
        add(text.field, text.text);
    for (const auto& [name, fields] : names) {
        const auto term = segment.find_term(name);
        const auto known = term ? known_.find(*term) : known_.end();
        if (known == known_.end())
            continue;
        for (std::size_t i = 0; i < completed_fields.size(); ++i)
            if ((fields & mask_of(completed_fields[i])) != 0)
                --known->second.counts[i];
        if ((fields & mask_of(Field::name)) != 0)
            known->second.usage -= dead.usage;
    }
}

} // namespace colophon::search
