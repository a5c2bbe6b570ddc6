// SPDX-License-Identifier: Apache-2.0
#include "search/segment/record.hpp"

#include "search/segment/varint.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

/// Strings are numbered as records first name them, so that most of a record's are new: one more than the
/// greatest before. Which number is new follows from the record alone.
class NewStrings {
public:
    bool take_if_new(std::uint32_t string)
    {
        const bool is_new = string == next_;
        next_ = std::max(next_, string + 1);
        return is_new;
    }
    std::uint32_t next() { return next_++; }

private:
    std::uint32_t next_ = 0;
};

// Of a text's first byte: the field, whether the string is new, and otherwise the lowest bits of its number.
constexpr unsigned field_bits = 4;
constexpr std::uint8_t field_mask = (1U << field_bits) - 1;
constexpr std::uint8_t new_string = 1U << field_bits;
constexpr unsigned low_bits = 8 - field_bits - 1;
constexpr unsigned low_shift = field_bits + 1;
static_assert(field_count <= field_mask + std::size_t{1});

void append_text(std::vector<std::uint8_t>& out, const Record::Text& text, NewStrings& strings)
{
    const auto field = static_cast<unsigned>(text.field);
    if (strings.take_if_new(text.string)) {
        out.push_back(static_cast<std::uint8_t>(field | new_string));
        return;
    }
    out.push_back(static_cast<std::uint8_t>(field | text.string << low_shift));
    append_varint(out, text.string >> low_bits);
}

Record::Text read_text(const std::uint8_t*& at, NewStrings& strings)
{
    const std::uint8_t head = *at++;
    const auto field = static_cast<Field>(std::min<std::size_t>(head & field_mask, field_count - 1));
    if ((head & new_string) != 0)
        return {field, strings.next()};
    const std::uint32_t string = read_varint(at) << low_bits | head >> low_shift;
    strings.take_if_new(string);
    return {field, string};
}

} // namespace

void append_record(std::vector<std::uint8_t>& out, const Record& record)
{
    NewStrings strings;
    for (const std::uint32_t string : record.members)
        append_varint(out, strings.take_if_new(string) ? 0 : string + 1);
    append_varint(out, static_cast<std::uint32_t>(record.texts.size()));
    for (const Record::Text& text : record.texts)
        append_text(out, text, strings);
    append_varint(out, static_cast<std::uint32_t>(record.values.size()));
    for (const std::uint32_t value : record.values)
        append_varint(out, value);
}

void read_record(const std::uint8_t* at, Record& record)
{
    NewStrings strings;
    for (std::uint32_t& string : record.members) {
        const std::uint32_t number = read_varint(at);
        string = number == 0 ? strings.next() : number - 1;
        strings.take_if_new(string);
    }
    record.texts.resize(read_varint(at));
    for (Record::Text& text : record.texts)
        text = read_text(at, strings);
    record.values.resize(read_varint(at));
    for (std::uint32_t& value : record.values)
        value = read_varint(at);
}

std::uint32_t read_urn(const std::uint8_t* at)
{
    const std::uint32_t number = read_varint(at); // Member::urn comes first
    return number == 0 ? 0 : number - 1;
}

} // namespace colophon::search
