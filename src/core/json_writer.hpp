// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace colophon {

/// Appends JSON text to a string of the caller's. Commas are placed by the writer; UTF-8 stays as it is,
/// control characters are escaped. Text that is not UTF-8 must be refused before it gets here.
class JsonWriter {
public:
    explicit JsonWriter(std::string& out) : out_(out) {}

    JsonWriter& begin_object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& begin_array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }

    JsonWriter& key(std::string_view name);
    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    JsonWriter& value(bool flag);
    JsonWriter& value(double number); ///< shortest form that reads back equal; always with `.` or an exponent
    template <std::integral T> JsonWriter& value(T number)
    {
        separate();
        out_ += std::to_string(number);
        comma_ = true;
        return *this;
    }
    JsonWriter& null();
    /// Text that is JSON already.
    JsonWriter& raw(std::string_view json);

    /// key() and value() in one.
    template <class T> JsonWriter& member(std::string_view name, const T& content)
    {
        key(name);
        return value(content);
    }

private:
    JsonWriter& open(char bracket);
    JsonWriter& close(char bracket);
    void separate();

    std::string& out_;
    bool comma_ = false;
};

/// Appends `text` as a quoted JSON string.
void append_json_string(std::string& out, std::string_view text);

} // namespace colophon
