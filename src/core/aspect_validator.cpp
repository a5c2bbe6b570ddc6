// SPDX-License-Identifier: Apache-2.0
#include "core/aspect_validator.hpp"

#include "core/json.hpp"
#include "core/nearest.hpp"
#include "core/text.hpp"
#include "core/urn_grammar.hpp"

#include <algorithm>
#include <limits>

namespace colophon {

namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

constexpr std::string_view client_namespace = "com.linkedin.pegasus2avro.";
constexpr std::string_view wire_namespace = "com.linkedin.";

/// What a complaint shows of a value.
constexpr std::size_t shown_bytes = 80;

std::string shown(std::string_view value)
{
    return std::string(truncate_utf8(value, shown_bytes)) + (value.size() > shown_bytes ? "…" : "");
}

std::string_view kind_of(element value)
{
    switch (value.type()) {
    case element_type::ARRAY:
        return "an array";
    case element_type::OBJECT:
        return "an object";
    case element_type::STRING:
        return "a string";
    case element_type::BOOL:
        return "a boolean";
    case element_type::NULL_VALUE:
        return "null";
    case element_type::DOUBLE:
        return "a decimal number";
    case element_type::INT64:
    case element_type::UINT64:
        return "an integer";
    }
    return "something else";
}

} // namespace

bool AspectValidator::write(const RecordSpec& record, element document, std::string& out)
{
    out_.emplace(out);
    members_.clear();
    depth_ = 0;
    message_.clear();
    path_.clear();
    return write_record(record, document);
}

Error AspectValidator::error(std::string_view root) const
{
    return {Errc::invalid_argument, message_, std::string(root) + path_};
}

template <class Write> bool AspectValidator::write_elements(array elements, Write write_one)
{
    if (++depth_ > max_json_depth)
        return refuse("nested too deep");
    out_->begin_array();
    std::size_t index = 0;
    for (const element one : elements)
        if (!within_index(index++, write_one(one)))
            return false;
    out_->end_array();
    --depth_;
    return true;
}

template <class Write> bool AspectValidator::write_members(object members, Write write_one)
{
    const std::size_t first = members_.size();
    if (!take_members(members))
        return false;
    out_->begin_object();
    const std::size_t end = members_.size();
    for (std::size_t i = first; i < end; ++i) {
        const Member member = members_[i]; // members_ grows meanwhile
        out_->key(member.key);
        if (!within_member(member.key, write_one(member.value)))
            return false;
    }
    out_->end_object();
    members_.resize(first);
    --depth_;
    return true;
}

bool AspectValidator::write_value(const TypeSpec& type, element value)
{
    switch (type.kind) {
    case TypeSpec::Kind::boolean:
        return write_boolean(value);
    case TypeSpec::Kind::int32:
    case TypeSpec::Kind::int64:
        return write_integer(type, value);
    case TypeSpec::Kind::float32:
    case TypeSpec::Kind::float64:
        return write_decimal(value);
    case TypeSpec::Kind::string:
    case TypeSpec::Kind::bytes:
        return write_string(value);
    case TypeSpec::Kind::urn:
        return write_urn(type, value);
    case TypeSpec::Kind::enumeration:
        return write_symbol(type, value);
    case TypeSpec::Kind::record:
        return write_record(*type.record, value);
    case TypeSpec::Kind::array:
        return write_array(type, value);
    case TypeSpec::Kind::map:
        return write_map(type, value);
    case TypeSpec::Kind::union_:
        return write_union(type, value);
    }
    return refuse("a type that this version cannot check");
}

bool AspectValidator::write_boolean(element value)
{
    bool flag = false;
    if (value.get(flag) != simdjson::SUCCESS)
        return refuse_kind("a boolean", value);
    out_->value(flag);
    return true;
}

bool AspectValidator::write_integer(const TypeSpec& type, element value)
{
    // An integral decimal such as 1.0 is refused, as DataHub's client does.
    std::int64_t number = 0;
    if (!value.is_int64() || value.get(number) != simdjson::SUCCESS)
        return refuse_kind("an integer", value);
    using Narrow = std::numeric_limits<std::int32_t>;
    if (type.kind == TypeSpec::Kind::int32 && (number < Narrow::min() || number > Narrow::max()))
        return refuse("expected an integer of 32 bits, got " + std::to_string(number));
    out_->value(number);
    return true;
}

bool AspectValidator::write_decimal(element value)
{
    double number = 0;
    if (!value.is_number() || value.get(number) != simdjson::SUCCESS)
        return refuse_kind("a number", value);
    out_->value(number);
    return true;
}

bool AspectValidator::write_string(element value)
{
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS)
        return refuse_kind("a string", value);
    out_->value(text);
    return true;
}

bool AspectValidator::write_urn(const TypeSpec& type, element value)
{
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS)
        return refuse_kind("a URN", value);
    if (const auto fault = find_urn_fault(text))
        return refuse("expected a URN, this text is " + std::string(fault->what) + ": " + shown(text));
    if (!type.symbols.empty() && std::ranges::find(type.symbols, urn_type(text)) == type.symbols.end()) {
        std::string wanted;
        for (const std::string& symbol : type.symbols)
            wanted += (wanted.empty() ? "" : " or ") + symbol;
        return refuse("expected the URN of a " + wanted + ", got: " + shown(text));
    }
    out_->value(text);
    return true;
}

