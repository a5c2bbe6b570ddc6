// SPDX-License-Identifier: Apache-2.0
#include "search/segment/impact.hpp"

#include <algorithm>
#include <bit>

namespace colophon::search {

namespace {

struct FieldShape {
    float weight;       ///< of one occurrence in a text of usual length
    float usual_length; ///< tokens
    bool identifier;
};

// In the order of Field. A name outweighs any number of columns: an occurrence saturates at one and a half.
constexpr std::array<FieldShape, field_count> shapes = {{
    {16.0F, 2, true},  // name
    {8.0F, 4, false},  // qualified_name
    {5.0F, 2, true},   // column
    {3.0F, 2, true},   // tag
    {3.0F, 2, true},   // term
    {3.0F, 2, true},   // owner
    {2.0F, 3, false},  // path
    {1.2F, 10, false}, // description
    {0.6F, 10, false}, // column_description
    {0.3F, 4, false},  // custom_property
}};

constexpr float length_share = 0.4F; // how much of an occurrence's weight depends on the length
constexpr float field_saturation = 0.5F;
constexpr float document_saturation = 6.0F;
constexpr int impact_step = 4;

const FieldShape& shape(std::size_t field)
{
    return shapes[field];
}

} // namespace

float occurrence_weight(Field field, std::size_t tokens)
{
    const float length = static_cast<float>(tokens) / shape(static_cast<std::size_t>(field)).usual_length;
    return 1.0F / (1.0F - length_share + length_share * length);
}

std::uint8_t impact_of(FieldMask fields, const Occurrences& occurrences, std::uint8_t quality)
{
    float sum = 0;
    for (unsigned left = fields; left != 0; left &= left - 1) {
        const auto field = static_cast<std::size_t>(std::countr_zero(left));
        const float count = occurrences[field];
        sum += shape(field).weight * count * (1 + field_saturation) / (count + field_saturation);
    }
    const float text = sum / (sum + document_saturation);
    const float impact = 255.0F * (1 - quality_share) * text + quality_share * static_cast<float>(quality);
    const int steps = static_cast<int>(static_cast<double>(impact) + 0.5) / impact_step; // rounded
    return static_cast<std::uint8_t>(std::clamp(steps * impact_step, impact_step, 255));
}

Level level_of(Field field, bool is_whole, bool is_first)
{
    switch (field) {
    case Field::name:
        return is_whole ? Level::whole_name : is_first ? Level::name_start : Level::name;
    case Field::qualified_name:
    case Field::path:
        return Level::path;
    case Field::column:
        return is_whole ? Level::whole_column : Level::column;
    case Field::tag:
    case Field::term:
    case Field::owner:
        return Level::label;
    default:
        return Level::text;
    }
}

Level lowered(Level level)
{
    return level == Level::text ? level : static_cast<Level>(static_cast<int>(level) - 1);
}

bool is_identifier(Field field)
{
    return shape(static_cast<std::size_t>(field)).identifier;
}

} // namespace colophon::search
