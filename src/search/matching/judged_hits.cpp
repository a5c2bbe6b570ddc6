// SPDX-License-Identifier: Apache-2.0
#include "search/matching/judged_hits.hpp"

namespace colophon::search {

namespace {

constexpr Head every_bit = 0xFFFF;
constexpr std::uint32_t block_words = judged_documents / 64;
/// From so many matches on, all documents of a block are judged.
constexpr std::uint32_t fewest_for_range = judged_documents / 8;

/// A bit for each of 64 bytes that are 0xFF or 0.
std::uint64_t marked_bits(const std::uint8_t* bytes)
{
    constexpr std::uint64_t highest_bits = 0x8080'8080'8080'8080;
    constexpr std::uint64_t side_by_side = 0x0002'0408'1020'4081; // moves them into the highest byte
    std::uint64_t bits = 0;
    for (unsigned i = 0; i < 8; ++i)
        bits |= ((load<std::uint64_t>(bytes + i * 8) & highest_bits) * side_by_side >> 56U) << (i * 8);
    return bits;
}

} // namespace

JudgedHits::JudgedHits(const Segment& segment, Condition& root, const DocumentSet& matched,
                       const ExactNames& names)
    : segment_(segment), matched_(matched), names_(names), scorer_(segment, root), ranking_(scorer_.terms())
{
}

void JudgedHits::offer(TopHits& top)
{
    DocumentSet named;
    named.reset(segment_.documents());
    names_.each_whole([&named](std::uint32_t document) { named.insert(document); });
    named.intersect(matched_);
    DocumentSet others = matched_;
    others.subtract(named);
    const bool has_named = !named.empty();
    const std::uint32_t chunks = (segment_.documents() + chunk_documents - 1) / chunk_documents;
    for (std::uint32_t chunk = 0; chunk < chunks; ++chunk) {
        const std::size_t begin = std::size_t{chunk} * chunk_words;
        const std::size_t count = std::min<std::size_t>(chunk_words, matched_.words().size() - begin);
        const std::span<const std::uint64_t> wanted = matched_.words().subspan(begin, count);
        if (count_bits(wanted) == 0)
            continue;
        scorer_.open_chunk(chunk, wanted);
        offer_chunk(chunk, others, false, top);
        if (has_named)
            offer_chunk(chunk, named, true, top);
    }
}

void JudgedHits::offer_chunk(std::uint32_t chunk, const DocumentSet& documents, bool named, TopHits& top)
{
    const std::size_t begin = std::size_t{chunk} * chunk_words;
    const std::size_t end = std::min<std::size_t>(begin + chunk_words, documents.words().size());
    for (std::size_t word = begin; word < end; word += block_words) {
        const auto words = documents.words().subspan(word, std::min<std::size_t>(block_words, end - word));
        const DocumentBlock block = make_block(static_cast<std::uint32_t>(word - begin) * 64, words);
        if (block.count == 0)
            continue;
        // Others come in order: of equal ranks, the first to come stays.
        const std::uint64_t beaten = named ? 0 : top.beaten();
        EvidenceBlock& judged = scorer_.judge(block);
        ranking_.limit(judged, block.count);
        names_.raise(judged, block, chunk * chunk_documents);
        if (mark_promising(judged, block.count, ranking_.bound(beaten == 0 ? 0 : beaten + 1)))
            rank_promising(judged, block, words, chunk * chunk_documents, top);
    }
}

DocumentBlock JudgedHits::make_block(std::uint32_t first, std::span<const std::uint64_t> words)
{
    const std::uint32_t matches = count_bits(words);
    if (matches >= fewest_for_range)
        return {first, static_cast<std::uint32_t>(words.size()) * 64, nullptr};
    std::uint16_t* next = listed_.data();
    for (std::uint32_t i = 0; i < words.size(); ++i)
        for (std::uint64_t word = words[i]; word != 0; word &= word - 1)
            *next++ = static_cast<std::uint16_t>(first + i * 64 +
                                                 static_cast<std::uint32_t>(std::countr_zero(word)));
    return {first, matches, listed_.data()};
}

/// Without a branch, so that eight documents are compared at once.
bool JudgedHits::mark_promising(const EvidenceBlock& judged, std::uint32_t count, const Ranking::Bound& bound)
{
    const Head* const heads = judged.heads.data();
    const Sum* const sums = judged.sums.data();
    const auto [least, sum] = bound;
    Head any = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        const Head head = heads[i] & (head_exact | head_level);
        const Head above = head > least ? every_bit : Head{0};
        const Head level_with_it = head == least ? every_bit : Head{0};
        const Head enough = sums[i] >= sum ? every_bit : Head{0};
        const Head promising = above | (level_with_it & enough);
        promising_[i] = static_cast<std::uint8_t>(promising);
        any |= promising;
    }
    return any != 0;
}

void JudgedHits::rank_promising(const EvidenceBlock& judged, const DocumentBlock& block,
                                std::span<const std::uint64_t> words, std::uint32_t base, TopHits& top) const
{
    const bool is_range = block.listed == nullptr;
    for (std::uint32_t begin = 0; begin < block.count; begin += 64) {
        std::uint64_t bits = marked_bits(&promising_[begin]);
        if (is_range)
            bits &= words[begin / 64];
        else if (block.count - begin < 64)
            bits &= (std::uint64_t{1} << (block.count - begin)) - 1;
        for (; bits != 0; bits &= bits - 1) {
            const std::uint32_t i = begin + static_cast<std::uint32_t>(std::countr_zero(bits));
            rank(judged[i], base + (is_range ? block.first + i : block.listed[i]), top);
        }
    }
}

void JudgedHits::rank(Evidence evidence, std::uint32_t document, TopHits& top) const
{
    const Tier tier = names_.tier(document, tier_of(evidence.level()));
    top.offer(ranking_.rank(evidence, tier), document);
}

} // namespace colophon::search
