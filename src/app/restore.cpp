// SPDX-License-Identifier: Apache-2.0
#include "backup/restore.hpp"

#include "app/command.hpp"
#include "app/progress.hpp"
#include "auth/admin_file.hpp"
#include "auth/token_registry.hpp"
#include "backup/s3_place.hpp"
#include "core/json_writer.hpp"
#include "core/printable.hpp"

#include <fstream>
#include <iostream>

namespace colophon::app {
namespace {

constexpr std::array flags{
    Option{"from", Option::Type::text, "", "A file, s3://BUCKET/KEY, or - for standard input.", true},
    Option{"data", Option::Type::text, "", "The stopped server's data directory; made where needed."},
    Option{"check", Option::Type::boolean, "", "Only read the backup and compare its sums."},
    Option{"force", Option::Type::boolean, "",
           "Replace what is in the directory; it is moved aside, not removed."},
    Option{"s3-endpoint", Option::Type::text, "",
           "URL of a storage that speaks S3; else $AWS_ENDPOINT_URL, else Amazon's."},
    Option{"ca-file", Option::Type::text, "", "Authorities to trust, PEM; else the system's."},
    Option{"json", Option::Type::boolean, "", "Print as JSON."}};

std::unique_ptr<backup::Source> source_of(const Settings& settings)
{
    const auto from = settings.text("from");
    if (backup::is_s3(from))
        return backup::s3_source(
            backup::s3_place(from, settings.text("s3-endpoint"), settings.text("ca-file")));
    return backup::file_source(from);
}

/// The text of the administrator's token is in no backup. Where the one that lies here is still the one whose
/// digest was restored, it stays.
bool keep_admin_token(const std::filesystem::path& data, const std::filesystem::path& staging)
{
    std::ifstream in(data / "admin.token");
    std::string text;
    if (!std::filesystem::exists(staging / "tokens.db") || !std::getline(in, text))
        return false;
    const auth::TokenRegistry registry({.directory = staging, .admin_token_file = {}, .now_ms = {}});
    if (!registry.authenticate(text))
        return false;
    auth::write_private_file(staging / "admin.token", text + "\n");
    return true;
}

std::string describe(const backup::Manifest& manifest)
{
    return std::to_string(manifest.entities) + " entities at position " + std::to_string(manifest.position) +
           ", of " + manifest.created + ", by Colophon " + printable(manifest.program);
}

void print_json(const backup::Manifest& manifest, const std::filesystem::path& former)
{
    std::string text;
    JsonWriter out(text);
    out.begin_object().member("position", manifest.position).member("entities", manifest.entities);
    out.member("created", manifest.created).member("program", manifest.program);
    out.member("former", former.string()).end_object();
    std::cout << text << '\n';
}

int check(const Arguments& arguments)
{
    ByteProgress progress("check");
    const auto manifest = backup::verify(*source_of(arguments.flags),
                                         [&](auto bytes, auto size) { progress.show(bytes, size); });
    if (arguments.flags.boolean("json"))
        print_json(manifest, {});
    else
        std::cout << "The backup is whole: " << describe(manifest) << '\n';
    return exit_ok;
}

void print(const backup::Restored& restored, const std::filesystem::path& data, bool token_kept)
{
    std::cout << "Restored " << describe(restored.manifest) << '\n';
    if (!restored.former.empty())
        std::cout << "What was there before is in " << restored.former.string()
                  << "; remove it once it is needed no more\n";
    std::cout << "Start it: colophon serve --data " << data.string() << '\n';
    if (!token_kept)
        std::cout << "Tokens are those of the backup. If the administrator's is lost: colophon token reset "
                     "--data "
                  << data.string() << '\n';
}

int run(const Arguments& arguments)
{
    const auto& settings = arguments.flags;
    if (settings.boolean("check"))
        return check(arguments);
    if (!settings.given("data"))
        throw Error(Errc::invalid_argument,
                    "restore needs --data DIR, or --check to only look at the backup");
    const std::filesystem::path data = settings.text("data");
    const auto source = source_of(settings);
    bool token_kept = false;
    backup::Restored restored;
    {
        ByteProgress progress("restore");
        restored = backup::restore(
            *source, {.directory = data,
                      .force = settings.boolean("force"),
                      .judge = [&](const auto& staging) { token_kept = keep_admin_token(data, staging); },
                      .progress = [&](auto bytes, auto size) { progress.show(bytes, size); }});
    }
    if (settings.boolean("json"))
        print_json(restored.manifest, restored.former);
    else
        print(restored, data, token_kept);
    return exit_ok;
}

} // namespace

const Command restore_command{"restore",
                              "Put a backup into a stopped server's data directory.",
                              "",
                              0,
                              0,
                              flags,
                              "colophon restore --from colophon-20260131T090000Z-4711.backup --data ./data",
                              run};

} // namespace colophon::app
