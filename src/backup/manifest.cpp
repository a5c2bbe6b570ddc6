// SPDX-License-Identifier: Apache-2.0
#include "backup/manifest.hpp"

#include "core/json.hpp"
#include "core/json_writer.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <nlohmann/json.hpp>

namespace colophon::backup {
namespace {

constexpr std::string_view format_name = "colophon-backup";
constexpr std::string_view name_begin = "colophon-";
constexpr std::string_view name_end = ".backup";
constexpr std::size_t created_size = 16;

/// What a backup may hold, in this order. Names are compared, never used as paths.
constexpr std::array<std::string_view, 2> member_names{"catalog.db", "tokens.db"};

constexpr std::uint64_t largest_member = std::uint64_t{1} << 50;

bool all_digits(std::string_view text)
{
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

tl::unexpected<Error> foreign(const std::string& what)
{
    return failure(Errc::invalid_argument, "not a backup of Colophon, or a damaged one: " + what);
}

Result<std::vector<Manifest::Member>> read_members(const nlohmann::json& list)
{
    std::vector<Manifest::Member> members;
    std::size_t next = 0;
    for (const auto& row : list) {
        Manifest::Member member{row.at("name"), row.at("size")};
        while (next < member_names.size() && member_names[next] != member.name)
            ++next;
        if (next++ == member_names.size() || member.size > largest_member)
            return foreign("a member that no backup has");
        members.push_back(std::move(member));
    }
    if (members.empty() || members[0].name != member_names[0])
        return foreign("it holds no catalog.db");
    return members;
}

Result<Manifest> read_manifest(const nlohmann::json& document)
{
    Manifest manifest;
    manifest.program = document.at("program");
    manifest.created = document.at("created");
    manifest.position = document.at("position");
    manifest.entities = document.at("entities");
    manifest.schema = document.at("schema");
    if (!utc_seconds(manifest.created))
        return foreign("a time that cannot be read");
    auto members = read_members(document.at("members"));
    if (!members)
        return tl::unexpected(members.error());
    manifest.members = *std::move(members);
    return manifest;
}

} // namespace

std::string Manifest::json() const
{
    std::string text;
    JsonWriter out(text);
    out.begin_object().member("format", format_name).member("version", format_version);
    out.member("program", program).member("created", created).member("position", position);
    out.member("entities", entities).member("schema", schema).key("members").begin_array();
    for (const auto& member : members)
        out.begin_object().member("name", member.name).member("size", member.size).end_object();
    out.end_array().end_object();
    return text + "\n";
}

Result<Manifest> Manifest::parse(std::string_view json)
{
    const auto document = parse_json(json);
    if (!document || !document->is_object() || document->value("format", nlohmann::json()) != format_name)
        return foreign("its manifest is not one");
    const auto version = document->value("version", nlohmann::json());
    if (version.is_number_integer() && version.get<std::int64_t>() > format_version)
        return failure(Errc::invalid_argument,
                       "a newer Colophon made this backup, restore it with that one: format " +
                           version.dump() + ", this one knows " + std::to_string(format_version));
    try {
        auto manifest = read_manifest(*document);
        // One text for one manifest: whatever differs was not written by us.
        if (manifest && manifest->json() != json)
            return foreign("its manifest is not as we write it");
        return manifest;
    } catch (const nlohmann::json::exception&) {
        return foreign("its manifest lacks a member");
    }
}

std::string Manifest::file_name() const
{
    return std::string(name_begin) + created + "-" + std::to_string(position) + std::string(name_end);
}

std::optional<std::string> created_in(std::string_view file_name)
{
    if (!file_name.starts_with(name_begin) || !file_name.ends_with(name_end))
        return std::nullopt;
    const auto middle =
        file_name.substr(name_begin.size(), file_name.size() - name_begin.size() - name_end.size());
    if (middle.size() < created_size + 2 || middle[created_size] != '-' ||
        !all_digits(middle.substr(created_size + 1)) || !utc_seconds(middle.substr(0, created_size)))
        return std::nullopt;
    return std::string(middle.substr(0, created_size));
}

std::string utc_text(std::int64_t epoch_seconds)
{
    const std::time_t time = epoch_seconds;
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 40> buffer{};
    return {buffer.data(), std::strftime(buffer.data(), buffer.size(), "%Y%m%dT%H%M%SZ", &parts)};
}

std::optional<std::int64_t> utc_seconds(std::string_view text)
{
    if (text.size() != created_size)
        return std::nullopt;
    std::tm parts{};
    const std::string whole(text);
    if (::strptime(whole.c_str(), "%Y%m%dT%H%M%SZ", &parts) != whole.c_str() + created_size)
        return std::nullopt;
    const std::int64_t seconds = ::timegm(&parts);
    return utc_text(seconds) == text ? std::optional(seconds) : std::nullopt;
}

} // namespace colophon::backup
