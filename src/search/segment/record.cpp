// SPDX-License-Identifier: Apache-2.0
#include "search/segment/record.hpp"

#include "search/segment/varint.hpp"

namespace colophon::search {

void append_record(std::vector<std::uint8_t>& out, const Record& record)
{
    for (const std::uint32_t string : record.members)
        append_varint(out, string);
    append_varint(out, static_cast<std::uint32_t>(record.texts.size()));
    for (const Record::Text& text : record.texts) {
        append_varint(out, static_cast<std::uint32_t>(text.field));
        append_varint(out, text.string);
    }
    append_varint(out, static_cast<std::uint32_t>(record.values.size()));
    for (const std::uint32_t value : record.values)
        append_varint(out, value);
}

void read_record(const std::uint8_t* at, Record& record)
{
    for (std::uint32_t& string : record.members)
        string = read_varint(at);
    record.texts.resize(read_varint(at));
    for (Record::Text& text : record.texts) {
        text.field = static_cast<Field>(read_varint(at));
        text.string = read_varint(at);
    }
    record.values.resize(read_varint(at));
    for (std::uint32_t& value : record.values)
        value = read_varint(at);
}

} // namespace colophon::search
