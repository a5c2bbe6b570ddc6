// SPDX-License-Identifier: Apache-2.0
#include "core/yaml.hpp"

#include "core/json.hpp"
#include "core/json_writer.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <vector>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace colophon {
namespace {

constexpr std::size_t longest_document = 4u << 20;
/// What aliases may make of it.
constexpr std::size_t longest_output = 16u << 20;

[[noreturn]] void refuse(const YAML::Mark& mark, const std::string& what)
{
    throw Error(Errc::invalid_argument, "cannot be read as YAML: " + what + ": line " +
                                            std::to_string(mark.line + 1) + ", column " +
                                            std::to_string(mark.column + 1));
}

bool all_of(std::string_view text, std::string_view letters)
{
    return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

/// The decimal spelling of a plain integer of 64 bits; nothing for any other text.
std::optional<std::string> integer(std::string_view text)
{
    const bool negative = text.starts_with('-');
    std::string_view digits = text;
    if (negative || text.starts_with('+'))
        digits.remove_prefix(1);
    int base = 10;
    if (digits.size() == text.size() && (digits.starts_with("0x") || digits.starts_with("0o"))) {
        base = digits[1] == 'x' ? 16 : 8;
        digits.remove_prefix(2);
    }
    std::int64_t number = 0;
    const std::string signed_digits = (negative ? "-" : "") + std::string(digits);
    const char* last = signed_digits.data() + signed_digits.size();
    const auto [end, error] = std::from_chars(signed_digits.data(), last, number, base);
    if (digits.empty() || digits.starts_with('-') || end != last || error != std::errc())
        return std::nullopt;
    return std::to_string(number);
}

/// The JSON spelling of a plain decimal, as in `.5`, `1.`, `+2e3`.
std::optional<std::string> decimal(std::string_view text)
{
    std::string_view rest = text.starts_with('-') || text.starts_with('+') ? text.substr(1) : text;
    const std::size_t exponent = std::min(rest.find_first_of("eE"), rest.size());
    const std::string_view mantissa = rest.substr(0, exponent);
    const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
    const std::string_view whole = mantissa.substr(0, point);
    const std::string_view fraction = mantissa.substr(std::min(point + 1, mantissa.size()));
    constexpr std::string_view digits = "0123456789";
    if ((whole.empty() && fraction.empty()) || (!whole.empty() && !all_of(whole, digits)) ||
        (!fraction.empty() && !all_of(fraction, digits)) ||
        (point == mantissa.size() && exponent == rest.size()))
        return std::nullopt;
    double number = 0;
    const std::string_view plain = text.starts_with('+') ? text.substr(1) : text;
    const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), number);
    if (end != plain.data() + plain.size() || error != std::errc())
        return std::nullopt;
    std::string json;
    JsonWriter(json).value(number);
    return json;
}

/// A scalar without quotes, by the core schema.
std::string plain_scalar(const std::string& text)
{
    struct Word {
        std::string_view word;
        std::string_view json;
    };
    static constexpr std::array<Word, 11> words{{{"", "null"},
                                                 {"~", "null"},
                                                 {"null", "null"},
                                                 {"Null", "null"},
                                                 {"NULL", "null"},
                                                 {"true", "true"},
                                                 {"True", "true"},
                                                 {"TRUE", "true"},
                                                 {"false", "false"},
                                                 {"False", "false"},
                                                 {"FALSE", "false"}}};
    for (const Word& row : words)
        if (text == row.word)
            return std::string(row.json);
    if (auto number = integer(text))
        return *number;
    if (auto number = decimal(text))
        return *number;
    std::string json;
    append_json_string(json, text);
    return json;
}

/// Writes JSON as the parser meets the nodes. Every node is a fragment of text, kept where an anchor names
/// it, so that an alias costs its length and is counted against the limit.
class JsonBuilder : public YAML::EventHandler {
public:
    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        add(mark, anchor, {"null", 0, "null"});
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end())
            refuse(mark, "an alias may not stand inside what it names");
        add(mark, 0, found->second);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& text) override
    {
        std::string json;
        if (tag == "?" || tag == "tag:yaml.org,2002:int" || tag == "tag:yaml.org,2002:float" ||
            tag == "tag:yaml.org,2002:bool" || tag == "tag:yaml.org,2002:null")
            json = plain_scalar(text);
        else if (tag == "!" || tag == "tag:yaml.org,2002:str")
            append_json_string(json, text);
        else
            refuse(mark, "this tag has no meaning here, leave it out");
        add(mark, anchor, {std::move(json), 0, text});
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        open(mark, anchor, false);
    }
    void OnSequenceEnd() override { close(']'); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        open(mark, anchor, true);
    }
    void OnMapEnd() override { close('}'); }

    const std::optional<std::string>& document() const { return document_; }

