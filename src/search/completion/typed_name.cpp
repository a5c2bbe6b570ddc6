// SPDX-License-Identifier: Apache-2.0
#include "search/completion/typed_name.hpp"

#include "core/text.hpp"
#include "search/analysis/fold.hpp"
#include "search/analysis/jamo.hpp"
#include "search/fuzzy/letters.hpp"
#include "search/segment/impact.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

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

} // namespace

TypedName::TypedName(std::string joined) : joined_(std::move(joined))
{
    const std::size_t points = code_points(joined_);
    const std::size_t begin = last_begin(joined_);
    const std::string_view stem = std::string_view(joined_).substr(0, begin);
    const char32_t last = code_of(std::string_view(joined_).substr(begin));
    if (!is_syllable(last))
        stretches_.push_back({joined_, joined_ + '\xFF', points});
    else
        add_syllables(stem, grown_from(last), points);
    if (const std::optional<int> initial = lone_initial(last))
        add_syllables(stem, beginning_with(*initial), points);
    if (const std::optional<Division> division = divided(last)) {
        std::string divided_stem(stem);
        append_utf8(divided_stem, static_cast<std::int32_t>(division->syllable));
        add_syllables(divided_stem, beginning_with(division->next_initial), points + 1);
    }
}

void TypedName::add_syllables(std::string_view stem, CodeRange syllables, std::size_t points)
{
    Stretch stretch{std::string(stem), std::string(stem), points};
    append_utf8(stretch.begin, static_cast<std::int32_t>(syllables.begin));
    append_utf8(stretch.end, static_cast<std::int32_t>(syllables.end));
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