bool AspectValidator::write_symbol(const TypeSpec& type, element value)
{
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS)
        return refuse_kind("a word", value);
    if (std::ranges::find(type.symbols, text) == type.symbols.end()) {
        const std::vector<std::string_view> known(type.symbols.begin(), type.symbols.end());
        return refuse("unknown word: " + shown(text) + did_you_mean(text, known));
    }
    out_->value(text);
    return true;
}

bool AspectValidator::write_record(const RecordSpec& record, element value)
{
    object members;
    if (value.get(members) != simdjson::SUCCESS)
        return refuse_kind("an object", value);
    const std::size_t first = members_.size();
    if (!take_members(members))
        return false;
    const std::size_t end = members_.size();
    out_->begin_object();
    std::size_t next = first;
    const auto write_unknown_before = [&](const FieldSpec* field) {
        for (; next < end && (field == nullptr || members_[next].key < field->name); ++next) {
            const Member member = members_[next];
            out_->key(member.key);
            if (!within_member(member.key, write_unknown(member.value)))
                return false;
        }
        return true;
    };
    for (const std::uint16_t index : record.by_name) {
        const FieldSpec& field = record.fields[index];
        if (!write_unknown_before(&field))
            return false;
        if (next < end && members_[next].key == field.name) {
            out_->key(field.name);
            if (!within_member(field.name, write_value(field.type, members_[next++].value)))
                return false;
        } else if (!check_required(field)) {
            return false;
        }
    }
    if (!write_unknown_before(nullptr))
        return false;
    out_->end_object();
    members_.resize(first);
    --depth_;
    return true;
}

bool AspectValidator::check_required(const FieldSpec& field)
{
    return !field.required ||
           within_member(field.name, refuse("a required member is missing: " + field.name));
}

bool AspectValidator::write_array(const TypeSpec& type, element value)
{
    array elements;
    if (value.get(elements) != simdjson::SUCCESS)
        return refuse_kind("an array", value);
    return write_elements(elements, [&](element one) { return write_value(*type.element, one); });
}

bool AspectValidator::write_map(const TypeSpec& type, element value)
{
    object members;
    if (value.get(members) != simdjson::SUCCESS)
        return refuse_kind("an object", value);
    return write_members(members, [&](element one) { return write_value(*type.element, one); });
}

bool AspectValidator::write_union(const TypeSpec& type, element value)
{
    object members;
    if (value.get(members) != simdjson::SUCCESS)
        return refuse_kind("an object that names its type", value);
    const std::size_t first = members_.size();
    if (!take_members(members))
        return false;
    if (members_.size() != first + 1)
        return refuse("expected exactly one member that names the type, got " +
                      std::to_string(members_.size() - first));
    const Member member = members_[first];
    std::string normalised;
    std::string_view key = member.key;
    if (key.starts_with(client_namespace)) {
        normalised = std::string(wire_namespace).append(key.substr(client_namespace.size()));
        key = normalised;
    }
    const auto chosen = std::ranges::find(type.members, key, &UnionMember::key);
    if (chosen == type.members.end()) {
        std::vector<std::string_view> known;
        known.reserve(type.members.size());
        for (const UnionMember& choice : type.members)
            known.push_back(choice.key);
        return within_member(member.key,
                             refuse("no such type here: " + shown(key) + did_you_mean(key, known)));
    }
    out_->begin_object().key(key);
    if (!within_member(member.key, write_value(chosen->type, member.value)))
        return false;
    out_->end_object();
    members_.resize(first);
    --depth_;
    return true;
}

bool AspectValidator::write_unknown(element value)
{
    switch (value.type()) {
    case element_type::ARRAY:
        return write_elements(value, [&](element one) { return write_unknown(one); });
    case element_type::OBJECT:
        return write_members(value, [&](element one) { return write_unknown(one); });
    case element_type::STRING:
        return write_string(value);
    case element_type::INT64:
        out_->value(std::int64_t(value));
        return true;
    case element_type::UINT64:
        out_->value(std::uint64_t(value));
        return true;
    case element_type::DOUBLE:
        return write_decimal(value);
    case element_type::BOOL:
        return write_boolean(value);
    case element_type::NULL_VALUE:
        out_->null();
        return true;
    }
    return refuse("a value that this version cannot read");
}

bool AspectValidator::take_members(object object)
{
    if (++depth_ > max_json_depth)
        return refuse("nested too deep");
    const auto first = static_cast<std::ptrdiff_t>(members_.size());
    for (const auto [key, value] : object)
        if (!value.is_null())
            members_.push_back({key, value});
    const auto begin = members_.begin() + first;
    const std::ranges::subrange taken(begin, members_.end());
    std::ranges::sort(taken, {}, &Member::key);
    const auto twice = std::ranges::adjacent_find(taken, {}, &Member::key);
    if (twice == members_.end())
        return true;
    const std::string key(twice->key);
    return within_member(key, refuse("a member is given twice: " + shown(key)));
}

bool AspectValidator::refuse(std::string message)
{
    message_ = std::move(message);
    return false;
}

bool AspectValidator::refuse_kind(std::string_view expected, element value)
{
    return refuse("expected " + std::string(expected) + ", got " + std::string(kind_of(value)));
}

bool AspectValidator::within_member(std::string_view key, bool passed)
{
    if (!passed)
        path_.insert(0, "." + shown(key));
    return passed;
}

bool AspectValidator::within_index(std::size_t index, bool passed)
{
    if (!passed)
        path_.insert(0, "[" + std::to_string(index) + "]");
    return passed;
}

} // namespace colophon
