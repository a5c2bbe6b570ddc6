// SPDX-License-Identifier: Apache-2.0
#include "search/completion/typed_name.hpp"

#include "core/text.hpp"
#include "search/analysis/fold.hpp"
#include "search/fuzzy/letters.hpp"
#include "search/segment/impact.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

constexpr std::uint32_t finals = 28; // none included
constexpr std::uint32_t syllables_of_initial = 21 * finals;
constexpr char32_t first_initial = 0x1100; // as fold() leaves one that stands alone
constexpr std::uint32_t initials = 19;

/// The bytes at which the last code point begins.
std::size_t last_begin(std::string_view text)
{
    std::size_t at = text.size();
    while (at > 0 && (static_cast<unsigned char>(text[--at]) & 0xC0U) == 0x80U) {
    }
    return at;
}

char32_t code_of(std::string_view point)
{
    std::int32_t code = 0;
    read_utf8(point, code);
    return static_cast<char32_t>(code);
}

/// The first syllable that begins with a consonant; 0 where none does.
char32_t beginning_with(char32_t consonant)
{
    for (std::uint32_t initial = 0; initial < initials; ++initial) {
        const char32_t first = first_syllable + initial * syllables_of_initial;
        if (jamo_of(first)[0] == consonant)
            return first;
    }
    return 0;
}

} // namespace

TypedName::TypedName(std::string joined) : joined_(std::move(joined))
{
    const std::size_t points = code_points(joined_);
    stretches_.push_back({joined_, joined_ + '\xFF', points});
    const std::size_t begin = last_begin(joined_);
    const std::string_view stem = std::string_view(joined_).substr(0, begin);
    const char32_t last = code_of(std::string_view(joined_).substr(begin));
    if (last >= first_initial && last < first_initial + initials) {
        const char32_t first = first_syllable + (last - first_initial) * syllables_of_initial;
        add_syllables(stem, first, first + syllables_of_initial, points);
    }
    if (!is_syllable(last))
        return;
    const std::uint32_t final_consonant = (last - first_syllable) % finals;
    if (final_consonant == 0) {
        add_syllables(stem, last + 1, last + finals, points);
        return;
    }
    std::string open(stem);
    append_utf8(open, static_cast<std::int32_t>(last - final_consonant));
    if (const char32_t first = beginning_with(jamo_of(last)[2]); first != 0)
        add_syllables(open, first, first + syllables_of_initial, points + 1);
}

void TypedName::add_syllables(std::string_view stem, char32_t first, char32_t end, std::size_t points)
{
    Stretch stretch{std::string(stem), std::string(stem), points};
    append_utf8(stretch.begin, static_cast<std::int32_t>(first));
    append_utf8(stretch.end, static_cast<std::int32_t>(end));
    stretches_.push_back(std::move(stretch));
}

std::vector<NumberRange> TypedName::names_in(const Segment& segment) const
{
    std::vector<NumberRange> ranges;
    for (const Stretch& stretch : stretches_)
        ranges.push_back({segment.lower_bound_term(whole_name_mark + stretch.begin),
                          segment.lower_bound_term(whole_name_mark + stretch.end)});
    return ranges;
}

bool TypedName::begins(std::string_view name) const
{
    return std::any_of(stretches_.begin(), stretches_.end(), [name](const Stretch& stretch) {
        return name >= stretch.begin && name < stretch.end;
    });
}

std::size_t TypedName::typed_points(std::string_view name) const
{
    const auto met = std::find_if(stretches_.begin(), stretches_.end(), [name](const Stretch& stretch) {
        return name >= stretch.begin && name < stretch.end;
    });
    return met == stretches_.end() ? 0 : met->points;
}

} // namespace colophon::search
