// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/segment.hpp"

#include <array>
#include <limits>
#include <optional>
#include <unordered_map>
#include <vector>

namespace colophon::search {

/// The fields whose texts complete what is typed.
inline constexpr auto completed_fields =
    std::to_array<Field>({Field::name, Field::column, Field::tag, Field::term, Field::owner});
inline constexpr FieldMask completed_mask = [] {
    FieldMask mask = 0;
    for (const Field field : completed_fields)
        mask |= mask_of(field);
    return mask;
}();

/// Who has a whole name, by field. Soft-deleted documents have nothing.
struct Tally {
    static constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();

    std::array<std::uint32_t, completed_fields.size()> counts{};
    std::array<std::uint32_t, completed_fields.size()> firsts = [] {
        std::array<std::uint32_t, completed_fields.size()> none{};
        none.fill(nobody);
        return none;
    }();                     ///< the first document of each
    std::uint64_t usage = 0; ///< of those whose own name it is

    /// How popular a name is: as many times as it stands there, and as often as what has it is used.
    std::uint64_t popularity() const;
};

/// Counts those who have a name and of whom `lives(document)` is true.
template <class Lives> Tally tally_name(const Segment& segment, std::uint32_t term, Lives&& lives)
{
    Tally tally;
    for (PostingCursor cursor = segment.postings(term); cursor.next();) {
        const std::uint32_t document = cursor.document();
        const FieldMask fields = cursor.payload().fields & completed_mask;
        if (fields == 0 || segment.removed(document) || !lives(document))
            continue;
        for (std::size_t i = 0; i < completed_fields.size(); ++i)
            if ((fields & mask_of(completed_fields[i])) != 0 && tally.counts[i]++ == 0)
                tally.firsts[i] = document;
        if ((fields & mask_of(Field::name)) != 0)
            tally.usage += segment.view().usage[document];
    }
    return tally;
}

/// The whole names of a segment, so weighed that the most popular of those that begin alike are found without
/// reading a posting: 4 bytes a name, and what blocks of 64 have at most. Weights are those of the day the
/// segment was made; what died since is counted when names are shown.
class CompletionIndex {
public:
    using Tallies = std::unordered_map<std::uint32_t, Tally>;

    explicit CompletionIndex(const Segment& segment);

    /// The most popular of these terms, which are marked as whole names: most popular first, equals in the
    /// order of terms.
    std::vector<std::uint32_t> heaviest(NumberRange terms, std::size_t count) const;
    std::uint32_t weight(std::uint32_t term) const { return weights_[term - names_.begin]; }

    /// Of the names that are in so many documents that one would not count them again and again.
    const Tallies& frequent() const { return frequent_; }
    std::size_t bytes() const;

private:
    struct Block {
        std::uint32_t most = 0;
        NumberRange places; ///< in weights_
    };
    std::vector<Block> blocks_of(NumberRange places) const;

    NumberRange names_;
    std::vector<std::uint32_t> weights_; ///< by place among the names
    std::vector<std::uint32_t> most_;    ///< of each block
    Tallies frequent_;
};

/// Names in more documents than this are among the frequent.
inline constexpr std::uint32_t counted_each_time = 256;

} // namespace colophon::search