private:
    struct Fragment {
        std::string json;
        std::size_t depth = 0;
        std::optional<std::string> key = {}; ///< a scalar's text, for use as a key
    };
    struct Collection {
        YAML::Mark mark;
        YAML::anchor_t anchor = 0;
        bool map = false;
        std::string json;
        std::size_t depth = 1;
        bool key_next = false;
        std::set<std::string> keys = {};
    };

    void open(const YAML::Mark& mark, YAML::anchor_t anchor, bool map)
    {
        if (open_.size() >= max_json_depth)
            refuse(mark, "nested too deeply, at most " + std::to_string(max_json_depth));
        if (!open_.empty() && open_.back().key_next)
            refuse(mark, "a key must be a plain text");
        open_.push_back({mark, anchor, map, map ? "{" : "[", 1, map});
    }

    void close(char bracket)
    {
        Collection done = std::move(open_.back());
        open_.pop_back();
        add(done.mark, done.anchor, {std::move(done.json) + bracket, done.depth});
    }

    void add(const YAML::Mark& mark, YAML::anchor_t anchor, Fragment fragment)
    {
        written_ += fragment.json.size();
        if (written_ > longest_output)
            refuse(mark, "aliases make the document too long");
        if (open_.size() + fragment.depth > max_json_depth)
            refuse(mark, "nested too deeply, at most " + std::to_string(max_json_depth));
        if (open_.empty())
            document_ = fragment.json;
        else
            append(mark, open_.back(), fragment);
        if (anchor != 0)
            anchors_.insert_or_assign(anchor, std::move(fragment));
    }

    static void append(const YAML::Mark& mark, Collection& into, const Fragment& fragment)
    {
        into.depth = std::max(into.depth, fragment.depth + 1);
        const bool first = into.json.size() == 1;
        if (into.key_next) {
            add_key(mark, into, fragment, first);
            return;
        }
        if (!into.map && !first)
            into.json += ',';
        into.json += fragment.json;
        into.key_next = into.map;
    }

    static void add_key(const YAML::Mark& mark, Collection& into, const Fragment& fragment, bool first)
    {
        if (!fragment.key)
            refuse(mark, "a key must be a plain text");
        if (*fragment.key == "<<")
            refuse(mark, "merge keys are not supported, write the members out");
        if (!into.keys.insert(*fragment.key).second)
            refuse(mark, "key stands twice, \"" + *fragment.key + '"');
        if (!first)
            into.json += ',';
        append_json_string(into.json, *fragment.key);
        into.json += ':';
        into.key_next = false;
    }

    std::vector<Collection> open_;
    std::map<YAML::anchor_t, Fragment> anchors_;
    std::optional<std::string> document_;
    std::size_t written_ = 0;
};

std::string read_one_document(std::string_view yaml)
{
    std::istringstream stream{std::string(yaml)};
    YAML::Parser parser(stream);
    JsonBuilder first;
    parser.HandleNextDocument(first);
    JsonBuilder second;
    if (parser.HandleNextDocument(second))
        throw Error(Errc::invalid_argument, "cannot be read as YAML: more than one document");
    return first.document().value_or("null");
}

} // namespace

Result<std::string> yaml_to_json(std::string_view yaml)
{
    if (yaml.size() > longest_document)
        return failure(Errc::invalid_argument, "cannot be read as YAML: longer than 4 MiB");
    if (!is_utf8(yaml))
        return failure(Errc::invalid_argument, "cannot be read as YAML: not UTF-8");
    try {
        return read_one_document(yaml);
    } catch (const YAML::Exception& error) {
        return failure(Errc::invalid_argument, "cannot be read as YAML: " + error.msg + ": line " +
                                                   std::to_string(error.mark.line + 1) + ", column " +
                                                   std::to_string(error.mark.column + 1));
    } catch (Error& error) {
        return tl::unexpected(std::move(error));
    }
}

} // namespace colophon
