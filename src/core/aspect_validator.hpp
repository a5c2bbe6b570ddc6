// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/json_writer.hpp"

#include <colophon/entity_registry.hpp>
#include <optional>
#include <simdjson.h>
#include <string>
#include <string_view>
#include <vector>

namespace colophon {

/// Checks a document against its record while writing it in the canonical form: one walk, nothing allocated
/// but the text. Reusable; for one thread. Each step says false once something was refused; error() then
/// tells what and where.
class AspectValidator {
public:
    /// Appends the canonical text to `out`; on refusal what was appended so far is of no use.
    bool write(const RecordSpec& record, simdjson::dom::element document, std::string& out);

    /// What write() refused; its path begins with `root`.
    Error error(std::string_view root) const;

private:
    using element = simdjson::dom::element;
    struct Member {
        std::string_view key;
        element value;
    };

    bool write_value(const TypeSpec& type, element value);
    bool write_boolean(element value);
    bool write_integer(const TypeSpec& type, element value);
    bool write_decimal(element value);
    bool write_string(element value);
    bool write_urn(const TypeSpec& type, element value);
    bool write_symbol(const TypeSpec& type, element value);
    bool write_record(const RecordSpec& record, element value);
    bool write_array(const TypeSpec& type, element value);
    bool write_map(const TypeSpec& type, element value);
    bool write_union(const TypeSpec& type, element value);
    bool write_unknown(element value);
    template <class Write> bool write_elements(simdjson::dom::array elements, Write write_one);
    template <class Write> bool write_members(simdjson::dom::object members, Write write_one);

    /// Puts an object's members without the nulls on members_, sorted; refuses those given twice.
    bool take_members(simdjson::dom::object object);
    bool check_required(const FieldSpec& field);

    bool refuse(std::string message);
    bool refuse_kind(std::string_view expected, element value);
    bool within_member(std::string_view key, bool passed);
    bool within_index(std::size_t index, bool passed);

    std::optional<JsonWriter> out_;
    std::vector<Member> members_; ///< of all the objects that are open, innermost last
    std::size_t depth_ = 0;
    std::string message_;
    std::string path_;
};

/// Refuses field paths that are empty or given twice, in the aspects that list the fields of a schema.
std::optional<Error> find_field_path_fault(std::string_view aspect, simdjson::dom::element document,
                                           std::string_view root);

} // namespace colophon
